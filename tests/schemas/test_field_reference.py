"""The field reference describes every field of the event as the schemas and the value classes do."""

from dataclasses import MISSING, fields

import pytest

from schemas.encounter import EncounterEvent
from schemas.field_reference import find_field, record_docs
from schemas.misfits.names import names_of


def test_every_field_of_the_event_is_described() -> None:
    """The event has the fields of its class, required where the class has no default."""
    doc = record_docs()["EncounterEvent"]
    assert tuple(field.name for field in doc.fields) == names_of(EncounterEvent)
    required = {field.name for field in fields(EncounterEvent) if field.default is MISSING}
    assert {field.name for field in doc.fields if field.required} == required


@pytest.mark.parametrize(
    ("path", "kind", "personal"),
    [
        ("patient.birth_date", "date", True),
        ("patient.address.city", "text", False),
        ("coverages[0].subscriber.sex", "Sex", True),
        ("coverages[].relationship", "Relationship", False),
        ("service_lines.charge", "amount", False),
        ("service_lines[3].ndc.quantity", "quantity", False),
        ("diagnoses", "list of Diagnosis", False),
        ("institutional.occurrence_spans[0].from", "date", False),
    ],
)
def test_a_field_is_found_by_its_path(path: str, kind: str, personal: bool) -> None:
    """A path with or without indexes leads to the field; a record that is elsewhere too is not personal by itself."""
    field = find_field(path)
    assert field is not None
    assert (field.type_text, field.personal) == (kind, personal)


@pytest.mark.parametrize("path", ["", ".", "patient.state", "patient.sex.code", "diagnoses[0]x", "__class__"])
def test_other_paths_lead_nowhere(path: str) -> None:
    """A path that is not in the event has no field."""
    assert find_field(path) is None


def test_examples_are_of_the_field() -> None:
    """Examples come from the samples that become claims; an enumeration lists its symbols instead."""
    sex, code = find_field("patient.sex"), find_field("diagnoses[0].code")
    assert sex is not None
    assert code is not None
    assert (sex.symbols, sex.examples) == (("FEMALE", "MALE", "UNKNOWN"), ())
    assert 1 <= len(code.examples) <= 3
