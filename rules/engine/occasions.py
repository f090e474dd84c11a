"""Occasions are what most claims do not have. Edits that need one are not called on claims without it.

An edit names an occasion if its check finds nothing on any claim without it. On such a claim the edit still counts as
having run, because it could not have found anything.
"""

from typing import Final, TypeAlias, get_args

from rules.claim.facts import ClaimFacts
from rules.edit import Occasion

OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)

Occasions: TypeAlias = tuple[bool, ...]
"""Whether a claim has each of `OCCASIONS`."""


def occasions_of(claim: ClaimFacts) -> Occasions:
    """The occasions of a claim, in the order of `OCCASIONS`."""
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
