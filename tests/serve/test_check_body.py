"""A body gets the outcomes that `check` gives, or a problem that names every wrong field and repeats no value."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from schemas.samples import SAMPLES_DIR, sample_form, sample_names, sample_text
from tests.golden.judge_samples import shipped_rulebook
from tests.support.x12_claims import BILLING, HEADER, SUBSCRIBER, VISIT, interchange, transaction, written
from workers.__main__ import main
from workers.serve.check_body import MOST_ENCOUNTERS, check_body
from workers.serve.messages import Answered, Asked, BodyKind
from workers.serve.openapi import OPENAPI_FILE
from workers.serve.problem import PROBLEM

CANARY = "QXJ77"


def ask(
    body: bytes | str | Any, kind: BodyKind = "json", profile: str | None = None, as_of: dt.date | None = None
) -> Answered:
    """The response to a body."""
    sent = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return check_body(Asked(body=sent, kind=kind, profile=profile, as_of=as_of), shipped_rulebook())


def fields(answered: Answered) -> list[str | None]:
    """The paths of a problem's errors."""
    return [error["field"] for error in json.loads(answered.body)["errors"]]


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """Validates against a schema of the OpenAPI document."""
    document = json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    )


def checked(file: Path, *options: str) -> list[Any]:
    """What `check --format json` prints of a file, with the name that a body has."""
    result = CliRunner().invoke(main, ["check", "--format", "json", *options, str(file)])
    made = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    return [one | {"input": one["input"] | {"file": "body"}} for one in made]


def test_every_sample_gets_what_check_gives(tmp_path: Path) -> None:
    """An array of all samples gets the objects that `check` prints, and each sample alone the same."""
    forms = [sample_form(name) for name in sample_names()]
    file = tmp_path / "all.json"
    file.write_text(json.dumps(forms), encoding="utf-8")
    expected = checked(file)
    answered = ask(forms)
    assert (answered.status, answered.content_type) == (200, "application/json")
    assert json.loads(answered.body) == expected
    assert sum(count for _, _, count in answered.counts) == len(forms)
    for name, outcome in zip(sample_names(), expected, strict=True):
        alone = json.loads(ask(sample_text(name)).body)
        assert alone == outcome | {"input": {"file": "body", "index": 0}}
        validator("Outcome").validate(alone)


@pytest.mark.parametrize("options", [("--profile", "strict"), ("--as-of", "2027-12-31")])
def test_profile_and_day_are_those_of_check(options: tuple[str, str]) -> None:
    """The same options give the same outcome."""
    expected = checked(SAMPLES_DIR / "office-visit.json", *options)
    asked: dict[str, Any] = (
        {"profile": options[1]} if options[0] == "--profile" else {"as_of": dt.date.fromisoformat(options[1])}
    )
    assert [json.loads(ask(sample_text("office-visit"), **asked).body)] == expected
    assert expected != checked(SAMPLES_DIR / "office-visit.json")


def test_an_837_gets_an_outcome_for_each_claim_and_a_report(tmp_path: Path) -> None:
    """A refused claim is a dead letter among the others, and what no field holds is listed."""
    claims = (*VISIT, "CLM*E9*125***11>B>1*Y*A*Y*Y", *VISIT[1:])
    text = written(interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *claims))))
    file = tmp_path / "two.837"
    file.write_bytes(text)
    answered = ask(text, "x12")
    form = json.loads(answered.body)
    assert form["outcomes"] == checked(file)
    assert [one["outcome"] for one in form["outcomes"]] == ["ready", "dead_letter"]
    assert {"loop": "1000A", "element": "NM103", "reason": "no-field", "count": 1} in form["report"]
    validator("Outcomes837").validate(form)


def test_a_problem_names_every_wrong_field() -> None:
    """Of one encounter, and of each in an array by its index; nothing of the body is checked then."""
    wrong = sample_form("office-visit")
    wrong["patient"]["sex"] = CANARY
    wrong["service_lines"][0]["charge"] = CANARY
    wrong["patient"][CANARY * 3] = 1
    del wrong["claim_form"]
    alone = ask(wrong)
    assert (alone.status, alone.content_type, alone.counts) == (422, PROBLEM, ())
    named = ["claim_form", "patient.sex", "service_lines[0].charge"]
    assert [field for field in fields(alone) if field in named] == named
    assert len(fields(alone)) == 4
    among = ask([sample_form("office-visit"), wrong, 7])
    assert fields(among) == [*(f"[1].{field}" for field in fields(alone)), "[2]"]
    for answered in (alone, among):
        assert CANARY not in answered.body.decode().replace(f"{CANARY * 3}"[:7], "")
        validator("Problem").validate(json.loads(answered.body))


@pytest.mark.parametrize(
    ("body", "kind", "status", "detail"),
    [
        (b"{", "json", 400, "expected valid JSON (line 1, column 2)"),
        (b"", "json", 400, "expected valid JSON"),
        (b"[]", "json", 400, "expected at least one encounter event"),
        (b"[" * 100_000, "json", 400, "expected valid JSON"),
        (b"\xff\xff", "json", 400, "expected JSON in UTF-8"),
        (b"\x1f\x8b\x08", "json", 400, "this is a gzip file; unpack it"),
        (b"{} {}", "json", 400, "send several encounters as an array"),
        (b"ISA*00*", "json", 400, "this is X12; send it with the content type application/edi-x12"),
        (b"MSH|^~\\&|QXJ77", "json", 400, "this is an HL7 v2 message"),
        (b"{}", "x12", 400, "expected X12: an ISA, GS or ST segment first"),
        (b"ISA*00*", "x12", 422, "no claim of an 837 could be read"),
        (b"7", "json", 422, "not an encounter event"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "json", 422, "not an encounter event"),
        (b'{"resourceType": "Bundle"}', "json", 422, "not an encounter event"),
        (b'{"\\ud800": "QXJ77"}', "json", 422, "not an encounter event"),
        (b"[" + b"{}," * MOST_ENCOUNTERS + b"{}]", "json", 422, "expected at most 500 encounters in a request"),
        (b"[" + b"0," * 499 + b"0]", "json", 422, "not all are encounter events, so none was checked"),
    ],
)
def test_a_body_that_cannot_be_read_gets_a_problem(body: bytes, kind: BodyKind, status: int, detail: str) -> None:
    """It says what is wrong in a sentence, and the list of errors is bounded."""
    answered = ask(body, kind)
    problem = json.loads(answered.body)
    assert (answered.status, problem["status"]) == (status, status)
    assert detail in problem["detail"]
    assert CANARY not in answered.body.decode()
    assert len(problem.get("errors", ())) <= 100
    validator("Problem").validate(problem)


def test_a_name_given_twice_is_refused() -> None:
    """It is not clear which value was meant."""
    answered = ask(sample_text("office-visit").replace('"claim_form"', '"source_system": "a", "claim_form"', 1))
    assert (answered.status, fields(answered)) == (422, ["source_system"])


def test_an_unknown_profile_is_named_with_those_there_are() -> None:
    """The problem does not repeat the name that was sent."""
    answered = ask(sample_text("office-visit"), profile=CANARY)
    assert answered.status == 400
    assert json.loads(answered.body)["detail"] == "profile: must be one of medicare, medicaid, commercial, strict"
