"""An edit that looks at every text answers with the codes of the field it is in, a case for each answer there is."""

from typing import Final

from rules.claim.texts_of_event import EventText, fields_with_parties
from rules.edit import Case, statuses
from rules.texts.fields import TextField
from rules.texts.parties import Party

_NAMES_THAT_COUNT: Final = frozenset(("billing", "patient", "subscriber"))


def case_for_characters(text: EventText) -> str:
    """The key of the case for a text with a character that cannot be sent."""
    return _key(text.field, text.party)


def cases_for_characters(says: str) -> dict[str, Case]:
    """The cases of an edit of characters: RARC and status are the field's own, and some fields warn at most."""
    return {
        _key(field, party): Case(
            says=says,
            mark="WARN" if _warns(field, party) else None,
            rarc=(field.remark_of(party),),
            status=statuses("A7:511", f"A7:{field.status_of(party)}"),
        )
        for field, party in fields_with_parties()
    }


def _key(field: TextField, party: Party) -> str:
    key = f"{field.remark_of(party)} {field.status_of(party)}"
    return f"{key} warns" if _warns(field, party) else key


def _warns(field: TextField, party: Party) -> bool:
    """Whether whoever writes the X12 may still mend it: notes, address lines, and names that payers do not compare."""
    if field.kind == "name":
        return party not in _NAMES_THAT_COUNT
    return field.kind in ("free", "line")
