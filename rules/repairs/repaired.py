"""An encounter after the repairs: what was sent, in standard form, with the numbers derived for it."""

from schemas.encounter import EncounterEvent
from schemas.finding import Repair
from schemas.value import value


@value
class Repaired:
    """A repaired encounter and the list of what was done to it."""

    event: EncounterEvent
    """The same object as the one that was sent, where no repair changed it."""
    changed: bool
    plain: bool
    """Whether every text was certainly good as it was sent: no edit of texts has anything to say."""
    repairs: tuple[Repair, ...]
    reported: tuple[tuple[str, str], ...]
    """Repairs that the profile only reports: (code, path)."""
    claim_id: str
    patient_control_number: str
    line_numbers: tuple[int, ...]
    line_control_numbers: tuple[str, ...]
