"""What could not be checked is shown in one glance: how many edits wait for which table, and how to load it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from rules.tables.store import LOADABLE
from schemas.samples import sample_text
from tests.cli.conftest import RunCodes
from workers.__main__ import main
from workers.cli.table_plan import PlannedTable, plan_tables
from workers.fetch.read_sources import read_sources
from workers.load_command import load_command


def _need(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_the_table_with_most_edits_comes_first() -> None:
    """Tables come by the edits that they let run, then by those that wait; each edition counts for its payers."""
    waiting = {
        ("A1", "medicare"): (_need("hcpcs"),),
        ("A2", "medicare"): (_need("hcpcs"), _need("cpt")),
        ("A3", "medicare"): (_need("mue", "mpfs"),),
        ("A4", "medicare"): (_need("mpfs"), _need("cpt")),
        ("A4", "medicaid"): (_need("mue_medicaid"),),
    }
    assert list(plan_tables(waiting)) == [
        PlannedTable(table="hcpcs", gains=("A1",), waiting=("A1", "A2")),
        PlannedTable(table="cpt", gains=("A2",), waiting=("A2", "A4")),
        PlannedTable(table="mpfs", gains=("A3", "A4"), waiting=("A3", "A4")),
        PlannedTable(table="mue_medicaid", gains=("A4",), waiting=("A4",)),
    ]
    assert list(plan_tables({})) == []


def test_the_plan_lets_every_edit_run(run: RunCodes) -> None:
    """With all tables loaded, every waiting edit runs; the text has a line for each table."""
    plan = json.loads(run("status", "--plan", "--format", "json").stdout)
    gained = {edit for each in plan for edit in each["edits_gained"]}
    assert len(gained) > 40
    assert all(set(each["edits_gained"]) <= set(each["edits_waiting"]) for each in plan)
    assert gained == {edit for each in plan for edit in each["edits_waiting"]}
    lines = run("status", "--plan").stdout.splitlines()
    assert len(lines) == len(plan) + 2
    assert lines[-1] == f"{len(gained)} edits of your payer profiles wait for {len(plan)} tables"


def test_a_loaded_table_leaves_the_plan(run: RunCodes, tmp_path: Path) -> None:
    """A table whose release covers today is not in the plan."""
    path = tmp_path / "ages.csv"
    path.write_text("code,payer_id,youngest,oldest,start,end\n99213,,0,17,,\n")
    assert run("load", "procedure_age", str(path), "--release", "1").exit_code == 0
    plan = json.loads(run("status", "--plan", "--format", "json").stdout)
    assert "procedure_age" not in {each["table"] for each in plan}


def test_every_table_has_the_command_that_loads_it() -> None:
    """Tables that a publisher offers for download are fetched, others are loaded from the user's files."""
    fetched = {kind for source in read_sources() if source.downloaded for kind in source.kinds}
    for table in LOADABLE:
        fetch = f"claims-worker codes fetch --only {table}"
        assert load_command(table) == (fetch if table in fetched else f"claims-worker codes load {table} FILE")


def test_check_sums_up_what_did_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The end of the output has the tables for which most edits waited, with their commands."""
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "tables"))
    said = CliRunner().invoke(main, ("check", "-"), input=sample_text("office-visit-medicare")).stdout
    lines = said.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("or do not cover the date:"))
    counts = [int(line.split()[0]) for line in lines[at + 1 : at + 6]]
    assert counts == sorted(counts, reverse=True)
    assert any(line.endswith("claims-worker codes fetch --only ncci_ptp") for line in lines[at + 1 : at + 6])
    assert lines[at + 6].endswith("more tables: claims-worker codes status --plan")
