"""Codes for an edit that checks every text: by the field and the party that the text belongs to."""

from typing import Final

from rules.claim.texts_of_event import EventText, fields_with_parties
from rules.edit import Codes, statuses
from rules.texts.fields import TextField
from rules.texts.parties import Party

_NAMES_THAT_COUNT: Final = frozenset(("billing", "patient", "subscriber"))


def field_of(text: EventText) -> str:
    """The key of a text into `codes_by_field`."""
    return _key(text.field, text.party)


def codes_by_field() -> dict[str, Codes]:
    """The codes for a character that cannot be sent, by field and party; some fields only warn."""
    return {
        _key(field, party): Codes(
            rarc=(field.remark_of(party),),
            status=statuses("A7:511", f"A7:{field.status_of(party)}"),
            mark="WARN" if _warns(field, party) else None,
        )
        for field, party in fields_with_parties()
    }


def _key(field: TextField, party: Party) -> str:
    key = f"{field.remark_of(party)} {field.status_of(party)}"
    return f"{key} warns" if _warns(field, party) else key


def _warns(field: TextField, party: Party) -> bool:
    """Whether the X12 writer can still fix it: notes, address lines, and names that payers do not compare."""
    if field.kind == "name":
        return party not in _NAMES_THAT_COUNT
    return field.kind in ("free", "line")
