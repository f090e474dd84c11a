"""The way of one source, from the publisher's page to the loaded table."""

from datetime import date, timedelta

from rules.tables.table_folder import open_tables
from tests.fetch.conftest import NOW, Fetch
from tests.fetch.official_files import unit_limits


def test_the_release_in_force_is_loaded(fetch: Fetch) -> None:
    """All lists of the quarter are found on the page, downloaded, kept and loaded; scripts are no links."""
    report = fetch("mue")["mue"]
    assert (report.result, [each.release for each in report.loaded]) == ("loaded", ["2026 Q3"]), report
    table = open_tables(fetch.tables).mue
    assert table is not None
    assert (table.in_force_from, table.in_force_through) == (date(2026, 7, 1), date(2026, 9, 30))
    folder = fetch.tables / "fetch" / "originals" / "mue" / "2026-q3"
    assert sorted(path.name for path in folder.iterdir()) == [
        "medicare-ncci-2026-q3-dme-supplier-services-mue-table.zip",
        "medicare-ncci-2026-q3-practitioner-services-mue-table.zip",
        "medicare-ncci-2026q3-facility-outpatient-hospital-services-mue-table.zip",
        "source.json",
    ]


def test_an_incomplete_quarter_is_ignored(fetch: Fetch) -> None:
    """An incomplete quarter is reported and not loaded; once it is complete, it is loaded beside the other."""
    report = fetch("mue")["mue"]
    assert "2026 Q4 is not complete yet" in " ".join(report.details)
    page = next(path for path in fetch.site.content if path.endswith("-mues"))
    links = "".join(f'<a href="{path.removeprefix("/www.cms.gov")}">x</a>' for path in unit_limits(2026, 4))
    fetch.site.content[page] += links.encode()
    fetch.site.content |= unit_limits(2026, 4, ("27447,2,2", "97110,6,3"))
    report = fetch("mue")["mue"]
    assert [each.release for each in report.loaded] == ["2026 Q4"], report
    table = open_tables(fetch.tables).mue
    assert table is not None
    for day, units in ((date(2026, 9, 30), 1), (date(2026, 10, 1), 2)):
        limit = table.limit("27447", day, hospital=False)
        assert limit is not None
        assert limit.value == units


def test_the_second_run_asks_only_for_changes(fetch: Fetch) -> None:
    """The next day every file is asked for by its ETag, and nothing is written; the same day nothing is asked."""
    fetch.sources = tuple(source for source in fetch.sources if source.id == "mue")
    fetch()
    fetch.site.log.clear()
    before = {path: path.stat().st_mtime_ns for path in (fetch.tables / "mue").iterdir()}
    report = fetch(now=NOW + timedelta(days=1))["mue"]
    assert report.result == "unchanged", report
    files = [each for each in fetch.site.log if each.path.endswith("-mue-table.zip")]
    assert len(files) == 3
    assert all("If-None-Match" in each.headers for each in files)
    assert {path: path.stat().st_mtime_ns for path in (fetch.tables / "mue").iterdir()} == before
    fetch.site.log.clear()
    report = fetch(now=NOW + timedelta(days=1, hours=2))["mue"]
    assert report.result == "not due"
    assert not [each for each in fetch.site.log if "mue" in each.path]
