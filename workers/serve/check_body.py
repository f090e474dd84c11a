"""Checks the encounters of one request's body. Pure: the same body and rulebook give the same response."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from schemas.encounter import EncounterEvent
from schemas.interchange.conversion import Converted, NotConvertible
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from schemas.interchange.x12_tokens import is_x12
from schemas.json_form import MOST_MISFITS, parse_json, read_encounter
from schemas.misfits.foreign import foreign_bytes
from schemas.misfits.misfit import NotAnEncounter
from schemas.path import join_path
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected
from workers.pipeline.outcome_form import outcome_form, place_of_claim
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.serve.messages import Answered, Asked
from workers.serve.problem import PROBLEM, FieldError, RequestRefused, write_json

MOST_ENCOUNTERS: Final = 500
"""Encounters of one request; `claims-worker check` takes any number."""

X12: Final = "application/edi-x12"
JSON: Final = "application/json"

_BODY: Final = "body"
"""The name of the only input, where `check` has the name of a file."""
_SEVERAL: Final = "send several encounters as an array"


def check_body(asked: Asked, rulebook: Rulebook) -> Answered:
    """The response to a body: the outcomes of its encounters, or why it cannot be read."""
    counts = Counter[tuple[str, str]]()
    try:
        rules = _with_profile(rulebook, asked.profile)
        form = _check_x12(asked, rules, counts) if asked.kind == "x12" else _check_json(asked, rules, counts)
    except RequestRefused as refused:
        return Answered(status=refused.status, content_type=PROBLEM, body=refused.body())
    counted = tuple((outcome, profile, count) for (outcome, profile), count in counts.items())
    return Answered(status=HTTPStatus.OK, content_type=JSON, body=write_json(form), counts=counted)


def _with_profile(rulebook: Rulebook, name: str | None) -> Rulebook:
    if name is None:
        return rulebook
    profiles = rulebook.profiles.by_name
    if name not in profiles:
        words = f"profile: must be one of {', '.join(profiles)}"
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "invalid-parameter", words)
    return replace(rulebook, only_profile=profiles[name])


def _check_json(asked: Asked, rulebook: Rulebook, counts: Counter[tuple[str, str]]) -> Any:
    form = _parse(asked.body)
    events = _read_all(form)
    outcomes = []
    for index, event in enumerate(events):
        outcome = _check(event, asked, rulebook, counts)
        outcomes.append(outcome_form({"file": _BODY, "index": index}, event.event_id, event, outcome))
    return outcomes if isinstance(form, list) else outcomes[0]


def _parse(body: bytes) -> Any:
    if is_x12(body):
        raise _malformed(f"this is X12; send it with the content type {X12}")
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        raise _malformed(foreign_bytes(body) or "expected JSON in UTF-8") from None
    try:
        return parse_json(text, several=_SEVERAL)
    except NotAnEncounter as fault:
        expected = f"expected {fault.misfits[0].expected}"
        came = fault.misfits[0].came
        # A text of another format is named; no error of a parser repeats what it read.
        raise _malformed(f"{expected}; {came}" if came and came.startswith("this is") else expected) from None


def _malformed(detail: str) -> RequestRefused:
    return RequestRefused(HTTPStatus.BAD_REQUEST, "malformed", detail)


def _read_all(form: Any) -> list[EncounterEvent]:
    """The events of parsed JSON; refuses them all if one cannot be read, with the path of every wrong value."""
    several = isinstance(form, list)
    forms = form if several else [form]
    if not forms:
        raise _malformed("expected at least one encounter event")
    if len(forms) > MOST_ENCOUNTERS:
        raise _too_many("encounters")
    events: list[EncounterEvent] = []
    errors: list[FieldError] = []
    more = 0
    for index, one in enumerate(forms):
        try:
            events.append(read_encounter(one))
        except NotAnEncounter as fault:
            errors += [
                FieldError(
                    field=_path(index if several else None, each.field), reason=each.reason, expected=each.expected
                )
                for each in fault.misfits
            ]
            more += fault.more
            if len(errors) > MOST_MISFITS:
                break
    if errors:
        detail = "not an encounter event" if not several else "not all are encounter events, so none was checked"
        raise RequestRefused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "not-an-encounter",
            f"{detail}; errors lists what is wrong",
            errors[:MOST_MISFITS],
            truncated=more > 0 or len(errors) > MOST_MISFITS,
        )
    return events


def _path(index: int | None, field: str | None) -> str | None:
    if index is None:
        return field
    return f"[{index}]" if field is None else join_path(f"[{index}]", field)


def _too_many(what: str) -> RequestRefused:
    words = f"expected at most {MOST_ENCOUNTERS} {what} in a request; claims-worker check takes any number"
    return RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, "too-many-encounters", words)


def _check_x12(asked: Asked, rulebook: Rulebook, counts: Counter[tuple[str, str]]) -> Any:
    if not is_x12(asked.body):
        raise _malformed("expected X12: an ISA, GS or ST segment first")
    report = ConversionReport()
    outcomes: list[dict[str, Any]] = []
    faults: list[FieldError] = []
    for place, one in _claims(asked.body, report):
        if len(outcomes) == MOST_ENCOUNTERS:
            raise _too_many("claims")
        if isinstance(one, EncounterEvent):
            outcome = _check(one, asked, rulebook, counts)
            outcomes.append(outcome_form(place, one.event_id, one, outcome))
            continue
        counts["dead_letter", "none"] += 1
        letter = DeadLetter(reason=one.reason, field=one.field, expected=one.expected)
        outcomes.append(outcome_form(place, None, one, letter))
        if place["claim"] is None:
            faults.append(FieldError(field=one.field, reason="not-convertible", expected=one.expected or ""))
    if len(faults) == len(outcomes):
        raise RequestRefused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "not-convertible",
            "no claim of an 837 could be read" if faults else "no claims in this 837",
            faults[:MOST_MISFITS],
            truncated=len(faults) > MOST_MISFITS,
        )
    kinds = [
        {"loop": loop, "element": element, "reason": reason, "count": count}
        for (loop, element, reason), count in report.counts.items()
    ]
    return {"outcomes": outcomes, "report": kinds}


def _claims(body: bytes, report: ConversionReport) -> Iterator[tuple[dict[str, Any], EncounterEvent | NotConvertible]]:
    for one in read_837(io.BytesIO(body).read, report):
        place = place_of_claim(_BODY, one.where)
        yield place, one.event if isinstance(one, Converted) else NotConvertible(one)


def _check(event: EncounterEvent, asked: Asked, rulebook: Rulebook, counts: Counter[tuple[str, str]]) -> Outcome:
    outcome = check_encounter(event, rulebook, as_of=asked.as_of)
    match outcome:
        case Ready():
            counts["ready", outcome.tally.profile] += 1
        case Rejected():
            counts["rejected", outcome.tally.profile] += 1
        case DeadLetter():
            counts["dead_letter", "none"] += 1
    return outcome
