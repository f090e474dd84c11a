"""The recipes for FHIR and HL7 v2 map their examples to the bill of a sample, and refuse what they cannot place."""

import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from schemas.json_form import parse_json, read_encounter, to_json
from schemas.samples import sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import Ready
from workers.pipeline.process_encounter import check_encounter

EXAMPLES = Path(__file__).parents[2] / "schemas/examples"
OWN = ("event_id", "occurred_at", "encounter_version", "billed_coverage")
"""Fields that differ from those of the sample, or that it leaves at their default."""


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FHIR, HL7 = _module("fhir_to_event"), _module("hl7_to_event")
BUNDLE = (EXAMPLES / "fhir-claim-bundle.json").read_text(encoding="utf-8")
MESSAGE = (EXAMPLES / "hl7-dft.hl7").read_text(encoding="utf-8")


def from_fhir(text: str) -> dict[str, Any]:
    """The only event of a Bundle."""
    (event,) = FHIR.events_of(FHIR.read(text))
    return dict(event)


def from_hl7(text: str) -> dict[str, Any]:
    """The event of a message."""
    return dict(HL7.event_of(text))


def _bill(form: Mapping[str, Any] | str) -> dict[str, Any]:
    """The encounter of a claim, without what names the event and without the places of lines."""
    text = form if isinstance(form, str) else json.dumps(form)
    outcome = check_encounter(read_encounter(parse_json(text)), shipped_rulebook())
    assert isinstance(outcome, Ready)
    assert not outcome.claim.findings
    encounter: dict[str, Any] = to_json(outcome.claim.encounter, omit_absent=True)
    for line in encounter["service_lines"]:
        line.pop("place_of_service", None)
    return {name: part for name, part in encounter.items() if name not in OWN}


@pytest.mark.parametrize(("event_of", "text"), [(from_fhir, BUNDLE), (from_hl7, MESSAGE)], ids=["fhir", "hl7"])
def test_the_worked_example_is_the_bill_of_a_sample(event_of: Callable[[str], dict[str, Any]], text: str) -> None:
    """The mapped event becomes a claim without findings, with the values of the sample; the same each time."""
    event = event_of(text)
    assert event == event_of(text)
    assert _bill(event) == _bill(sample_text("office-visit"))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct", "a code is not of"),
        ('"priority":', '"related": [], "priority":', "does not place related"),
        ('"quantity": {"value": 1},', '"quantity": {"value": 1}, "bodySite": {},', "does not place bodySite"),
        ('"resourceType": "Claim"', '"resourceType": "Basic"', "the Bundle has no Claim"),
        ('"Patient/patient-1"', '"Patient/other"', "the Bundle lacks Patient"),
        ('"use": "claim"', '"use": "predetermination"', "a preauthorization or an estimate"),
        ('"currency": "USD"', '"currency": "EUR"', "not in USD"),
    ],
)
def test_a_bundle_that_cannot_be_mapped_is_refused(old: str, new: str, why: str) -> None:
    """Nothing is guessed, and nothing is left out in silence."""
    assert old in BUNDLE
    with pytest.raises(FHIR.CannotMap, match=why):
        from_fhir(BUNDLE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("DFT^P03", "ADT^A08", "not a DFT"),
        ("EVN|", "PR1|", "does not place PR1"),
        ("|CG|", "|CR|", "credits must be netted"),
        ("99213^^C4", "4711^^L", "not a CPT or HCPCS code"),
        ("I10^^I10", "I10^^I9C", "not ICD-10-CM"),
        ("|SEL|", "|SPO|", "not the subscriber"),
        ("|W123456789", "|", "IN1-36.1 is empty"),
        ("^~\\&", "^~\\#", "usual delimiters"),
    ],
)
def test_a_message_that_cannot_be_mapped_is_refused(old: str, new: str, why: str) -> None:
    """Nothing is guessed, and nothing is left out in silence."""
    assert old in MESSAGE
    with pytest.raises(HL7.CannotMap, match=why):
        from_hl7(MESSAGE.replace(old, new))
