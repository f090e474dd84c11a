"""How many bills are right the first time."""

from typing import Final

from workers.insight.measure import Measure

FIRST_PASS_ACCEPTANCE: Final = Measure(
    name="first_pass_acceptance",
    title="Accepted at the first pass",
    question="What share of bills is accepted in its first version?",
    report="quality",
    unit="claims",
    denominator="all claims, each by the lowest version that was seen",
    units="""
        SELECT arg_min(place, claim_version) AS unit, arg_min(person, claim_version) AS person,
            arg_min(member, claim_version) AS member, arg_min(source_system, claim_version) AS source_system,
            arg_min(claim_form, claim_version) AS claim_form, arg_min(month, claim_version) AS month
        FROM decided GROUP BY claim_id
    """,
    hits="SELECT place AS unit FROM decided WHERE outcome = 'READY'",
    groups=(("source_system",), ("claim_form",), ("month",)),
    maturity="Every claim counts when its first version is checked.",
    caveats=("Of claims that began before the store, the lowest version seen is not the first.",),
    action="A source far below the others has a problem in its setup rather than in single bills.",
)
