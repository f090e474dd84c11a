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
    units="""
        SELECT arg_min(place, claim_version) AS unit, arg_min(person, claim_version) AS person,
            arg_min(member, claim_version) AS member, arg_min(source_system, claim_version) AS source_system,
            arg_min(claim_form, claim_version) AS claim_form, arg_min(month, claim_version) AS month
        FROM decided GROUP BY claim_id
    """,
    hits="SELECT place AS unit FROM decided WHERE outcome = 'READY'",
    groups=(("source_system",), ("claim_form",), ("month",)),
    maturity="Every claim counts when its first version is checked.",
    caveats=("If a claim began before the data, its lowest version on record is not its first.",),
    action="If a source is far below the others, look at its setup rather than at single bills.",
)
