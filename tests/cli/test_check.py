"""`check` reads encounters in any format, prints each outcome, and sets an exit code for scripts."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import fastavro
import pytest
from click.testing import CliRunner, Result

from schemas.codec import HEADER_BYTES, encode_encounter
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form, sample_text
from schemas.writer import READER
from workers.__main__ import main

READY, REJECTED = "office-visit", "rejected-code-retired"


def _check(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def _write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def _compact(name: str) -> str:
    return json.dumps(sample_form(name))


def _lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(("samples", "code"), [([READY], 0), ([REJECTED], 1), ([READY, REJECTED], 1)])
def test_exit_codes(tmp_path: Path, samples: list[str], code: int) -> None:
    """Exit code 0 if all are ready, 1 if one is rejected."""
    files = [_write(tmp_path, f"{name}.json", sample_text(name)) for name in samples]
    assert _check(*files).exit_code == code


def test_a_biller_sees_what_to_fix(tmp_path: Path) -> None:
    """The text has the outcome, the edit, the field, the message, the suggestion and the payer's codes."""
    said = _check(_write(tmp_path, "one.json", sample_text(REJECTED))).stdout
    for words in ("REJECTED", "one.json", "DX102", "diagnoses[0].code", "M72.20", "CARC 146", "RARC M76", "A7:254"):
        assert words in said
    assert "\x1b[" not in said, "no color in a pipe"
    assert all(line == line.rstrip() for line in said.splitlines())


def test_json_has_one_object_a_line_in_input_order(tmp_path: Path) -> None:
    """JSON output has one object per line: position, event ID, outcome and the whole record."""
    lines = _write(tmp_path, "many.jsonl", f"{_compact(READY)}\n\n{_compact(REJECTED)}\n{{broken\n")
    result = _check(lines, "--format", "json")
    told = _lines(result)
    assert [one["input"] for one in told] == [{"file": lines, "line": number} for number in (1, 3, 4)]
    assert [one["outcome"] for one in told] == ["ready", "rejected", "dead_letter"]
    assert told[0]["event_id"] == sample_form(READY)["event_id"]
    provenance = told[0]["claim"]["provenance"]
    nowhere = ("topic", "partition", "offset", "processed_at", "worker_version")
    assert all(provenance[name] is None for name in nowhere)
    assert told[1]["rejection"]["findings"][0]["edit"] == "DX102"
    assert told[2]["event_id"] is None
    assert set(told[2]["dead_letter"]) == {"reason", "field", "expected"}
    assert result.exit_code == 1


@pytest.mark.parametrize("form", ["object", "array", "lines", "avro", "bom", "utf-16"])
def test_forms_of_input(tmp_path: Path, form: str) -> None:
    """An object, an array, JSON lines, Avro, a byte order mark and UTF-16 (Windows) give the same outcome."""
    event = read_encounter(parse_json(sample_text(READY)))
    out = io.BytesIO()
    body = encode_encounter(event)[HEADER_BYTES:]
    fastavro.writer(out, READER, [fastavro.schemaless_reader(io.BytesIO(body), READER, None)])
    contents = {
        "object": sample_text(READY).encode(),
        "array": f"[{_compact(READY)}]".encode(),
        "lines": f"{_compact(READY)}\n{_compact(READY)}\n".encode(),
        "avro": out.getvalue(),
        "bom": b"\xef\xbb\xbf" + sample_text(READY).encode(),
        "utf-16": sample_text(READY).encode("utf-16"),
    }
    path = tmp_path / "input"
    path.write_bytes(contents[form])
    told = _lines(_check(str(path), "--format", "json"))
    assert len(told) == (2 if form == "lines" else 1)
    expected = _lines(_check("-", "--format", "json", stdin=sample_text(READY)))[0]["claim"]
    assert all(one["claim"] == expected for one in told)


def test_event_id_of_an_unreadable_event() -> None:
    """An event with an invalid value is reported with its event ID, if that can be read."""
    form = sample_form(READY)
    form["service_from"] = "soon"
    assert _lines(_check("-", "--format", "json", stdin=json.dumps(form)))[0]["event_id"] == form["event_id"]
    form["event_id"] = "none"
    assert _lines(_check("-", "--format", "json", stdin=json.dumps(form)))[0]["event_id"] is None


