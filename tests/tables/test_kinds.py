"""Each table is described once, completely, and listed in one place."""

import inspect
from collections import Counter
from pathlib import Path

import pytest

from rules.tables.loaders.loader_of import loader_of
from rules.tables.store import LOADABLE, SHIPPED, TABLE_KINDS
from tests.edits.toy_tables import TOYS
from tests.support.about import about

RULES = Path(__file__).parents[2] / "rules"


def test_every_table_has_a_loader() -> None:
    """The name of the loader leads to a function that takes files and a request."""
    for name in LOADABLE:
        loader = loader_of(TABLE_KINDS[name])
        assert tuple(inspect.signature(loader).parameters) == ("files", "request"), name


def test_every_table_has_a_page() -> None:
    """The page has the table's name, content, source, license and layout."""
    for name, kind in TABLE_KINDS.items():
        with about(name):
            assert kind.name == name
            for text in (kind.holds, kind.layout, kind.source, kind.license):
                assert text == text.strip()
                assert text in kind.described()
            assert kind.holds[0].islower() or kind.holds.split()[0] in ("HCPCS", "Medicare's", "Medicaid's")
            assert kind.source.endswith(".")
            assert kind.license.endswith(".")


def test_every_table_has_a_toy() -> None:
    """Cases and examples of edits can fill every table that is not shipped."""
    assert set(TOYS) == set(LOADABLE) - set(SHIPPED)
    assert len(TOYS) == len(set(TOYS))


def test_every_table_is_listed_once() -> None:
    """Each description under `rules` is in the list, under its own name and no other."""
    described = [
        line
        for path in RULES.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if line.endswith("= TableKind(\n")
    ]
    assert len(described) == len(TABLE_KINDS)
    listed = Counter(id(kind) for kind in TABLE_KINDS.values())
    assert set(listed.values()) == {1}


def test_a_table_that_cannot_be_loaded_has_no_loader() -> None:
    """Every table is shipped, can be loaded, or both; asking for the loader of one that is only shipped is an error."""
    assert {*SHIPPED, *LOADABLE} == set(TABLE_KINDS)
    for name in set(SHIPPED) - set(LOADABLE):
        with pytest.raises(ValueError, match=f"{name} cannot be loaded"):
            loader_of(TABLE_KINDS[name])
