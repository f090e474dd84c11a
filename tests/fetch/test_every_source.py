"""Every source of the package against the stand-in site, from an empty folder."""

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner

from rules.tables.store import LOADABLE
from rules.tables.table_folder import open_tables
from schemas.samples import sample_form
from tests.fetch.conftest import NOW, Fetch
from tests.fetch.whole_lists import icd10_content
from workers.__main__ import main
from workers.fetch.read_sources import read_sources
from workers.fetch.run_fetch import exit_code

LARGE = frozenset(("icd10cm", "icd10cm-tabular", "icd10pcs"))
"""Their loaders take only whole lists; the slow test has them."""
WITH_LICENSE = frozenset(("mcd-articles", "ncci-ptp", "nucc", "opps-b"))


def test_every_table_has_a_source() -> None:
    """Each table that can be loaded has a source, downloaded or not, and every source gives a known release."""
    sources = read_sources()
    assert {kind for source in sources for kind in source.kinds} == set(LOADABLE)
    for source in sources:
        assert source.title
        assert source.publisher
        assert source.terms


def test_all_sources_without_a_license(fetch: Fetch) -> None:
    """One run loads every table without a license; one line says which license is missing, and the exit code is 0."""
    small = tuple(source for source in fetch.sources if source.id not in LARGE)
    fetch.sources = small
    reports = fetch()
    assert set(reports) == {source.id for source in small}
    results = {name: report.result for name, report in reports.items() if report.result != "loaded"}
    needed = {name for name, result in results.items() if result == "license needed"}
    user = {source.id for source in small if not source.downloaded}
    assert needed == WITH_LICENSE
    assert results == dict.fromkeys(needed, "license needed") | dict.fromkeys(user, "not fetched") | {
        "icd10cm-update": "unchanged"
    }, {name: report.message for name, report in reports.items()}
    assert exit_code(reports.values(), named=()) == 0
    assert exit_code(reports.values(), named=("mue", "hcpcs")) == 0
    assert exit_code(reports.values(), named=("nucc",)) == 3
    names = ("nucc_taxonomy", "current_article")
    asked = [each.path for each in fetch.site.log]
    assert not [path for path in asked if path in fetch.site.gated or any(name in path for name in names)]
    loaded = {kind for source in small for kind in source.kinds if source.downloaded and source.id not in needed}
    assert loaded <= set(open_tables(fetch.tables).names())


@pytest.mark.slow
def test_all_sources_with_licenses(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the licenses accepted, one command fills every downloaded table; only users' own tables are then missed."""
    fetch.site.content |= icd10_content()
    for name in ("ama-cms", "mcd", "nucc"):
        fetch.accept(name)
    assert not [each for each in fetch.site.log if each.path in fetch.site.gated]
    reports = fetch()
    assert {report.result for report in reports.values()} == {"loaded", "unchanged", "not fetched"}, {
        name: report.message for name, report in reports.items()
    }
    downloaded = {kind for source in fetch.sources if source.downloaded for kind in source.kinds}
    assert downloaded <= set(open_tables(fetch.tables).names())
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(fetch.tables))
    assert _unchecked_tables() <= {kind for source in fetch.sources if not source.downloaded for kind in source.kinds}
    fetch.site.log.clear()
    later = fetch(now=NOW + timedelta(days=1))
    assert not [report for report in later.values() if report.result == "loaded"]
    asked = [each for each in fetch.site.log if re.search(r"\.(zip|csv)$", each.path)]
    assert all("If-None-Match" in each.headers for each in asked)


def _unchecked_tables() -> set[str]:
    """The tables for lack of which edits were not run on a Medicare visit of the days of the stand-in site."""
    event = json.dumps(sample_form("office-visit-medicare"))
    event = event.replace("2026-11-02", "2026-08-12").replace("2026-11-05", "2026-08-15")
    said = CliRunner().invoke(main, ("check", "--format", "json", "-"), input=event)
    outcome = json.loads(said.stdout)
    record = outcome.get("claim") or outcome["rejection"]
    return {each["table"] for each in record["not_checked"]}
