"""Every field of an encounter event is either somewhere in an 837 or listed as having no place there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Final, Literal, get_args, get_origin

import pytest

from schemas.encounter import EncounterEvent
from schemas.interchange.x12_place import (
    X12Place,
    load_x12_places,
    normalize_path,
    reasons_without_place,
    values_of,
    x12_places_of,
)
from schemas.records import bare_type, field_types, wire_name

_SHARED: Final = {
    frozenset(("occurred_at", "encounter_version")),
    frozenset(("accident.auto", "accident.employment", "accident.other")),
    frozenset(("frequency_code", "institutional.type_of_bill")),
    frozenset(("encounter_id", "patient_control_number")),
    frozenset(("service_from", "service_lines[].service_from")),
    frozenset(("service_through", "service_lines[].service_through")),
}
"""Fields that are read from one element: a date, three codes, a digit, a number, and the period of the lines."""


def _leaves(cls: type[Any], at: str = "") -> Iterator[tuple[str, Any]]:
    """The path and type of every field of the event that is not a record."""
    for name, hint in field_types(cls).items():
        path = f"{at}.{wire_name(name)}".removeprefix(".")
        if get_origin(hint) is tuple:
            path, hint = f"{path}[]", bare_type(get_args(hint)[0])
        if is_dataclass(hint) and isinstance(hint, type):
            yield from _leaves(hint, path)
        else:
            yield path, hint


LEAVES: Final = dict(_leaves(EncounterEvent))


def _has_no_place(field: str) -> bool:
    return any(field == path or field.startswith((f"{path}.", f"{path}[]")) for path in reasons_without_place())


def test_every_field_has_a_place_or_a_reason_why_not() -> None:
    """No field is forgotten, none is both, and the table names no field that the event does not have."""
    placed = {place.field for place in load_x12_places()}
    assert placed <= LEAVES.keys()
    unplaced = {field for field in LEAVES if _has_no_place(field)}
    assert placed | unplaced == LEAVES.keys()
    assert placed & unplaced == set()
    for path, reason in reasons_without_place().items():
        assert any(field == path or field.startswith((f"{path}.", f"{path}[]")) for field in LEAVES), path
        assert reason


def test_a_reader_can_tell_fields_apart() -> None:
    """Two fields share an element only if a condition, a side or a half of a range tells them apart."""
    at: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for place in load_x12_places():
        for position in place.positions if place.reads else ():
            at[place.form, place.loop, position, place.conditions, place.sides, place.half].add(place.field)
    assert {frozenset(fields) for fields in at.values() if len(fields) > 1} == _SHARED


def test_the_codes_of_enums_are_translated() -> None:
    """Each enum or flag with a place has the codes of its element, and they mean symbols of the schema."""
    for place in load_x12_places():
        hint, values = LEAVES[place.field], values_of(place.field)
        if get_origin(hint) is Literal:
            assert values, place.field
            assert set(values.values()) <= set(get_args(hint)), place.field
        elif hint is bool:
            assert set(values.values()) <= {True, False}, place.field
            assert values, place.field
        else:
            assert not values, place.field


def test_conditions_are_about_elements_of_the_segment() -> None:
    """A condition names codes; one without an element compares a component of the field's own."""
    for place in load_x12_places():
        for one in place.conditions:
            assert one.values, place.field
            assert one.element is not None or (one.component is not None and place.components), place.field


@pytest.mark.parametrize(
    ("path", "professional", "institutional"),
    [
        ("total_charge", ["2300 CLM02"], ["2300 CLM02"]),
        ("place_of_service", ["2300 CLM05-1"], []),
        ("institutional.type_of_bill", [], ["2300 CLM05-1", "2300 CLM05-3"]),
        ("coverages[0].member_id", ["2010BA NM109", "2330A NM109"], ["2010BA NM109", "2330A NM109"]),
        ("billing_provider.npi", ["2010AA NM109"], ["2010AA NM109"]),
        ("billing_provider.taxonomy_code", ["2000A PRV03"], ["2000A PRV03"]),
        ("rendering_provider.npi", ["2310B NM109"], ["2310D NM109"]),
        ("service_lines[2].rendering_provider.npi", ["2420A NM109"], ["2420C NM109"]),
        ("service_lines[2].modifiers[0]", ["2400 SV101-3"], ["2400 SV202-3"]),
        ("service_lines[2].modifiers[3]", ["2400 SV101-6"], ["2400 SV202-6"]),
        ("service_lines[2].modifiers", ["2400 SV101-3 to -6"], ["2400 SV202-3 to -6"]),
        ("service_lines[0].diagnosis_pointers[1]", ["2400 SV107-2"], []),
        (
            "diagnoses[0].code",
            ["2300 HI01-2 to HI12-2 (HI*ABK/ABF)"],
            ["2300 HI01-2 to HI12-2 (HI*ABK/ABJ/APR/ABN/ABF)"],
        ),
        ("condition_codes[1]", ["2300 HI02-2 (HI*BG)"], ["2300 HI02-2 (HI*BG)"]),
        ("prior_authorization_number", ["2300 REF02 (REF*G1)"], ["2300 REF02 (REF*G1)"]),
        (
            "service_lines[0].adjudications[0].adjustments[0].amount",
            ["2430 CAS03, CAS06 … CAS18"],
            ["2430 CAS03, CAS06 … CAS18"],
        ),
        ("purpose", ["BHT06"], ["BHT06"]),
        ("accident.date", ["2300 DTP03 (DTP*439)"], []),
        ("sensitivity[0]", [], []),
        ("nothing.like_it", [], []),
    ],
)
def test_known_places(path: str, professional: list[str], institutional: list[str]) -> None:
    """Each field is where the implementation guides have it; an index chooses the component."""
    places = x12_places_of(path)
    assert [place.text_at(path) for place in places if place.form == "PROFESSIONAL"] == professional
    assert [place.text_at(path) for place in places if place.form == "INSTITUTIONAL"] == institutional


def test_a_record_has_the_places_of_its_fields() -> None:
    """The path of a record or list stands for everything below it, and not for names that begin the same way."""
    assert {place.segment for place in x12_places_of("pay_to_address")} == {"N3", "N4"}
    assert {place.field for place in x12_places_of("diagnoses")} == {
        "diagnoses[].code",
        "diagnoses[].role",
        "diagnoses[].present_on_admission",
    }
    assert all(place.field.startswith("service_lines[].ndc.") for place in x12_places_of("service_lines[3].ndc"))


def test_what_is_only_read_and_only_written() -> None:
    """A reader takes a tax ID that the guides no longer have; an ordering provider is sent with every line."""
    tax = x12_places_of("rendering_provider.tax_id")
    assert {(place.reads, place.writes) for place in tax} == {(True, False)}
    ordering: tuple[X12Place, ...] = x12_places_of("ordering_provider.npi")
    assert [(place.loop, place.reads, place.writes) for place in ordering] == [("2420E", False, True)]


def test_indexes_are_left_out() -> None:
    """A path as a rejection prints it loses its indexes, nothing else."""
    assert normalize_path(" service_lines[12].modifiers[0] ") == "service_lines[].modifiers[]"
    assert normalize_path("total_charge") == "total_charge"
