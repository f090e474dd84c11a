"""Repairs change the format of values, list every field they change, and never change clinical or money content."""

import json
import uuid
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.repairs.catalog import REPAIR_CODES
from rules.repairs.claim_id import NAMESPACE, claim_id, derived_control_number
from rules.repairs.repair import RepairMode
from rules.repairs.repair_event import repair_event
from rules.repairs.repaired import Repaired
from rules.repairs.text_heaps import ALL_HEAPS
from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.path_order import path_order
from schemas.samples import sample_form, sample_names, sample_text
from tests.corpus.corpus import corpus
from tests.corpus.odd_events import odd_events
from tests.schemas.encounters import ENCOUNTERS, TEXTS


def _event(base: str, **changes: Any) -> EncounterEvent:
    form = sample_form(base)
    for path, new in changes.items():
        set_at(form, path, new)
    return read_encounter(parse_json(json.dumps(form)))


def _repaired(
    changes: dict[str, Any], modes: dict[str, RepairMode] | None = None, base: str = "office-visit"
) -> Repaired:
    return repair_event(_event("office-visit", **changes), modes or {})


def _listed(repaired: Repaired) -> list[tuple[str, str]]:
    return [(repair.repair, repair.field) for repair in repaired.repairs]


def test_claim_id_of_the_contract() -> None:
    """The claim id is that of the contract, whatever blanks surround its texts."""
    for source, encounter in (("epic-prod-east", "E1"), (" epic-prod-east\r\n", "\tE1 ")):
        event = _event("office-visit", source_system=source, encounter_id=encounter)
        assert claim_id(event) == "b233b74b-3ce0-5897-ac8b-1cdddc200bad"


@given(TEXTS, TEXTS, st.sampled_from(("PROFESSIONAL", "INSTITUTIONAL")), st.integers(-(2**31), 2**31 - 1))
def test_claim_ids_are_those_of_the_library(
    source: str, encounter: str, form: Literal["PROFESSIONAL", "INSTITUTIONAL"], coverage: int
) -> None:
    """The id of any event is the UUIDv5 that Python's own library makes of the same text."""
    event = replace(
        read_encounter(parse_json(sample_text("office-visit"))),
        source_system=source,
        encounter_id=encounter,
        claim_form=form,
        billed_coverage=coverage,
    )
    parts = event.source_system, event.encounter_id, event.claim_form, str(event.billed_coverage)
    name = "\x1f".join(part.strip(" \t\r\n") for part in parts)
    assert claim_id(event) == str(uuid.uuid5(NAMESPACE, name))


def test_derived_numbers() -> None:
    """Absent numbers are derived from the claim id, and the nested encounter stays as sent."""
    changes = {
        "patient_control_number": None,
        **{f"service_lines[{index}].{name}": None for index in (0, 1) for name in ("line_number", "control_number")},
    }
    event = _event("office-visit", **changes)
    repaired = repair_event(event, {})
    derived = derived_control_number(claim_id(event))
    assert len(derived) == 17
    assert set(derived) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert repaired.event is event
    assert repaired.patient_control_number == derived
    assert repaired.line_numbers == (1, 2)
    assert repaired.line_control_numbers == (f"{derived}001", f"{derived}002")
    assert _listed(repaired) == [
        ("R111", "patient_control_number"),
        ("R112", "service_lines[0].line_number"),
        ("R112", "service_lines[1].line_number"),
        ("R113", "service_lines[0].control_number"),
        ("R113", "service_lines[1].control_number"),
    ]


def test_line_numbers_that_are_there_stay() -> None:
    """Line numbers are derived only if no line has one."""
    assert _repaired({"service_lines[0].line_number": None}).line_numbers == (0, 2)


