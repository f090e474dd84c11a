"""Any file gets one clear line: one without an end, nested without end, or with numbers of thousands of digits."""

import contextlib
import datetime as dt
import io
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastavro
import pytest
from click.testing import CliRunner, Result

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.edit import Found
from rules.engine.engine import Engine
from schemas.codec import HEADER_BYTES, encode_encounter, read_container
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form, sample_names, sample_text
from schemas.unreadable import Unreadable
from schemas.writer import READER
from tests.cli.conftest import RunCodes
from tests.golden.judge_samples import shipped_rulebook
from workers.__main__ import main
from workers.cli import check, inputs
from workers.cli.show_letter import form_of
from workers.kafka.record import InputRecord

READY = "office-visit"
DEEP = "[" * 100_000


def _run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, arguments, **options)


def _one_line(result: Result, says: str, code: int = 2) -> None:
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    assert says in line
    assert len(line) < 1_100


def test_an_input_without_end(tmp_path: Path) -> None:
    """A device is one line, and the input after it is still checked."""
    device = "/dev/zero"
    good = tmp_path / "good.json"
    good.write_text(sample_text(READY))
    checked = _run("check", device, str(good))
    assert checked.exit_code == 1
    assert checked.stdout.startswith(
        f"UNREADABLE  {device}  malformed\n  the whole input: expected one encounter per line"
    )
    assert "2 encounters: 1 ready, 1 unreadable" in checked.stdout


