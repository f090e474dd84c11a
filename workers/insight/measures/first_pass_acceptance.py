"""How many bills are right the first time."""

from typing import Final

from workers.insight.measure import Measure

FIRST_PASS_ACCEPTANCE: Final = Measure(
    name="first_pass_acceptance",
    title="First-pass acceptance",
    question="What share of bills is accepted in its first version?",
    report="quality",
    unit="claims",
    denominator="all claims, each by its lowest version on record",
    units="SELECT place AS unit, person, member, source_system, claim_form, month FROM decided WHERE is_first",
    hits="SELECT place AS unit FROM decided WHERE is_first AND outcome = 'READY'",
    groups=(("source_system",), ("claim_form",), ("month",)),
    maturity="Every claim counts when its first version is checked.",
    caveats=("If a claim began before the data, its lowest version on record is not its first.",),
    action="If a source is far below the others, look at its setup rather than at single bills.",
)
