"""An encounter that no payer would accept as it is (contract section 5)."""

from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked, Provenance, Repair
from schemas.scalars import Int, Text, Uuid
from schemas.value import value


@value
class RejectedLine:
    """Numbers of the service line of the same index."""

    line_number: Int
    control_number: Text


@value
class ClaimRejected:
    """An encounter that no payer would accept as it is, with everything that is wrong with it."""

    claim_id: Uuid
    claim_version: Int
    patient_control_number: Text
    encounter: EncounterEvent
    service_lines: tuple[RejectedLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    provenance: Provenance
