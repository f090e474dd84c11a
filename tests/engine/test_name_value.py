"""A message that names no value ends with the value that was sent, unless it could be a person's."""

from typing import Any

import pytest

from rules.engine.name_value import name_value
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.person_fields import is_of_a_person
from schemas.samples import sample_text

SAID = "The value is wrong."


def said(path: str, value: Any, *, message: str = SAID) -> str:
    form = parse_json(sample_text("inpatient-stay"))
    set_at(form, path, value)
    return name_value(message, path, read_encounter(form))


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("institutional.drg", "140-1", "140-1"),
        ("institutional.type_of_bill", "0131", "0131"),
        ("service_lines[0].modifiers", ["5"], None),
        ("billing_provider.npi", "1234567890", "1234567890"),
        ("attending_provider.npi", "1234567890", "10 digits"),
        ("attending_provider.taxonomy_code", "207Q00000Y", "207Q00000Y"),
        ("billing_provider.address.postal_code", "60601", "60601"),
        ("coverages[0].relationship", "CHILD", "CHILD"),
        ("coverages[0].filing_indicator", "ZZ", "ZZ"),
        ("total_charge", "-1.50", "-1.50"),
        ("service_through", "2026-11-09", "2026-11-09"),
        ("institutional.drg", "ANNA MILLER", "11 characters"),
        ("institutional.drg", "Miller", "6 letters"),
        ("institutional.drg", "123456789", "9 digits"),
        ("institutional.drg", " ", None),
        ("institutional.drg", None, None),
        ("billing_provider.organization_name", "X9", None),
        ("billing_provider.address.line1", "PO BOX 9", None),
        ("billing_provider.tax_id", "12", None),
        ("coverages[0].member_id", "W1", None),
        ("patient.address.postal_code", "60601", None),
    ],
)
def test_shown(path: str, value: Any, shown: str | None) -> None:
    """A short code is shown, of any other text only the length, and of a person, a name or a street nothing."""
    assert said(path, value) == (SAID if shown is None else f"{SAID[:-1]} (got {shown}).")


def test_not_twice() -> None:
    """A value that the message has already is not repeated."""
    message = "A Medicare patient is never a Child."
    assert said("coverages[0].relationship", "CHILD", message=message) == message


def test_place_without_a_value() -> None:
    """A path that the event does not have changes nothing."""
    event = read_encounter(parse_json(sample_text("office-visit")))
    for path in ("service_lines[99].charge", "institutional.drg", "service_lines", "diagnoses[0]"):
        assert name_value(SAID, path, event) == SAID


def test_marks_are_read_from_the_schemas() -> None:
    """Everything below a field with the mark is a person's; lists and records on the way are followed."""
    of_persons = ("patient.sex", "coverages[1].subscriber.address.city", "coverages[0].adjudication", "claim_note")
    assert [is_of_a_person(path) for path in of_persons] == [True, True, False, True]
    assert is_of_a_person("coverages[0].adjudication.payer_claim_control_number")
    assert is_of_a_person("service_lines[3].description")
    assert not is_of_a_person("service_lines[3].ndc.code")
    assert not is_of_a_person("no_such_field.patient")
