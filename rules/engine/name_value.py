"""Names the value at fault in a message that names none, so that a biller sees what was sent."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final, Literal, get_origin

from rules.claim.facts import is_blank
from rules.texts.kind_of_text import kind_of_text
from schemas.encounter import EncounterEvent
from schemas.person_fields import is_of_a_person
from schemas.records import field_types

_STEP: Final = re.compile(r"([a-z_0-9]+)|\[([0-9]+)\]")
_NAME_OR_STREET: Final = re.compile(r"(?:_name|\.name|\.line[12]|\.city|description|_note)$")
_CODE: Final = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z.\-/]{1,7}|[A-Za-z]{1,3}", re.ASCII)
_IDENTIFIER: Final = re.compile(r"\.npi$|\.other_ids\[")
_PUBLIC_ID: Final = re.compile(r"[0-9]{10}|[0-9]{2}[0-9A-Z][0-9]{7}|[0-9]{3}[0-9A-Za-z]{7}", re.ASCII)
"""NPIs of organizations, CLIA numbers and taxonomy codes identify no person."""


def name_value(message: str, path: str, event: EncounterEvent) -> str:
    """The message, with `(got X)` at its end if the event has a value at the path and the message does not name it.

    A value that could identify a person is not shown: nothing below a field with the `phi` mark, no name and no street,
    and of a text that is no short code only its length, because the wrong field can hold anything.
    """
    if is_of_a_person(path) or _NAME_OR_STREET.search(path):
        return message
    shown = _value_at(event, path)
    return message if not shown or shown.casefold() in message.casefold() else f"{message[:-1]} (got {shown})."


def _value_at(event: EncounterEvent, path: str) -> str:
    """The value at a path as it is shown; empty if there is none or if it is not a single value."""
    here: Any = event
    symbol = of_person = False
    for name, index in _STEP.findall(path):
        of_person = of_person or getattr(here, "entity_type", None) == "PERSON"
        if index:
            here = here[int(index)] if isinstance(here, tuple) and int(index) < len(here) else None
        else:
            symbol = get_origin(field_types(type(here)).get(name)) is Literal if here is not None else False
            here = getattr(here, name, None)
    if isinstance(here, Decimal):
        return f"{here:f}"
    if isinstance(here, dt.date):
        return str(here)
    if not isinstance(here, str) or is_blank(here):
        return ""
    text = here.strip()
    if of_person and _IDENTIFIER.search(path):
        return kind_of_text(text)
    return text if symbol or _CODE.fullmatch(text) or _PUBLIC_ID.fullmatch(text) else kind_of_text(text)
