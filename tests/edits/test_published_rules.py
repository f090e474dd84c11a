"""What every edit rests on: its kind of rule, and for what must be there the published usage."""

import re
from typing import Final
from urllib.parse import urlsplit

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit

ALL: Final = [pytest.param(edit, id=code) for code, edit in load_catalogue().items()]
_MUST_BE_THERE: Final = re.compile(r"\b(missing|unanswered|negative|impossible|future)\b")
"""Names of edits on a value that must be there, or outside its range."""


@pytest.mark.parametrize("edit", ALL)
def test_basis(edit: Edit) -> None:
    """Every edit says what kind of rule it rests on; one without a published rule has no references."""
    assert edit.basis is not None
    assert edit.source
    if edit.basis in ("logic", "own contract"):
        assert not edit.references


@pytest.mark.parametrize("edit", ALL)
def test_usage_is_quoted(edit: Edit) -> None:
    """An edit on a value that is missing, negative or in the future quotes a published rule."""
    if _MUST_BE_THERE.search(edit.name.replace("-", " ")) and edit.basis in ("regulation", "manual"):
        assert edit.references, edit.name


@pytest.mark.parametrize("edit", ALL)
def test_addresses(edit: Edit) -> None:
    """Each reference says something, once, and its address can be opened."""
    assert len({each.text for each in edit.references}) == len(edit.references)
    for each in edit.references:
        assert each.text.strip() == each.text != ""
        if each.address is not None:
            parts = urlsplit(each.address)
            assert parts.scheme in ("http", "https")
            assert parts.hostname
