"""A broken download continues where it broke, and is never taken for a whole file."""

from tests.fetch.conftest import Fetch
from tests.fetch.official_files import unit_limits

MUE = "/www.cms.gov/files/zip/medicare-ncci-2026-q3-practitioner-services-mue-table.zip"


def _ranges(fetch: Fetch) -> list[str | None]:
    return [each.headers.get("Range") for each in fetch.site.log if each.path == MUE]


def test_a_dropped_connection(fetch: Fetch) -> None:
    """After a drop only the rest is asked for, if the file is still the same one."""
    fetch.site.faults.cut_at[MUE] = [200]
    assert fetch("mue")["mue"].result == "loaded"
    assert _ranges(fetch) == [None, "bytes=200-"]


def test_the_next_run_continues(fetch: Fetch) -> None:
    """A run that gives up leaves its part, and the next run asks for the rest."""
    fetch.site.faults.cut_at[MUE] = [100, 0, 0, 0, 0, 0]
    report = fetch("mue")["mue"]
    assert (report.result, "connection lost" in report.message) == ("network", True), report
    fetch.site.log.clear()
    assert fetch("mue")["mue"].result == "loaded"
    assert _ranges(fetch) == ["bytes=100-"]


def test_a_site_that_ignores_ranges(fetch: Fetch) -> None:
    """A whole answer to a request for the rest starts the file over."""
    fetch.site.faults.cut_at[MUE] = [200]
    fetch.site.faults.ignores_range.add(MUE)
    assert fetch("mue")["mue"].result == "loaded"


def test_a_file_that_changes_between_the_parts(fetch: Fetch) -> None:
    """If the file on the site has changed, nothing of the old one is kept."""
    fetch.site.faults.cut_at[MUE] = [200]
    new = unit_limits(lines=("27447,4,2", "97110,6,3"))
    fetch.site.faults.then[MUE] = lambda: fetch.site.content.update(new)
    assert fetch("mue")["mue"].result == "loaded"
    folder = fetch.tables / "fetch" / "originals" / "mue" / "2026-q3"
    assert (folder / MUE.rpartition("/")[2]).read_bytes() == new[MUE]


def test_too_large_a_file(fetch: Fetch) -> None:
    """A run stops before it has downloaded more than allowed."""
    report = fetch("mue", max_bytes=100)["mue"]
    assert (report.result, "raise --max-bytes" in report.message) == ("failed check", True)
