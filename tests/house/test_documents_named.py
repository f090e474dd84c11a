"""What code and pages refer to is in this repository."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CONTRACT: Final = ROOT / "schemas/CONTRACT.md"
SUFFIXES: Final = frozenset((".md", ".py", ".toml", ".yml", ".yaml", ".sh", ".txt", ".json", ".js", ".css"))
_PAGE: Final = re.compile(r"(?<![\w./…-])((?:[\w.-]+/|\.\./)*[\w-]+\.md)\b")
_NUMBERED: Final = re.compile(r"\bcontract,? (?:section|§) ?\d", re.IGNORECASE)
_SECTION: Final = re.compile(r'schemas/CONTRACT\.md, "([^"]+)"')


def _files() -> Iterator[tuple[Path, str]]:
    inside = [
        path for folder in ("schemas", "rules", "workers", "deploy", "tests") for path in (ROOT / folder).rglob("*")
    ]
    for path in sorted([*ROOT.iterdir(), *inside]):
        ours = path.suffix in SUFFIXES or path.name in {"Makefile", "Dockerfile"}
        if ours and path.is_file() and path != Path(__file__) and "node_modules" not in path.parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_pages_that_are_named_are_there() -> None:
    """A page (`NAME.md`) that is named anywhere is in the file's folder, or found from one above it."""
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in _files()
        for name in _PAGE.findall(text)
        if not any((folder / name).is_file() for folder in path.parents[: len(path.relative_to(ROOT).parts)])
    ]
    assert missing == []


def test_sections_of_the_contract_that_are_named_are_there() -> None:
    """A reference to a section of the contract gives a title, and no number, which could change."""
    titles = set(re.findall(r"^## \d+\. (.+)$", CONTRACT.read_text(encoding="utf-8"), re.MULTILINE))
    named = [(path, title) for path, text in _files() for title in _SECTION.findall(text)]
    assert len(named) > len(titles) / 2
    assert [f"{path.relative_to(ROOT)}: {title}" for path, title in named if title not in titles] == []
    assert [str(path.relative_to(ROOT)) for path, text in _files() if _NUMBERED.search(text)] == []
