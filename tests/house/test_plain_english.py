"""Phrases that no native reader would use stay out of texts, comments and docstrings; identifiers are exempt."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PHRASES: Final = re.compile(
    r"""\b(?:
        anew | mend(?:s|ed|ing)? | reckon\w* | whoever | earlier\ payer\w* | tax\ numbers?
      | (?:take|takes|took|taken|taking)(?:\ (?:it|them|this|that|all))?\ back
      | (?:has|have|had)\ not\ the\ form | (?:is|are)\ told | that\ is\ none
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
FOLDERS: Final = ("schemas", "rules", "workers", "deploy", "tests", ".ci", ".github")
_APART: Final = re.compile(r"""(?:\\[nrt]|["']\s*[bfru]{0,2}["']|[\s"'\#\\])+""", re.IGNORECASE)
"""What can stand between two words of a passage: white space, the end of a string and the start of the next, a `#`."""
NO_TEXT: Final = frozenset((".table", ".png", ".xlsx", ".csv", ".pyc"))
FROZEN: Final = ("schemas/avro", "schemas/asyncapi.json", "schemas/openapi.json")
"""Released schemas and what is generated from them keep their wording until a field forces a new version."""


def _files() -> Iterator[Path]:
    """The files to check."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    for path in sorted([*ROOT.iterdir(), *inside]):
        name = path.relative_to(ROOT).as_posix()
        if (
            path.is_file()
            and path.suffix not in NO_TEXT
            and path != Path(__file__)
            and not name.startswith(FROZEN)
            and not {"node_modules", "__pycache__"} & set(path.parts)
        ):
            yield path


def _passages(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file with their line numbers: of Python its strings and comments, of other files all of it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix != ".py":
        yield 1, text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    first, comment = 0, ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            first, comment = first or token.start[0], f"{comment} {token.string.lstrip('#: ')}"
        elif token.type != tokenize.NL and comment:
            yield first, comment
            first, comment = 0, ""


def find_phrases(text: str) -> list[str]:
    """The phrases in a text, wherever its lines break."""
    return PHRASES.findall(re.sub(r"\s+", " ", text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The batch is\n    taken back.", ["taken back"]),
        ("Whoever mends it reads it anew.", ["Whoever", "mends", "anew"]),
        ("A payer's amendment: we recommend `earlier-payer-missing` and read_anew().", []),
        ("It has not the form of a tax number.", ["has not the form", "tax number"]),
        (
            "An earlier payer's decision is taken  back; they take it back.",
            ["earlier payer", "taken back", "take it back"],
        ),
    ],
)
def test_the_check_sees_phrases_and_spares_identifiers(text: str, found: list[str]) -> None:
    """A phrase is found across line breaks and in any case; a longer word or an identifier is not one."""
    assert find_phrases(text) == found


def _found(path: Path) -> list[tuple[int, list[str]]]:
    """The phrases of a file with their line numbers."""
    # Parsing every file is dear: one is read in passages only if it has a phrase at all, quotation marks left out.
    text = path.read_text(encoding="utf-8", errors="replace")
    if not PHRASES.search(_APART.sub(" ", text)):
        return []
    return [(line, phrases) for line, text in _passages(path) if (phrases := find_phrases(text))]


@pytest.mark.parametrize(
    "code",
    [
        '"""It is\n    taken back."""',
        'x = (\n    "It is taken "\n    f"back to {y}"\n)',
        "x = 'It is\\ntaken back'",
        "# it is taken\n    # back",
        "#: Whoever reads it.",
    ],
)
def test_phrases_of_python_are_found_wherever_they_break(code: str, tmp_path: Path) -> None:
    """Strings are joined as Python joins them, and a comment goes on in the next line; code between words ends it."""
    file = tmp_path / "some.py"
    file.write_text(code, encoding="utf-8")
    assert len(_found(file)) == 1
    file.write_text("taken = back  # it is\nx = taken, back", encoding="utf-8")
    assert _found(file) == []


def test_no_phrase_in_any_file() -> None:
    """Docs, help, messages, edits and their cases, docstrings and comments are in plain English."""
    assert [f"{path.relative_to(ROOT)}: {found}" for path in _files() if (found := _found(path))] == []
