"""What a publisher's site does wrong is one clear result; the table keeps what it had, and the other sources go on."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from rules.tables.table_folder import open_tables
from tests.fetch.conftest import NOW, Fetch
from tests.fetch.official_files import unit_limits, zipped
from tests.fetch.stand_in import StandIn
from workers.fetch.run_fetch import exit_code

CMS = "/www.cms.gov/files/zip"
MUE = f"{CMS}/medicare-ncci-2026-q3-practitioner-services-mue-table.zip"
PAGE = "<!DOCTYPE html><html><body>Invented page</body></html>"
HEADING = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n"

LARGE = random.Random(1).randbytes(2_000)
"""So that a changed file is not too small beside the one before."""


def _damaged(content: bytes) -> bytes:
    """The zip with one byte of its first member changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.infolist()[0].header_offset + 30 + len(archive.namelist()[0]) + 5
    return content[:start] + bytes([content[start] ^ 0xFF]) + content[start + 1 :]


def _cut(content: bytes) -> bytes:
    """The zip with a list that ends in the middle of a row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name)[:-20] for name in archive.namelist() if name.endswith(".csv")})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: PAGE.encode(), "answered with a web page instead of the file"),
        (lambda _: b"", "is not a zip file"),
        (lambda content: content[: len(content) * 2 // 3], "is truncated or damaged"),
        (_damaged, "damaged"),
        (_cut, "mue: "),
        (lambda _: zipped({"readme.pdf": LARGE}), "has no file whose name matches"),
        (
            lambda _: zipped({"a.csv": f"Invented CY 2023 Q1,,,\r\n{HEADING}27447,1,2 Invented,x\r\n", "b": LARGE}),
            "2023 Q1",
        ),
    ],
    ids=["web page", "nothing", "half a zip", "wrong checksum", "cut row", "other members", "other period"],
)
def test_a_bad_file_is_rejected(fetch: Fetch, change: Callable[[bytes], bytes], said: str) -> None:
    """A file that is not whole or not the list is rejected with a reason, and the table stays as it was."""
    fetch("mue")
    before = (fetch.tables / "index.json").read_bytes()
    fetch.site.content[MUE] = change(fetch.site.content[MUE])
    report = fetch("mue", now=NOW + timedelta(days=1))["mue"]
    assert (report.result, said in report.message) == ("failed check", True), report
    assert exit_code([report], named=()) == 1
    assert (fetch.tables / "index.json").read_bytes() == before
    assert open_tables(fetch.tables).mue is not None


def test_a_rejected_file_is_kept_with_its_reason(fetch: Fetch) -> None:
    """A file that fails a check is beside a file that says why; the page of a changed site is kept too."""
    fetch.site.content[MUE] = PAGE.encode()
    fetch("mue")
    rejected = fetch.tables / "fetch" / "rejected" / "mue"
    name = MUE.rpartition("/")[2]
    assert (rejected / name).read_text() == PAGE
    assert "web page" in (rejected / f"{name}.why").read_text()
    fetch.site.content[MUE] = zipped({"readme.pdf": LARGE})
    fetch("mue")
    assert "has no file whose name matches" in (rejected / "mue 2026-q3.why").read_text()


def test_a_page_without_links(fetch: Fetch) -> None:
    """If no link matches, the message has the page, what was expected and the nearest links; the page is kept."""
    page = next(path for path in fetch.site.content if path.endswith("-mues"))
    fetch.site.content[page] = (
        b'<a href="/files/zip/ncci-mue-2026-quarter-3-practitioner.zip">Practitioner MUE (ZIP)</a><a href="/x.pdf">'
    )
    fetch("hcpcs")
    reports = fetch("mue", "hcpcs")
    report = reports["mue"]
    assert (report.result, reports["hcpcs"].result) == ("page changed", "unchanged")
    said = "\n".join(report.details)
    for part in (
        "page      https://www.cms.gov/medicare/",
        "expected  medicare-ncci-2026-q4-practitioner-services-mue-table.zip",
        'nearest   /files/zip/ncci-mue-2026-quarter-3-practitioner.zip  "Practitioner MUE (ZIP)"',
        "claims-worker codes load mue FILE",
        "corrected mue.toml",
    ):
        assert part in said
    assert (fetch.tables / "fetch" / "rejected" / "mue" / "page.html").read_bytes() == fetch.site.content[page]


def test_fewer_rows_than_before(fetch: Fetch) -> None:
    """A list with far fewer rows than the one before is rejected; --force loads it."""
    fetch.site.content |= unit_limits(lines=tuple(f"{code},1,2" for code in range(10_000, 10_020)))
    fetch("mue")
    fetch.site.content |= unit_limits(lines=tuple(f"{code},1,2" for code in range(10_000, 10_012)))
    report = fetch("mue")["mue"]
    assert (report.result, "truncated" in report.message) == ("failed check", True), report
    assert fetch("mue", force=True)["mue"].result == "loaded"


def test_the_stated_number_of_records(fetch: Fetch) -> None:
    """If the page states another number of records than the files have, they are rejected."""
    fetch.accept("ama-cms")
    page = next(path for path in fetch.site.content if path.endswith("-ptp-edits"))
    fetch.site.content[page] = fetch.site.content[page].replace(b"(2 Records)", b"(3 Records)", 1)
    report = fetch("ncci_ptp")["ncci-ptp"]
    assert (report.result, report.message.endswith("has 16 rows, and its publisher states 17")) == (
        "failed check",
        True,
    )


def _forbid(site: StandIn) -> None:
    site.faults.status[MUE] = 403


def _busy(site: StandIn) -> None:
    site.faults.status[MUE] = 503
    site.faults.retry_after[MUE] = "3600"


def _elsewhere(site: StandIn) -> None:
    site.faults.redirect[MUE] = "https://files.example/list.zip"


def _around(site: StandIn) -> None:
    site.faults.redirect[MUE] = MUE.removeprefix("/www.cms.gov")


def _gone(site: StandIn) -> None:
    del site.content[MUE]


@pytest.mark.parametrize(
    ("fault", "result", "said"),
    [
        (_forbid, "refused by site", "answered 403: the site refuses programs"),
        (_busy, "refused by site", "answered 503"),
        (_elsewhere, "refused by site", "leads to https://files.example, which is not a known publisher"),
        (_around, "refused by site", "redirects more than 5 times"),
        (_gone, "page changed", "is gone (answered 404)"),
    ],
)
def test_a_refusal(fetch: Fetch, fault: Callable[[StandIn], None], result: str, said: str) -> None:
    """A refusal is one line with the address, and nothing is loaded."""
    fault(fetch.site)
    report = fetch("mue")["mue"]
    assert (report.result, said in report.message) == (result, True), report
    by_hand = any("codes fetch --only mue --from-dir DIR" in detail for detail in report.details)
    assert by_hand is (result == "refused by site")
    assert open_tables(fetch.tables).mue is None


def test_a_busy_site_is_asked_again(fetch: Fetch) -> None:
    """A site that asks for a pause gets it, and the file is downloaded afterwards."""
    fetch.site.faults.status[MUE] = 503
    fetch.site.faults.retry_after[MUE] = "20"
    fetch.site.faults.then[MUE] = fetch.site.faults.status.clear
    assert fetch("mue")["mue"].result == "loaded"
    assert fetch.slept == [20.0]


def test_nobody_answers(fetch: Fetch) -> None:
    """If no site can be reached, each host is tried three times and the exit code is 4."""
    fetch.site.close()
    reports = fetch("mue", "hcpcs", "nucc")
    assert {report.result for report in reports.values()} == {"network"}
    assert "www.cms.gov cannot be reached" in reports["mue"].message
    assert exit_code(reports.values(), named=()) == 4
    assert len(fetch.slept) == 4


def test_the_list_of_the_year_before_leads_to_the_present_one(fetch: Fetch) -> None:
    """A link to last year's list that redirects to this year's gives this year's release."""
    page = next(path for path in fetch.site.content if path.endswith("telehealth/list-services"))
    fetch.site.content[page] = fetch.site.content[page].replace(b"calendar-year-2026.zip", b"calendar-year-2025.zip")
    file = f"{CMS}/list-telehealth-services-calendar-year-2025.zip"
    fetch.site.faults.redirect[file] = "/files/zip/list-telehealth-services-calendar-year-2026.zip"
    assert [each.release for each in fetch("telehealth")["telehealth"].loaded] == ["2026"]
    assert fetch("telehealth", now=NOW + timedelta(days=1))["telehealth"].result == "unchanged"


def test_the_same_bytes_under_another_name(fetch: Fetch) -> None:
    """Last quarter's file under the name of the next quarter is rejected."""
    old = {path.replace("q3", "q4"): content for path, content in unit_limits().items()}
    fetch("mue")
    page = next(path for path in fetch.site.content if path.endswith("-mues"))
    fetch.site.content |= old
    fetch.site.content[page] += "".join(f'<a href="{path.removeprefix("/www.cms.gov")}">x</a>' for path in old).encode()
    report = fetch("mue")["mue"]
    assert report.result == "failed check"
    assert report.message == "the file did not change; CMS has posted 2026 Q3 under the name of 2026 Q4"


def test_a_reposted_release_replaces_the_old_one(fetch: Fetch) -> None:
    """Other bytes under the same name are loaded in place of the old ones, and the report says so."""
    fetch("mue")
    fetch.site.content |= unit_limits(lines=("27447,3,2", "97110,6,3"))
    report = fetch("mue", now=NOW + timedelta(days=1))["mue"]
    assert [each.release for each in report.loaded] == ["2026 Q3"]
    assert any("replaces 2026 Q3 as loaded on" in detail for detail in report.details)