def test_standard_input() -> None:
    """A hyphen means standard input."""
    told = _lines(_check("-", "--format", "json", stdin=_compact(READY)))
    assert told[0]["input"] == {"file": "stdin", "index": 0}


def test_unreadable_inputs_are_named_and_later_inputs_run(tmp_path: Path) -> None:
    """An invalid value is named with its path and the expected format, and the next input is checked."""
    form = sample_form(READY)
    form["service_from"] = "11/02/2026"
    form["patient"]["frist_name"] = "Ada"
    bad = _write(tmp_path, "bad.json", json.dumps(form))
    good = _write(tmp_path, "good.json", sample_text(READY))
    result = _check(bad, good)
    assert result.exit_code == 1
    assert 'service_from: expected a date such as "2026-10-01"' in result.stdout
    assert "patient.frist…: expected a known name; did you mean first_name?" in result.stdout
    assert '(got "11/02/2026")' in result.stdout
    assert "READY" in result.stdout
    assert "2 encounters: 1 ready, 1 unreadable" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.json"], ["--profile", "gold", "-"], ["--as-of", "tomorrow", "-"], [], ["--format", "xml", "-"]],
)
def test_could_not_run(arguments: list[str]) -> None:
    """Exit code 2 if it could not run, with a one-line reason and no traceback."""
    result = _check(*arguments, stdin=_compact(READY))
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.output


def test_a_file_without_an_event_is_an_error(tmp_path: Path) -> None:
    """An empty array or Avro file is reported like an empty file: it does not count as 'all ready'."""
    out = io.BytesIO()
    fastavro.writer(out, READER, [])
    for name, content in (("array.json", b"[ ]"), ("none.avro", out.getvalue()), ("empty.json", b"\n")):
        path = tmp_path / name
        path.write_bytes(content)
        result = _check(str(path))
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{path}: ")


def test_where_json_is_broken(tmp_path: Path) -> None:
    """An invalid line is named by its number; JSON after the end of JSON gets advice."""
    lines = _write(tmp_path, "lines.jsonl", f"{_compact(READY)}\n{_compact(READY)}]\n{_compact(READY)},,\n")
    said = _check(lines).stdout
    assert "(line 2, column " in said
    assert "(line 3, column " in said
    one_after_another = _write(tmp_path, "two.json", sample_text(READY) * 2)
    assert "send several encounters as an array, or one per line" in _check(one_after_another).stdout


def test_what_was_not_checked_takes_one_line() -> None:
    """One line has the number of unchecked edits and the missing tables; --explain lists the edits."""
    said = _check("-", "--explain", stdin=_compact(READY)).stdout.splitlines()
    (line,) = [one for one in said if one.strip().startswith("unchecked")]
    (explained,) = [one for one in said if one.strip().startswith("not checked")]
    assert f"{len(explained.split()) - 3} edits · tables not loaded: cpt (" in line
    assert all(one == one.rstrip() for one in said), "no trailing spaces in a pipe"


def test_repairs_are_named() -> None:
    """A repair is shown with its code, its name and the fields."""
    assert "R103 diagnosis-dot-removed  diagnoses[0].code" in _check("-", stdin=_compact(REJECTED)).stdout


def test_no_input_commands_the_terminal(tmp_path: Path) -> None:
    """Control characters in file names and JSON names are replaced before they reach the terminal."""
    form = {**sample_form(READY), "\x1b[2Jname": 1}
    said = _check(_write(tmp_path, "\x1b[31mred.json", json.dumps(form))).stdout
    assert "\x1b" not in said
    assert "\N{REPLACEMENT CHARACTER}[2J…: expected a known name" in said
    assert "\N{REPLACEMENT CHARACTER}[31mred.json" in said


