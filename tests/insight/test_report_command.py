"""`insight report` reads what `check --format json` wrote, and writes the same bytes for the same numbers."""

import ast
import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from schemas.json_form import to_json
from tests.documents.pages import ROOT
from workers.__main__ import main
from workers.build_processor import build_rulebook
from workers.insight.answer_measure import Cell
from workers.insight.measures_in_order import MEASURES
from workers.insight.report import Report, Section
from workers.insight.synthetic_population import population
from workers.insight.write_page import write_page
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter
from workers.settings.settings import Settings

CANARIES = ("Ada", "Sample", "Elm St", "606140011", "7735550111", "IP2001A", "OV1001A")
"""Parts of the encounters that identify a person or a bill."""


def outcome_lines(encounters: int) -> Iterator[str]:
    """What `check --format json` prints of a synthetic population."""
    rulebook = build_rulebook(Settings(schemas="embedded"))
    for planned in population(encounters):
        outcome = check_encounter(planned.event, rulebook)
        assert not isinstance(outcome, DeadLetter)
        word, content = ("claim", outcome.claim) if isinstance(outcome, Ready) else ("rejection", outcome.rejection)
        yield json.dumps({"outcome": "ready" if word == "claim" else "rejected", word: to_json(content)}) + "\n"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of outcomes, with a dead letter at the end."""
    file = tmp_path_factory.mktemp("insight") / "outcomes.jsonl"
    letter = json.dumps({"outcome": "dead_letter", "dead_letter": {"reason": "malformed"}})
    file.write_text("".join(outcome_lines(300)) + letter + "\n\n", encoding="utf-8")
    return file


def report(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["insight", "report", *arguments])


_FORMS = [
    ("quality", "html"),
    *(pytest.param("quality", form, marks=pytest.mark.slow) for form in ("text", "csv", "json")),
    *(pytest.param("population", form, marks=pytest.mark.slow) for form in ("text", "html", "csv", "json")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "form"), _FORMS)
def test_a_report_has_the_same_bytes_twice_and_nothing_of_a_person(name: str, form: str, outcomes: Path) -> None:
    """Two runs, with other keys of persons each, write the same; no name, address, number or key is in it."""
    first, second = (report(name, str(outcomes), "--format", form) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert not [canary for canary in CANARIES if canary in first.stdout]
    assert not re.search(r"[0-9a-f]{32}|W0000", first.stdout)
    if form in ("text", "html"):
        assert "1 records could not be read" in first.stdout


@pytest.mark.slow
def test_all_machine_forms_have_the_same_rows_for_every_measure(outcomes: Path, tmp_path: Path) -> None:
    """One object a line, with null for what is hidden and an interval within 0 and 1 for every share."""
    rows = [
        json.loads(line)
        for name in ("quality", "population")
        for line in report(name, str(outcomes), "--format", "json").stdout.splitlines()
    ]
    assert {row["measure"] for row in rows} == set(MEASURES)
    shown = [row for row in rows if not row["suppressed"]]
    assert shown
    for row in rows:
        assert list(row)[:3] == ["measure", "group", "numerator"]
        assert (row["numerator"] is None) is row["suppressed"]
        if row["low"] is not None:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1
    file = tmp_path / "quality.parquet"
    files = []
    for _ in range(2):
        assert report("quality", str(outcomes), "--format", "parquet", "--out", str(file)).exit_code == 0
        files.append(file.read_bytes())
    assert files[0] == files[1]
    of_quality = [row for row in rows if MEASURES[row["measure"]].report == "quality"]
    found = duckdb.read_parquet(str(file))
    assert found.columns == list(rows[0])
    for row, kept in zip(of_quality, found.fetchall(), strict=True):
        group = {name: None if part is None else str(part) for name, part in row["group"].items()}
        assert dict(zip(found.columns, kept, strict=True)) == row | {"group": group}
    assert "--out" in report("quality", str(outcomes), "--format", "parquet").stderr
    table = list(csv.DictReader(io.StringIO(report("quality", str(outcomes), "--format", "csv").stdout)))
    assert [json.loads(row["group"]) for row in table] == [row["group"] for row in of_quality]


def test_the_page_needs_no_script_and_nothing_from_elsewhere(outcomes: Path, tmp_path: Path) -> None:
    """One file, with the verdict as its heading, charts that have words for screen readers, and ids that are unique."""
    out = tmp_path / "report.html"
    assert report("quality", str(outcomes), "--format", "html", "--out", str(out)).stdout == ""
    page = out.read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|@import|\bsrc=|\bhref=\"(?!#)|url\((?!#)|\bon\w+=", page)
    assert re.search(r"<h1>[\d.]+% of [\d,]+ claim versions were rejected", page)
    assert page.count('<figure role="img" aria-label="') == page.count("<svg") >= 3
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids) > 10
    assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', page)) <= set(ids)


def test_sources_cannot_write_into_the_page() -> None:
    """A source or payer with markup in its name is text, in the table and in the chart."""
    cells = tuple(
        Cell(
            group={"source_system": f"<b>x</b>&{n}"},
            numerator=50,
            denominator=100,
            value=0.5,
            low=0.4,
            high=0.6,
            suppressed=False,
        )
        for n in range(2)
    )
    section = Section(measure=MEASURES["rejection_rate"], cells=cells)
    page = write_page(Report(name="quality", verdict=("<i>",), trust=(), sections=(section,)))
    assert page.count("&lt;b&gt;x&lt;/b&gt;&amp;1") == 2
    assert "<b>" not in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}\n", "line 1: is not an outcome as claims-worker check --format json writes it"),
        ("\n[1]\n", "line 2: is not an outcome"),
        ('{"outcome": "ready", "claim": {"claim_id": "Ada Sample"}}\n', "line 1: is not an outcome"),
        ("\xff\n", "line 1: is not an outcome"),
    ],
)
def test_a_file_of_something_else_is_refused_in_one_line(text: str, words: str, tmp_path: Path) -> None:
    """The line is named, and nothing of it is repeated."""
    file = tmp_path / "file"
    file.write_text(text, encoding="latin-1")
    ended = report("quality", str(file))
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert "Ada" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_missing_file_or_store_is_said_in_one_line(tmp_path: Path) -> None:
    """The path and the reason, and exit code 2."""
    for path, words in ((tmp_path / "none", "No such file"), (tmp_path, "is not a store of facts")):
        ended = report("quality", str(path))
        assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
        assert words in ended.stderr
    (tmp_path / "empty").touch()
    ended = report("quality", str(tmp_path / "empty"), "--out", str(tmp_path / "no" / "such"))
    assert (ended.exit_code, "cannot write" in ended.stderr) == (2, True)


@pytest.mark.parametrize("name", ["quality", "population"])
def test_a_report_over_nothing_says_so(name: str, tmp_path: Path) -> None:
    """No outcome gives no number, in any format."""
    (tmp_path / "empty").touch()
    for form in ("text", "html", "csv", "json"):
        ended = report(name, str(tmp_path / "empty"), "--format", form)
        assert ended.exit_code == 0
        assert "%" not in re.sub(r"<style>.*?</style>", "", ended.stdout, flags=re.DOTALL)


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command, and exit code 2."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    for name in [name for name in sys.modules if name.startswith("workers.insight")]:
        monkeypatch.delitem(sys.modules, name)
    ended = report("quality", str(tmp_path))
    assert ended.exit_code == 2
    assert ended.stderr == "insight needs duckdb, deltalake and matplotlib: pip install 'claims-worker[insight]'\n"


def test_commands_import_insight_only_when_they_run() -> None:
    """No module of the commands imports it at the top, so that `check` starts as fast as before."""
    for path in (ROOT / "workers/cli").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith("workers.insight")], path.name


def test_measures_are_listed_and_explained() -> None:
    """The page of a measure has its query; an unknown name gets the nearest."""
    listed = CliRunner().invoke(main, ["insight", "measures", "list"]).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(MEASURES)
    page = CliRunner().invoke(main, ["insight", "measures", "show", "rejection_rate"]).stdout
    assert "FROM decided" in page
    assert "Note:" in page
    unknown = CliRunner().invoke(main, ["insight", "measures", "show", "rejection"])
    assert (unknown.exit_code, "did you mean rejection_rate?" in unknown.stderr) == (2, True)
    form = json.loads(CliRunner().invoke(main, ["insight", "measures", "list", "--format", "json"]).stdout)
    assert [each["name"] for each in form] == list(MEASURES)
