"""An encounter after the repairs, with its derived numbers."""

from schemas.encounter import EncounterEvent
from schemas.finding import Repair
from schemas.value import value


@value
class Repaired:
    """A repaired encounter and the list of its repairs."""

    event: EncounterEvent
    """The event; the same object as the one sent if no repair changed it."""
    plain: bool
    """Whether every text is certainly sendable: no text edit can fire."""
    repairs: tuple[Repair, ...]
    reported: tuple[tuple[str, str], ...]
    """Repairs that the profile only reports: (code, path)."""
    claim_id: str
    patient_control_number: str
    line_numbers: tuple[int, ...]
    line_control_numbers: tuple[str, ...]
