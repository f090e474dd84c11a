"""An encounter that a payer would reject (schemas/CONTRACT.md, "Rejections and findings")."""

from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked, Provenance, Repair
from schemas.scalars import Int, Text, Uuid
from schemas.value import value


@value
class RejectedLine:
    """Numbers of the service line with the same index."""

    line_number: Int
    control_number: Text


@value
class ClaimRejected:
    """An encounter that a payer would reject, with every problem found."""

    claim_id: Uuid
    claim_version: Int
    patient_control_number: Text
    encounter: EncounterEvent
    service_lines: tuple[RejectedLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    provenance: Provenance