@pytest.mark.slow
def test_a_pipe_is_utf8_in_any_locale() -> None:
    """In an ASCII locale, text and JSON in a pipe are UTF-8, and there is no traceback."""
    for form in ("text", "json"):
        ended = subprocess.run(
            [sys.executable, "-m", "workers", "check", "-", "--format", form],
            input=sample_text(REJECTED).encode(),
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (1, b"")
        assert "DX102" in ended.stdout.decode("utf-8")


def test_a_missing_file_beats_a_rejection(tmp_path: Path) -> None:
    """Exit code 2 takes precedence over 1, and the existing inputs are still checked."""
    result = _check(_write(tmp_path, "one.json", sample_text(REJECTED)), str(tmp_path / "nowhere.json"))
    assert result.exit_code == 2
    assert "REJECTED" in result.stdout


def test_profile_and_day_can_be_set(tmp_path: Path) -> None:
    """--profile applies to every claim; --as-of replaces the date on which the claim was submitted."""
    late = _write(tmp_path, "late.json", sample_text("rejected-filed-too-late"))
    assert _check(late).exit_code == 1
    assert _check(late, "--as-of", "2025-10-23").exit_code == 0
    told = _lines(_check(late, "--format", "json", "--profile", "medicaid"))
    assert told[0]["claim" if told[0]["outcome"] == "ready" else "rejection"]["provenance"]["profile"] == "medicaid"


def test_explain(tmp_path: Path) -> None:
    """Every edit in the catalog is in exactly one list, and each that found nothing says why."""
    from rules.catalog import load_catalogue

    told = _lines(_check(_write(tmp_path, "one.json", sample_text(REJECTED)), "--format", "json", "--explain"))
    explanation = told[0]["explanation"]
    silences = {silence["edit"]: silence for silence in explanation.pop("silences")}
    listed = [code for codes in explanation.values() for code in codes]
    assert sorted(listed) == sorted(load_catalogue())
    assert "DX102" in explanation["fired"]
    assert "LN101" in explanation["passed"]
    said = _check("-", "--explain", stdin=_compact(REJECTED)).stdout
    assert "fired" in said
    assert "for institutional claims only: " in said
    assert "profile applies: it lists the filing indicator MB" in said
    assert (
        "profile applies: chosen by --profile"
        in _check("-", "--explain", "--profile", "medicaid", stdin=_compact(REJECTED)).stdout
    )
    spoke = {*explanation["fired"], *explanation["not_checked"], *explanation["shadow"]}
    assert sorted(silences) == sorted(set(load_catalogue()) - spoke)
    assert silences["EV112"]["because"] == "the claim has no accident"
    assert silences["PV102"]["because"] == "`not is_blank(billing.npi)` is true"


def test_many_outcomes_are_summed_up(tmp_path: Path) -> None:
    """--summary counts encounters by edit, each edit once an encounter; nothing else is printed."""
    mixed = f"{_compact(READY)}\n{_compact(REJECTED)}\n{_compact('rejected-several-problems')}\n{{broken\n"
    lines = _write(tmp_path, "many.jsonl", mixed)
    said = _check(lines, "--summary")
    assert said.exit_code == 1
    assert "1  REJECT      DX102  diagnosis-not-in-force-on-date" in said.stdout
    assert "1  unreadable         malformed" in said.stdout
    assert said.stdout.endswith("\n4 encounters: 1 ready, 2 rejected, 1 unreadable\n")
    form = json.loads(_check(lines, "--summary", "--format", "json").stdout)
    assert (form["ready"], form["rejected"], form["unreadable"]) == (1, 2, 1)
    assert {"edit": "DX102", "name": "diagnosis-not-in-force-on-date", "severity": "REJECT", "encounters": 1} in form[
        "edits"
    ]
    assert form["unreadable_reasons"] == {"malformed": 1}


def test_only_some_outcomes_are_printed(tmp_path: Path) -> None:
    """--only leaves out the other outcomes; they are counted, and the exit code is the same."""
    lines = _write(tmp_path, "many.jsonl", f"{_compact(READY)}\n{_compact(REJECTED)}\n{{broken\n")
    said = _check(lines, "--only", "rejected")
    assert said.exit_code == 1
    assert [line.split()[0] for line in said.stdout.splitlines() if line[:1].isupper()] == ["REJECTED"]
    assert "3 encounters: 1 ready, 1 rejected, 1 unreadable" in said.stdout
    told = _lines(_check(lines, "--only", "ready", "--only", "unreadable", "--format", "json"))
    assert [one["outcome"] for one in told] == ["ready", "dead_letter"]


@pytest.mark.parametrize("stdin", [b"\xff\xfe\x00", b"null", b"{}", b"[1]", b'{"a": 1, "a": 2}', b"Obj\x01junk"])
def test_any_input_gives_an_answer(stdin: bytes) -> None:
    """Any file content gives an answer and no traceback."""
    result = _check("-", stdin=stdin)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
