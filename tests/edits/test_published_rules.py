"""What every edit rests on: its kind of rule, and for what must be there the published usage."""

import re
from typing import Final
from urllib.parse import urlsplit

from rules.catalog import load_catalogue
from tests.support.about import about

_MUST_BE_THERE: Final = re.compile(r"\b(missing|unanswered|negative|impossible|future)\b")
"""Names of edits on a value that must be there, or outside its range."""


def test_basis() -> None:
    """Every edit says what kind of rule it rests on; one without a published rule has no references."""
    for edit in load_catalogue().values():
        with about(edit.code):
            assert edit.basis is not None
            assert edit.source
            if edit.basis in ("logic", "own contract"):
                assert not edit.references


def test_usage_is_quoted() -> None:
    """An edit on a value that is missing, negative or in the future quotes a published rule."""
    for edit in load_catalogue().values():
        with about(edit.code):
            if _MUST_BE_THERE.search(edit.name.replace("-", " ")) and edit.basis in ("regulation", "manual"):
                assert edit.references, edit.name


def test_addresses() -> None:
    """Each reference says something, once, and its address can be opened."""
    for edit in load_catalogue().values():
        with about(edit.code):
            assert len({each.text for each in edit.references}) == len(edit.references)
            for each in edit.references:
                assert each.text.strip() == each.text != ""
                if each.address is not None:
                    parts = urlsplit(each.address)
                    assert parts.scheme in ("http", "https")
                    assert parts.hostname