def _outcomes(text: str | bytes) -> list[dict[str, Any]]:
    done = _run("check", "-", "--format", "json", input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_long_pipe_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of an input that is too long to be read at once give the same outcomes as when it is read at once."""
    lines = [json.dumps(sample_form(name)) for name in sample_names()]
    text = "\n".join((*lines[:5], "", "{broken", *lines[5:]))
    at_once = _outcomes(text)
    monkeypatch.setattr(inputs, "_MOST_OF_A_PIPE", 8_000)
    monkeypatch.setattr(inputs, "_PIECE", 1_000)
    assert _outcomes(text) == at_once
    assert _outcomes(text + "\n") == at_once
    assert len(at_once) == len(lines) + 1
    (*_, last) = _outcomes(text.encode() + b"\n\xff\n")
    assert last["input"]["line"] == len(lines) + 3
    assert last["dead_letter"]["expected"].startswith("one encounter per line of UTF-8 text")


def test_a_line_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of a long input that does not end is named, and nothing behind it is read."""
    monkeypatch.setattr(inputs, "_MOST_OF_A_PIPE", 8_000)
    monkeypatch.setattr(inputs, "_MOST_OF_A_LINE", 10_000)
    first, last = _outcomes(json.dumps(sample_form(READY)) + "\n" + "x" * 50_000)
    assert first["outcome"] == "ready"
    assert (last["input"]["line"], last["dead_letter"]["reason"]) == (2, "malformed")


def _raises(claim: ClaimFacts) -> Found:
    """It raises on the first sample's claim alone."""
    if claim.encounter.encounter_id == "raise":
        raise ArithmeticError(claim.encounter.patient.last_name)
    return None


def test_an_edit_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CLAIMS_ON_EDIT_ERROR=stop an edit that fails is one line, and the inputs after it are still checked."""
    edits = load_catalogue()
    edits = {**edits, "LN101": replace(edits["LN101"], check=_raises)}
    book = replace(shipped_rulebook(), engine=Engine(edits, keep_going=False))
    monkeypatch.setattr(check, "chosen_rulebook", lambda profile_name: book)
    form = sample_form(READY)
    lines = "\n".join(json.dumps({**form, "encounter_id": name}) for name in ("raise", "good"))
    checked = _run("check", "-", input=lines)
    _one_line(checked, "stdin:1: edit LN101 failed: ArithmeticError")
    assert checked.stdout.startswith("READY")


def test_profiles_and_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A TOML file that is nested too deeply, has endless digits or no end at all is refused by its name."""
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    for content, says in (
        ("x=" + "[" * 5_000, "nested too deeply"),
        (f"batch_size={'9' * 5_000}", "a number with too many digits"),
        (None, "larger than 1,024 KiB"),
    ):
        file = profiles / "own.toml"
        if content is None:
            file.unlink()
            file.symlink_to("/dev/zero")
        else:
            file.write_text(content)
        monkeypatch.setenv("CLAIMS_CONFIG_FILE", str(file))
        _one_line(_run("edits", "list"), says)
        monkeypatch.delenv("CLAIMS_CONFIG_FILE")
        monkeypatch.setenv("CLAIMS_PROFILES_DIR", str(profiles))
        _one_line(_run("edits", "list"), says)
        monkeypatch.delenv("CLAIMS_PROFILES_DIR")


@pytest.mark.parametrize("content", [DEEP, '{"outcome": "ready"}', "9" * 5_000])
def test_saved_outcomes(content: str, tmp_path: Path) -> None:
    """A file of saved outcomes that holds something else is refused with its line."""
    saved = tmp_path / "saved.jsonl"
    saved.write_text(content)
    _one_line(_run("edits", "impact", str(saved), "now"), "saved.jsonl:1: not an outcome from claims-worker check")


def test_a_saved_charge_with_an_exponent(tmp_path: Path) -> None:
    """A charge that is no amount of money is no outcome, instead of a number of a million digits."""
    (made,) = _outcomes(json.dumps(sample_form(READY)))
    made["claim"]["encounter"]["total_charge"] = "1e999999"
    saved = tmp_path / "saved.jsonl"
    saved.write_text(json.dumps(made))
    _one_line(_run("edits", "impact", str(saved), "now"), "saved.jsonl:1: not an outcome")


def test_code_tables(run: RunCodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device is no release; a folder that cannot be written to is named by prune and load alike."""
    _one_line(run("load", "hcpcs", "/dev/zero"), "/dev/zero: cannot be read: not a regular file", 1)
    (tmp_path / "tables").write_text("in the way")
    _one_line(run("prune", "--before", "2020-01-01"), "cannot be written to")
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", "/proc/none")
    row = tmp_path / "payers.csv"
    row.write_text("payer_id,name,forms,member_id,medicare_contractor,replaced_by,start,end\n60054,A,,,,,2020-01-01,\n")
    for arguments in (
        ("prune", "--before", "2020-01-01"),
        ("load", "payers", str(row), "--release", "2026"),
        ("load", "bundle", str(row)),
    ):
        _one_line(run(*arguments), "/proc/none: cannot be written to")


def test_long_arguments(run: RunCodes) -> None:
    """An argument of any length is shown by its beginning."""
    _one_line(run("lookup", "9" * 100_000), "999", 1)
    _one_line(_run("edits", "show", "9" * 100_000), "unknown edit")


@pytest.mark.parametrize("stamp", [10**18, -(10**18), None])
def test_a_dead_letter_of_any_time(stamp: int | None) -> None:
    """A dead letter whose timestamp is outside the calendar is listed without a time."""
    record = InputRecord(topic="t", partition=0, offset=1, timestamp_ms=stamp, key=None, value=b"x", headers=())
    assert form_of(record, replayed=False)["at"] is None


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_damaged_containers(codec: str) -> None:
    """An Avro file is read or refused, whatever byte of it is damaged."""
    frames = [encode_encounter(read_encounter(parse_json(sample_text(name)))) for name in sample_names()[:3]]
    records = [fastavro.schemaless_reader(io.BytesIO(frame[HEADER_BYTES:]), READER, None) for frame in frames]
    out = io.BytesIO()
    fastavro.writer(out, READER, records, codec)
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(out.getvalue())
        for _ in range(chance.choice((1, 2, 5))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            assert len(read_container(bytes(damaged))) <= 3


def test_a_container_whose_schema_costs_too_much() -> None:
    """An Avro file whose items have no size is refused before a record of it is read."""
    endless = {"name": "more", "type": {"type": "array", "items": "null"}}
    schema = {"type": "record", "name": "EncounterEvent", "namespace": "claims.v1", "fields": [endless]}
    out = io.BytesIO()
    fastavro.writer(out, schema, [{"more": []}])
    with pytest.raises(Unreadable):
        read_container(out.getvalue())


def test_dates_of_today() -> None:
    """Any day of the calendar may be taken for today."""
    for day in (dt.date.min, dt.date.max):
        done = _run("check", "-", "--as-of", day.isoformat(), input=sample_text("medicare-secondary"))
        assert isinstance(done.exception, SystemExit)
        assert done.stdout.startswith("REJECTED")
