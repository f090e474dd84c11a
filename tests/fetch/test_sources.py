"""Source files: each mistake is one line that names the file and the key."""

from pathlib import Path

import pytest

from tests.fetch.conftest import Fetch
from workers.fetch.links import find_links
from workers.fetch.read_sources import SHIPPED, SourceError, read_sources

MUE = (SHIPPED / "mue.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every =", "evry =", "mue.toml: rhythm.evry: unknown key; did you mean 'every'?"),
        ("title =", "titel =", "mue.toml: titel: unknown key; did you mean 'title'?"),
        ('title = "', '# "', "mue.toml: title: required"),
        ('id = "mue"', 'id = "mui"', "mue.toml: id: must be 'mue', the name of the file (got 'mui')"),
        ('kinds = ["mue"]', 'kinds = ["muee"]', "mue.toml: kinds: unknown table 'muee'; did you mean 'mue'?"),
        ("https://www.cms.gov/", "https://www.cms.example/", "mue.toml: discover.address: must be an https address"),
        ("mue-table[^/]*", "mue-table[^/*", "mue.toml: discover.link: must be a regular expression"),
        ("mue-table[^/]*", "mue-list[^/]*", "mue.toml: discover: link does not accept the example"),
        ("mue-table[^/]*", "mue-table" + "[^/]*" * 60, "mue.toml: discover.link: must have at most 300 characters"),
        ("parts = { part =", "parts = { prat =", "mue.toml: discover: 'prat' is not a named group of link"),
        ('method = "page"', 'method = "pages"', "mue.toml: discover: method 'pages' needs release_link"),
        ('"quarter"', '"quart', "mue.toml: cannot be read: "),
    ],
)
def test_a_mistake(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A wrong source file stops the command before anything is asked."""
    assert old in MUE
    (tmp_path / "mue.toml").write_text(MUE.replace(old, new))
    with pytest.raises(SourceError) as caught:
        read_sources(tmp_path)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_file_replaces_the_source_of_its_name(tmp_path: Path) -> None:
    """A corrected file takes the place of the shipped one; the other sources stay."""
    (tmp_path / "mue.toml").write_text(MUE.replace("2026-09-29", "2027-01-01"))
    corrected = {source.id: source for source in read_sources(tmp_path)}
    shipped = {source.id: source for source in read_sources()}
    assert [name for name in shipped if corrected[name] != shipped[name]] == ["mue"]
    with pytest.raises(SourceError, match="CLAIMS_FETCH_SOURCES_DIR: folder not found"):
        read_sources(tmp_path / "absent")


def test_links_of_a_page() -> None:
    """Links are read as a browser reads them: quotes of both kinds, relative addresses, text in inner elements."""
    page = b"""<a href="/a.zip">One <b>two</b>\n three</a><a href='./b.zip#top'>b</a><a name=x>no</a>
    <a href="mailto:x@example.org">m</a><A HREF=c.zip>C<a href="d.zip">d"""
    links = find_links(page, "https://www.cms.gov/x/y.html")
    assert [(link.address.removeprefix("https://www.cms.gov"), link.text) for link in links] == [
        ("/a.zip", "One two three"),
        ("/x/b.zip", "b"),
        ("/x/c.zip", "C"),
        ("/x/d.zip", "d"),
    ]


def test_a_file_without_a_day(fetch: Fetch) -> None:
    """An updated list whose address names no month is not guessed at: the report says how to load it."""
    page = next(path for path in fetch.site.content if path.endswith("/icd-10-codes"))
    fetch.site.content[page] = fetch.site.content[page].replace(b"/2026-code-descr", b"/2028-code-descr")
    details = " ".join(fetch("icd10cm-update")["icd10cm-update"].details)
    assert "2028-code-descriptions-tabular-order-updated-02-01-2026.zip does not say from which day" in details
    assert "codes load icd10cm FILE --from DATE" in details


def test_the_newest_file_of_a_data_set(fetch: Fetch) -> None:
    """A catalog's data set is found by its exact title, and its newest file by the period of the data."""
    reports = fetch("clia_certificates", "order_referring", "opt_out")
    newest = [manifest.release for report in reports.values() for manifest in report.loaded]
    assert newest == ["2026 Q2", "2026-08-11", "2026-08-12"]


def test_the_newest_correction(fetch: Fetch) -> None:
    """Of several corrections of a release the last one is taken; a page slug is not another release."""
    page = next(path for path in fetch.site.content if path.endswith("/pfs-relative-value-files"))
    fetch.site.content[page] += (
        b"<a href='/medicare/payment/fee-schedules/physician/pfs-relative-value-files/rvu26cr'>x</a>"
    )
    fetch.site.content[f"{page}/rvu26cr"] = b"<a href='/files/zip/rvu26cr.zip'>x</a>"
    old = "/www.cms.gov/files/zip/rvu26c-updated-06-10-2026.zip"
    fetch.site.content["/www.cms.gov/files/zip/rvu26cr.zip"] = fetch.site.content.pop(old)
    assert fetch("mpfs")["mpfs"].result == "loaded"
    assert "/www.cms.gov/files/zip/rvu26cr.zip" in fetch.site.asked_files()
