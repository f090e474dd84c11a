"""What most claims do not have: edits that look at nothing else are left out where it is absent, without being asked.

An edit names its occasion where its check finds nothing on any claim without it; the codes of edits left out so still
count as having run, for there was nothing that they could have found.
"""

from typing import Final, TypeAlias, get_args

from rules.claim.facts import ClaimFacts
from rules.edit import Occasion

OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)

Occasions: TypeAlias = tuple[bool, ...]
"""Whether a claim has each of `OCCASIONS`."""


def occasions_of(claim: ClaimFacts) -> Occasions:
    """The occasions that a claim gives, in the order of `OCCASIONS`."""
    encounter = claim.encounter
    decisions = modifiers = ndc = unknown = flagged = False
    for line in claim.all_lines:
        sent = line.line
        if sent.modifiers:
            modifiers = True
        if sent.ndc is not None:
            ndc = True
        if sent.adjudications:
            decisions = True
    for part in claim.coverages:
        if part.coverage.adjudication is not None:
            decisions = True
    for dx in claim.diagnoses:
        if dx.row is None:
            unknown = True
        elif dx.row.flags:
            flagged = True
    return (
        bool(encounter.waived_edits),
        bool(encounter.dates),
        encounter.accident is not None,
        bool(encounter.attachments),
        encounter.ambulance is not None,
        encounter.patient.death_date is not None,
        bool(claim.texts.texts or claim.texts.addresses),
        bool(claim.reported_repairs),
        encounter.billed_coverage > 0,
        len(claim.coverages) > 1,
        decisions,
        unknown,
        flagged,
        bool(claim.ncci_pairs),
        modifiers,
        ndc,
    )
