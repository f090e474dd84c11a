"""A position in an 837 leads to the fields of the event, however much of it is given."""

import pytest

from schemas.interchange.find_x12 import find_x12
from schemas.interchange.x12_place import load_x12_places


def _fields(position: str) -> list[str]:
    found = find_x12(position)
    assert found is not None
    return list(dict.fromkeys(place.field for place in found))


@pytest.mark.parametrize(
    ("position", "fields"),
    [
        ("CLM05-1", ["place_of_service", "institutional.type_of_bill"]),
        ("clm05-1", ["place_of_service", "institutional.type_of_bill"]),
        ("2300 CLM02", ["total_charge"]),
        ("2010BB NM109", ["coverages[].payer_id"]),
        ("loop 2010BB, NM109", ["coverages[].payer_id"]),
        ("2400 SV107-2", ["service_lines[].diagnosis_pointers[]"]),
        ("SV107", ["service_lines[].diagnosis_pointers[]"]),
        ("SV101:4", ["service_lines[].modifiers[]"]),
        ("2300 REF G1", ["prior_authorization_number"]),
        ("2300/REF*G1", ["prior_authorization_number"]),
        ("HI*DR", ["institutional.drg"]),
        ("LIN03", ["service_lines[].ndc.code"]),
        (
            "CAS17",
            ["coverages[].adjudication.adjustments[].reason", "service_lines[].adjudications[].adjustments[].reason"],
        ),
        ("2310 PRV03", ["rendering_provider.taxonomy_code", "attending_provider.taxonomy_code"]),
        ("2999", []),
        ("CLM99", []),
    ],
)
def test_from_a_position_to_the_fields(position: str, fields: list[str]) -> None:
    """A loop, segment, element, component and qualifier narrow the search; upper or lower case."""
    assert _fields(position) == fields


def test_every_place_is_found_by_its_own_position() -> None:
    """Each position that the table prints leads back to its field."""
    for place in load_x12_places():
        for position in place.positions:
            assert place.field in _fields(f"{place.loop} {position}")


@pytest.mark.parametrize("text", ["", "  ", "modifier missing", "diagnoses[0].code", "12", "total_charge", "A7:562:85"])
def test_other_texts_are_no_position(text: str) -> None:
    """Words, paths and status codes are not taken for a position."""
    assert find_x12(text) is None
