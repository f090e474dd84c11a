"""The same bill always gets the same id (schemas/CONTRACT.md, "Claim identity and versions")."""

import hashlib
import uuid
from typing import Final

from schemas.encounter import EncounterEvent

NAMESPACE: Final = uuid.UUID("b4968e06-beae-4a1d-88d0-3454edda9c05")
CONTROL_NUMBER_LENGTH: Final = 17
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS: Final = tuple(first + second for first in _LETTERS for second in _LETTERS)
_NAMESPACE: Final = NAMESPACE.bytes
_SEPARATOR: Final = "\x1f"
_BLANKS: Final = " \t\r\n"


def claim_id(event: EncounterEvent) -> str:
    """The claim id of an event; see `claim_id_of`."""
    return claim_id_of(event.source_system, event.encounter_id, event.claim_form, event.billed_coverage)


def claim_id_of(source_system: str, encounter_id: str, claim_form: str, billed_coverage: int) -> str:
    """The UUIDv5 of source, encounter, claim form and billed coverage: 36 lower-case characters."""
    name = _SEPARATOR.join(
        (source_system.strip(_BLANKS), encounter_id.strip(_BLANKS), claim_form, str(billed_coverage))
    )
    # Like uuid.uuid5 without the UUID object in between: this runs for every event.
    number = bytearray(hashlib.sha1(_NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    number[6] = number[6] & 0x0F | 0x50
    number[8] = number[8] & 0x3F | 0x80
    text = number.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def derived_control_number(claim: str) -> str:
    """The first 17 characters of the base32 form of a claim id (letters A–Z and digits 2–7)."""
    # Two characters at a time and no more than needed: this runs for nearly every event.
    number = int(claim.replace("-", ""), 16) >> 128 - 90
    return "".join([_PAIRS[number >> bits & 1023] for bits in range(80, -1, -10)])[:CONTROL_NUMBER_LENGTH]
