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
NO_TEXT: Final = frozenset((".table", ".png", ".xlsx", ".csv", ".pyc"))
FROZEN: Final = ("schemas/avro", "schemas/asyncapi.json")
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


def _found(path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {', '.join(phrases)}"
        for line, text in _passages(path)
        if (phrases := find_phrases(text))
    ]


def test_no_phrase_in_any_file() -> None:
    """Docs, help, messages, edits and their cases, docstrings and comments are in plain English."""
    assert [each for path in _files() for each in _found(path)] == []
