"""The fields of the value classes are read from the classes, once."""

from schemas.encounter import EncounterEvent
from schemas.records import field_types


def test_field_types_are_resolved_once() -> None:
    """Asking again for the fields of a class gives what was made the first time."""
    assert field_types(EncounterEvent) is field_types(EncounterEvent)
    assert field_types(EncounterEvent)["encounter_version"] is int