@pytest.mark.parametrize(
    ("path", "sent", "repaired", "codes"),
    [
        ("diagnoses[0].code", " e11.9 ", "E119", ["R101", "R102", "R103"]),
        ("service_lines[0].procedure_code", "j3490", "J3490", ["R102"]),
        ("service_lines[0].modifiers", ["rt", " 25"], ("RT", "25"), ["R101", "R102"]),
        ("billing_provider.npi", "1076-543.218", "1076543218", ["R105"]),
        ("billing_provider.tax_id", "36-3123456", "363123456", ["R106"]),
        ("billing_provider.phone", "(312) 555-0142", "3125550142", ["R107"]),
        ("patient.address.postal_code", "60614-0011", "606140011", ["R108"]),
        ("patient.last_name", "Nuñez", "Nunez", ["R110"]),
        ("coverages[0].payer_name", "  Plan  A ", "Plan A", ["R101"]),
        ("claim_note", "\u2019s", "'s", ["R110"]),
        ("patient.middle_name", "   ", None, ["R101"]),
        ("coverages[0].group_number", "", None, ["R101"]),
        ("patient.first_name", "  ", "", ["R101"]),
        ("condition_codes", ["d0"], ("D0",), ["R102"]),
        # What stays as sent: other texts keep their case, free texts their accents, other payers' ids their format.
        ("patient.address.city", "São Paulo", "São Paulo", []),
        ("coverages[0].member_id", "1eg4-te5-mk73", "1eg4-te5-mk73", []),
        ("service_lines[0].ndc", {"code": "1234567890", "quantity": 1, "unit": "ML"}, None, []),
        ("sensitivity", [" 42CFR2 "], (" 42CFR2 ",), []),
        ("encounter_id", " E 1 ", " E 1 ", []),
    ],
)
def test_fields(path: str, sent: Any, repaired: Any, codes: list[str]) -> None:
    """Each field is rewritten by its repairs, and those that changed it are listed in their order."""
    result = _repaired({path: sent})
    value: Any = result.event
    for step in path.replace("]", "").replace("[", ".").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    if not is_dataclass(value):
        assert value == repaired
    assert [repair.repair for repair in result.repairs if repair.field.startswith(path)] == codes


def test_conditions() -> None:
    """Medicare numbers lose their separators on Medicare coverages, postal codes in the US and Canada."""
    medicare = _repaired({"coverages[0].filing_indicator": " mb", "coverages[0].member_id": "1eg4-te5-mk73"})
    assert medicare.event.coverages[0].member_id == "1EG4TE5MK73"
    assert ("R109", "coverages[0].member_id") in _listed(medicare)
    canada = _repaired({"patient.address.country": "ca", "patient.address.postal_code": "k1a 0b1"})
    assert canada.event.patient.address is not None
    assert canada.event.patient.address.postal_code == "K1A0B1"
    abroad = _repaired({"patient.address.country": "GB", "patient.address.postal_code": "sw1a 1aa"})
    assert abroad.event.patient.address is not None
    assert abroad.event.patient.address.postal_code == "sw1a 1aa"


def test_modes() -> None:
    """A repair that is off does nothing, a reported one is listed; both leave the value, and other repairs run."""
    changes = {"diagnoses[0].code": " e11.9"}
    off = _repaired(changes, {"R103": "off"})
    assert off.event.diagnoses[0].code == "E11.9"
    assert _listed(off)[:2] == [("R101", "diagnoses[0].code"), ("R102", "diagnoses[0].code")]
    assert off.reported == ()
    report = _repaired(changes, {"R103": "report"})
    assert report.event.diagnoses[0].code == "E11.9"
    assert report.reported == (("R103", "diagnoses[0].code"),)


@pytest.mark.parametrize("name", sample_names())
def test_samples_are_repaired_once(name: str) -> None:
    """A repaired sample needs no repair, except the numbers derived for it."""
    once = repair_event(read_encounter(parse_json(sample_text(name))), {})
    twice = repair_event(once.event, {})
    assert twice.event is once.event
    assert {repair.repair for repair in twice.repairs} <= {"R111", "R112", "R113"}


@given(ENCOUNTERS)
@settings(max_examples=30)
def test_any_event_is_repaired_once(event: EncounterEvent) -> None:
    """Repairing any event twice gives the same event, and keeps its dates, amounts and numbers."""
    once = repair_event(event, {})
    assert repair_event(once.event, {}).event == once.event
    assert _content(once.event) == _content(event)
    assert once.claim_id == repair_event(once.event, {}).claim_id
    listed = [(REPAIR_CODES[repair.repair], path_order(repair.field)) for repair in once.repairs]
    assert listed == sorted(listed)


def _content(part: Any) -> Any:
    """Everything of an event but its texts, which no repair may change; texts count as present."""
    if isinstance(part, str):
        return "text"
    if part is None:
        return "text"
    if isinstance(part, tuple):
        return tuple(_content(item) for item in part)
    if is_dataclass(part):
        return tuple(_content(getattr(part, field.name)) for field in fields(part))
    return part


@pytest.mark.interpreted
def test_only_suspect_texts_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever texts an event has, its repairs are those that it has if every field is looked at."""
    events = list(odd_events([form for _, form in corpus()][::20], 150, 5))
    found = [repair_event(event, {}) for event in events]
    monkeypatch.setattr("rules.repairs.repair_event.suspect_heaps", lambda event, among=ALL_HEAPS: ALL_HEAPS)
    for event, repaired in zip(events, found, strict=True):
        assert replace(repair_event(event, {}), plain=repaired.plain) == repaired
    assert sum(len(repaired.repairs) for repaired in found) > 500
    assert {True, False} == {repaired.plain for repaired in found}
