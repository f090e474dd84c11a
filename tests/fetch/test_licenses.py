"""No gated file is requested before an organization has accepted its license by name."""

import json
from datetime import timedelta

from tests.fetch.conftest import NOW, Fetch, Run
from tests.fetch.stand_in import StandIn
from workers.fetch.run_fetch import exit_code


def _gated(site: StandIn) -> list[str]:
    return [each.query for each in site.log if each.path in site.gated]


def test_what_is_asked_after_acceptance(fetch: Fetch) -> None:
    """After acceptance the request is the one of the Accept button; originals and manifest name who accepted."""
    assert fetch("opps-b")["opps-b"].result == "license needed"
    fetch.accept("ama-cms")
    assert _gated(fetch.site) == []
    (manifest,) = fetch("opps-b")["opps-b"].loaded
    assert _gated(fetch.site) == ["agree=yes&next=Accept"]
    assert f"license ama-cms accepted by Example Clinic on {NOW:%Y-%m-%d}" in manifest.notes
    (held,) = (fetch.tables / "fetch" / "originals" / "opps-b").glob("*/source.json")
    assert json.loads(held.read_text())["license"]["accepted_by"] == "Example Clinic"


def test_a_gate_that_is_new(fetch: Fetch) -> None:
    """A link that now leads to a license page is not passed, although its source names no license."""
    page = next(path for path in fetch.site.content if path.endswith("-mues"))
    fetch.site.content[page] = fetch.site.content[page].replace(b'"/files/', b'"/license/ama?file=/files/')
    report = fetch("mue")["mue"]
    assert (report.result, report.message.startswith("license needed: ama-cms")) == ("license needed", True)
    assert not [each for each in fetch.site.log if "mue-table" in each.path]


def test_a_changed_text(fetch: Fetch) -> None:
    """The text is read again after 30 days; if it has changed, the acceptance lapses and the table stays."""
    fetch.accept("ama-cms")
    fetch("opps-b")
    assert fetch("opps-b", now=NOW + timedelta(days=31))["opps-b"].result == "unchanged"
    fetch.site.content["/www.cms.gov/license/ama"] += b"<p>Invented new term.</p>"
    assert fetch("opps-b", now=NOW + timedelta(days=60))["opps-b"].result == "unchanged"
    report = fetch("opps-b", now=NOW + timedelta(days=62))["opps-b"]
    assert (report.result, "has changed since Example Clinic accepted it" in report.message) == (
        "license changed",
        True,
    )
    assert exit_code([report], named=()) == 3
    fetch.accept("ama-cms", now=NOW + timedelta(days=62))
    assert fetch("opps-b", now=NOW + timedelta(days=62))["opps-b"].result == "unchanged"


def test_markup_is_not_the_text(fetch: Fetch) -> None:
    """New markup or scripts around the same text change nothing."""
    fetch.accept("ama-cms")
    page = fetch.site.content["/www.cms.gov/license/ama"]
    fetch.site.content["/www.cms.gov/license/ama"] = page.replace(b"<p>", b"<script>var t = 2</script><p  class='x'>")
    assert fetch("opps-b", now=NOW + timedelta(days=31))["opps-b"].result == "loaded"


def test_acceptance_on_the_command_line(run: Run, site: StandIn) -> None:
    """Without a terminal nothing is accepted by default; a named acceptance is recorded, listed and withdrawn."""
    said = run("fetch", "--only", "opps_b")
    assert said.exit_code == 3
    assert "opps-b                 license needed   license needed: ama-cms" in said.stdout
    said = run("fetch", "--only", "opps_b", "--accept-license", "ama-cms", "--as", "Example Clinic")
    assert (said.exit_code, said.stderr) == (0, "license ama-cms accepted by Example Clinic\n")
    assert _gated(site) == ["agree=yes&next=Accept"]
    assert "ama-cms  Example Clinic" in run("licenses").stdout
    assert run("licenses", "--revoke", "ama-cms").exit_code == 0
    assert run("fetch", "--only", "opps_b").exit_code == 3
