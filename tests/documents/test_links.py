"""Links between pages lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.documents.pages import ROOT

_INSIDE: Final = [path for folder in ("schemas", "rules", "deploy") for path in (ROOT / folder).rglob("*.md")]
PAGES: Final = [path for path in sorted((*ROOT.glob("*.md"), *_INSIDE)) if "node_modules" not in path.parts]
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED: Final = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)


def _anchors(page: str) -> set[str]:
    """The anchors that code hosts make of headings: lower case, hyphens for blanks, no other punctuation."""
    titles = _HEADING.findall(_FENCED.sub("", page))
    return {re.sub(r"[^\w -]", "", re.sub(r"\]\([^)]*\)", "", title).lower()).replace(" ", "-") for title in titles}


def dead_links(page: str, folder: Path) -> Iterator[str]:
    """The links of a page in a folder that lead to no file, or to no heading in it; other sites are left out."""
    for link in _LINK.findall(page):
        target, _, anchor = link.partition("#")
        file = folder / target
        if re.match(r"\w+:", link):
            continue
        if not file.exists() or (
            anchor and anchor not in _anchors(file.read_text(encoding="utf-8") if target else page)
        ):
            yield link


@pytest.mark.parametrize("path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in PAGES])
def test_links(path: Path) -> None:
    """Every link within the repository leads to a file, and its anchor to a heading."""
    assert list(dead_links(path.read_text(encoding="utf-8"), path.parent)) == []


def test_dead_links_are_found() -> None:
    """A missing file and a missing heading are found; links that work and other sites are no fault."""
    page = "# One thing, two\n[a](README.md#install) [b](#one-thing-two) [c](https://kafka.apache.org/) [d](deploy)\n"
    assert list(dead_links(page, ROOT)) == []
    wrong = "[a](no-such-file.txt) [b](README.md#instal) [c](#one)\n```sh\n# one\n```\n"
    assert list(dead_links(wrong, ROOT)) == ["no-such-file.txt", "README.md#instal", "#one"]
