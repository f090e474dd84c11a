"""Reports over a store say since when the sink has followed the topics, and where outcomes are missing."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from tests.insight.rows import bill, in_order
from workers.__main__ import main
from workers.insight.store import FactStore
from workers.insight.store_notes import Gap

DAY = "2026-10-01"
SINCE = f"The sink has followed the outcome topics since {DAY}"
GAP = "claims.ready.v1/0 starts at offset 70, after the wanted offset 40 (accepted on 2026-10-09)"


def make_store(folder: Path, gaps: int = 0) -> Path:
    """A store of 40 bills with so many gaps."""
    store = FactStore(folder, "key", create=True)
    rows = [bill(f"C{n}", f"P{n}", "03-01", edits="DX101" if n % 2 else "") for n in range(40)]
    store.append([row | {"topic": "t"} for row in in_order(rows)], {"t:0": 40})
    gap = Gap(topic="claims.ready.v1", topic_id="-", partition=0, first=40, following=70, accepted="2026-10-09")
    found = tuple(replace(gap, partition=number) for number in range(gaps))
    store.write_notes(replace(store.notes, since=DAY, gaps=found))
    return folder


def report(folder: Path, form: str) -> Result:
    return CliRunner().invoke(main, ["insight", "report", "quality", str(folder), "--format", form])


@pytest.mark.parametrize("form", ["text", "html", "json", "csv"])
def test_every_format_says_what_is_missing(form: str, tmp_path: Path) -> None:
    """The gap and the day are there; of a store without a gap the day only."""
    with_gap = report(make_store(tmp_path / "gap", gaps=1), form)
    without = report(make_store(tmp_path / "whole"), form)
    assert (with_gap.exit_code, without.exit_code) == (0, 0), with_gap.output + without.output
    text, whole = (" ".join(each.stdout.split()) for each in (with_gap, without))
    assert f"Outcomes are missing: {GAP}." in text
    assert SINCE in text
    assert SINCE in whole
    assert "missing:" not in whole
    if form == "json":
        rows = [json.loads(line) for line in with_gap.stdout.splitlines()]
        assert all(f"Outcomes are missing: {GAP}." in row["caveats"] for row in rows)
        assert all(any(SINCE in caveat for caveat in row["caveats"]) for row in rows)


def test_parquet_says_it_too(tmp_path: Path) -> None:
    """Every row has the gap among its caveats."""
    folder, out = make_store(tmp_path / "store", gaps=1), tmp_path / "quality.parquet"
    command = ["insight", "report", "quality", str(folder), "--format", "parquet", "--out", str(out)]
    ended = CliRunner().invoke(main, command)
    assert ended.exit_code == 0, ended.output
    rows = duckdb.read_parquet(str(out)).project("caveats").fetchall()
    assert rows
    assert all(f"Outcomes are missing: {GAP}." in caveats for (caveats,) in rows)


def test_many_gaps_are_counted(tmp_path: Path) -> None:
    """After three of them comes how many more there are."""
    text = " ".join(report(make_store(tmp_path / "store", gaps=12), "text").stdout.split())
    assert text.count("Outcomes are missing: ") == 3
    assert "There are 9 more gaps; insight status lists them." in text


def test_a_store_that_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    """A lost or damaged file, another table, and a folder that has none: no number is made of a part."""
    folder = make_store(tmp_path / "store")
    (file,) = folder.glob("*.parquet")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] + b"\0" * 1000 + content[len(content) // 2 + 1000 :])
    damaged = report(folder, "text")
    file.unlink()
    lost = report(folder, "text")
    (folder / "_delta_log/00000000000000000000.json").unlink()
    log_lost = report(folder, "text")
    none = report(tmp_path, "text")
    for ended in (damaged, lost, log_lost, none):
        assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1), ended.output
    assert "is damaged" in damaged.stderr
    assert lost.stderr == f"store {folder} is damaged: 1 of its data files is missing\n"
    assert "is damaged" in log_lost.stderr
    assert none.stderr == f"{tmp_path} is not a store of facts: it has no _delta_log\n"
