"""Step 5: builds a claim or a rejection from the findings; both carry all of them."""

from dataclasses import replace

from rules.claim.describe_codes import describe_diagnosis, describe_line, describe_procedure
from rules.claim.facts import ClaimFacts
from rules.engine.engine import Judgement
from rules.repairs.repaired import Repaired
from schemas.claim import ClaimReady
from schemas.codec import DecodedEncounter
from schemas.encounter import EncounterEvent
from schemas.finding import Provenance
from schemas.rejection import ClaimRejected, RejectedLine
from workers.pipeline.outcome import Ready, Rejected, Tally


def build_outcome(
    claim: ClaimFacts, repaired: Repaired, judgement: Judgement, provenance: Provenance, decoded: DecodedEncounter
) -> Ready | Rejected:
    """A rejection if any finding has severity REJECT, otherwise a claim.

    Args:
        claim: the claim as the edits saw it.
        repaired: the repaired encounter and its derived values.
        judgement: the result of the edits.
        provenance: where the outcome comes from.
        decoded: the event as sent, with its bytes if they may be copied.
    """
    tally = Tally(
        profile=claim.profile, shadow=judgement.shadow, failed_edits=judgement.failed_edits, ran=judgement.ran
    )
    encounter = without_waiver_reasons(repaired.event)
    body = decoded.body_of(encounter)
    if judgement.rejects:
        rejection = ClaimRejected(
            claim_id=repaired.claim_id,
            claim_version=encounter.encounter_version,
            patient_control_number=repaired.patient_control_number,
            encounter=encounter,
            service_lines=tuple(
                RejectedLine(line_number=line.number, control_number=line.control_number) for line in claim.all_lines
            ),
            findings=judgement.findings,
            repairs=repaired.repairs,
            not_checked=judgement.not_checked,
            provenance=provenance,
        )
        return Rejected(rejection=rejection, tally=tally, canonical_body=body)
    ready = ClaimReady(
        claim_id=repaired.claim_id,
        claim_version=encounter.encounter_version,
        patient_control_number=repaired.patient_control_number,
        encounter=encounter,
        principal_diagnosis=None if claim.principal is None else claim.principal.code,
        patient_age_years=claim.age_years,
        patient_age_days=claim.age_days,
        diagnoses=tuple(describe_diagnosis(dx, claim.tables) for dx in claim.diagnoses),
        procedures=tuple(describe_procedure(px, claim.tables) for px in claim.procedures),
        service_lines=tuple(describe_line(line) for line in claim.all_lines),
        findings=judgement.findings,
        repairs=repaired.repairs,
        not_checked=judgement.not_checked,
        provenance=provenance,
    )
    return Ready(claim=ready, tally=tally, canonical_body=body)


def without_waiver_reasons(event: EncounterEvent) -> EncounterEvent:
    """The event without its waiver reasons, which outcomes never carry; the same object if it has none."""
    if all(waiver.reason is None for waiver in event.waived_edits):
        return event
    return replace(event, waived_edits=tuple(replace(waiver, reason=None) for waiver in event.waived_edits))
