"""A newer list of places of service is loaded on top of the shipped one: places that begin, end and continue."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.tables.diff_releases import diff_releases
from rules.tables.error import TableError
from rules.tables.manifest import Manifest
from rules.tables.shipped.places_of_service import PlacesOfService
from rules.tables.store import Tables
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]
SINCE = date(2027, 10, 1)
PAGE = "Place of Service Code Set _ CMS.html"


def _opened(folder: Path) -> PlacesOfService:
    table = open_tables(folder / "tables").pos
    assert table is not None
    return table


def test_the_page_as_it_is_saved(load: Load, tables: Tables, tmp_path: Path) -> None:
    """A new place begins on its day, a missing one ended the day before, the others keep their history."""
    manifest = load("pos", fixture="pos_page", in_force_from=SINCE)
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("CMS 2027-10", 52, 53)
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2003, 10, 16), date.max)
    assert manifest.notes == ("places that the list lacks, which end on 2027-09-30: 09",)
    table, shipped = _opened(tmp_path), tables.pos
    assert shipped is not None
    assert [table.known("28", day) for day in (date(2027, 12, 31), date(2028, 1, 1))] == [False, True]
    assert [table.known("09", day) for day in (date(2027, 9, 30), SINCE)] == [True, False]
    assert [table.known("10", day) for day in (date(2021, 12, 31), date(2022, 1, 1))] == [False, True]
    assert not any(table.known(place, SINCE) for place in ("29", "30", "35", "40"))
    assert table.description("28") == "invented place on the moon"
    kept = [row for row in shipped.places() if row[0] != "09"]
    assert [row for row in table.places() if row[0] not in ("09", "28")] == kept


def test_a_list_of_codes_and_names(load: Load, tmp_path: Path, fixtures: Path) -> None:
    """Days in a list are those of its places; places without days begin on the given day; names are kept."""
    load("pos", fixture="pos_list", in_force_from=SINCE)
    table = _opened(tmp_path)
    assert [table.known("28", day) for day in (date(2027, 12, 31), date(2028, 1, 1))] == [False, True]
    assert [table.known("15", day) for day in (date(2028, 6, 30), date(2028, 7, 1))] == [True, False]
    text = (fixtures / "pos_list" / "places.csv").read_text().replace("code,name", "POS Code,Place of Service Name")
    path = tmp_path / "places.txt"
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("15,"))
    path.write_text("\n".join(line.rpartition(",")[0].rpartition(",")[0] for line in text.splitlines()))
    later = date(2028, 8, 1)
    load("pos", path, in_force_from=later, release="2028", now=datetime(2028, 8, 1, tzinfo=UTC))
    table = _opened(tmp_path)
    assert table.release == "2028"
    assert table.period("28") == (date(2028, 1, 1), date.max)


def test_lists_follow_each_other(load: Load, tmp_path: Path, fixtures: Path) -> None:
    """A list is loaded on top of the one before, and the two can be compared."""
    load("pos", fixture="pos_list", in_force_from=SINCE)
    text = (fixtures / "pos_list" / "places.csv").read_text()
    path = tmp_path / "later.csv"
    path.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith(("28,", "15,"))))
    load("pos", path, in_force_from=date(2029, 1, 1), now=datetime(2028, 12, 1, tzinfo=UTC))
    table = _opened(tmp_path)
    assert table.period("28") == (date(2028, 1, 1), date(2028, 12, 31))
    assert table.period("15") == (date(2003, 10, 16), date(2028, 6, 30))
    found = list(diff_releases(tmp_path / "tables", "pos", "CMS 2027-10", "CMS 2029-01"))
    assert [(each.change, each.code) for each in found] == [("changed", "28")]
    with pytest.raises(TableError, match="adds nothing: CMS 2029-01, in force since 2029-01-01, is newer"):
        load("pos", fixture="pos_list", in_force_from=date(2028, 5, 1))
    path.write_text(text.replace(",2028-06-30", ","))
    with pytest.raises(TableError, match="15 ended on 2028-06-30; ended places are not reassigned"):
        load("pos", path, in_force_from=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "match"),
    [
        (PAGE, "<td>28</td>", "<td>2</td>", "line 111, code: '2' is not a valid place of service"),
        (PAGE, "<td>29-30</td>", "<td>29 to</td>", "code: '29 to' is not a valid place"),
        (PAGE, "<td>28</td>", "<td>27</td>", "code: 27 is in force twice"),
        (PAGE, "<td>28</td>", "", "must have three cells: code, name and description"),
        (PAGE, "<strong>invented place on the moon</strong>", "", "name: is missing"),
        (PAGE, "January 1, 2028", "January 32, 2028", "description: 'January 32, 2028' is not a valid date"),
        (PAGE, "January 1, 2028", "Januar 1, 2028", "description: 'Januar 1, 2028' is not a valid date"),
        (PAGE, "Place of Service Name", "Name of a place", "is not a single list of places of service"),
        (PAGE, "</tbody></table>", "", "is truncated: the page ends within a table"),
        (PAGE, "Invented page", "Invented p\udcffge", "is not valid UTF-8"),
        ("places.csv", "28,", "2X,", "code: '2X' is not a valid place of service"),
        ("places.csv", "28,", "27,", "code: 27 is in force twice on some days, first on line 28"),
        ("places.csv", "2028-01-01", "soon", "start: expected a date, found 'soon'"),
        ("places.csv", ",2028-06-30", ",2002-06-30", "the last day of 15, 2002-06-30, is before its first, 2003-10-16"),
        ("places.csv", "code,name", "a,b", "is not a single list of places of service"),
    ],
)
def test_what_is_not_understood(
    load: Load, tmp_path: Path, fixtures: Path, name: str, old: str, new: str, match: str
) -> None:
    """A malformed row, a truncated page and a file without the list are refused."""
    folder = fixtures / ("pos_page" if name == PAGE else "pos_list")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_bytes(text.replace(old, new).encode("utf-8", "surrogateescape"))
    with pytest.raises(TableError, match=match):
        load("pos", path, in_force_from=SINCE)


def test_when_it_is_in_force(load: Load, tmp_path: Path, fixtures: Path) -> None:
    """The user gives a list's first day, after the shipped one's, and no last day; partial lists are refused."""
    for options, match in (
        ({}, "does not say since when it is in force; give the date"),
        ({"in_force_from": date(2023, 10, 1)}, "would begin before the shipped list"),
        ({"in_force_from": SINCE, "in_force_through": date(2028, 1, 1)}, "leave out --through"),
    ):
        with pytest.raises(TableError, match=match):
            load("pos", fixture="pos_list", **options)
    path = tmp_path / "piece.csv"
    path.write_text("".join((fixtures / "pos_list" / "places.csv").read_text().splitlines(keepends=True)[:40]))
    with pytest.raises(TableError, match="lacks 13 of 52 places: not a complete list"):
        load("pos", path, in_force_from=SINCE)
