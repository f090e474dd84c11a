"""The record key keeps the versions of an encounter in order without revealing the account number."""

import uuid
from typing import Final

from schemas.encounter import EncounterEvent

_NAMESPACE: Final = uuid.UUID("7d3b1e0a-52a5-5a3e-9f5e-0d0c4d3c9f10")


def input_key(event: EncounterEvent) -> bytes:
    """A UUIDv5 of the source system and encounter ID, as 36 ASCII characters."""
    return str(uuid.uuid5(_NAMESPACE, f"{event.source_system}\x1f{event.encounter_id}")).encode("ascii")
