"""`claims-worker codes fetch` on the command line."""

import json

import pytest

from tests.fetch.conftest import Run
from tests.fetch.stand_in import StandIn


def test_one_line_a_source(run: Run, site: StandIn) -> None:
    """Each source is one line, the last line has the totals; the site sees an honest name."""
    said = run("fetch", "--only", "mue")
    assert said.exit_code == 0, said.output
    first, *_, last = said.stdout.splitlines()
    assert first.startswith("mue                    loaded           mue ")
    assert last.startswith("1 tables loaded, ")
    assert site.log[0].headers["User-Agent"].startswith("claims-worker/")


def test_as_json(run: Run) -> None:
    """A program gets the result, the release that is offered, and the manifest of what was loaded."""
    (report,) = json.loads(run("fetch", "--only", "mue", "--format", "json").stdout)
    assert (report["source"], report["tables"], report["result"]) == ("mue", ["mue"], "loaded")
    assert report["loaded"][0]["kind"] == "mue"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "muee"), "--only: no source of 'muee'"),
        (("--release", "2026 Q3"), "--release: needs --only"),
        (("--mirror", "http://mirror.example"), "--mirror: must be an https URL"),
        (("--accept-license", "ama-cms"), "--accept-license ama-cms: say who accepts it"),
        (("--accept-license", "amma", "--as", "Example Clinic"), "no license 'amma'; known: ama-cms, mcd, nucc"),
    ],
)
def test_a_wrong_argument(run: Run, site: StandIn, arguments: tuple[str, ...], said: str) -> None:
    """An invalid argument is one line and exit code 2, before anything is asked."""
    result = run("fetch", *arguments)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.output
    assert result.stderr.startswith(said)
    assert site.log == []
