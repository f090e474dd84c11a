"""Which rejected bills nobody corrected."""

from typing import Final

from workers.insight.measure import Measure

NEVER_RESENT: Final = Measure(
    name="never_resent",
    title="Never resubmitted",
    question="What share of rejected claims was not resubmitted within 30 days?",
    report="quality",
    unit="claims",
    denominator="claims with a version that was rejected at least 30 days before the end of the data",
    units="""
        SELECT min_by(place, claim_version) AS unit, min_by(person, claim_version) AS person,
            min_by(member, claim_version) AS member, min_by(source_system, claim_version) AS source_system,
            min_by(claim_form, claim_version) AS claim_form
        FROM decided, data_end WHERE outcome = 'REJECTED'
        GROUP BY claim, instant HAVING min_by(submitted, claim_version) + to_days(30) <= instant
    """,
    hits="""
        WITH rejected AS (
            SELECT claim, min_by(place, claim_version) AS unit, min(claim_version) AS version,
                min_by(submitted, claim_version) AS submitted
            FROM decided WHERE outcome = 'REJECTED' GROUP BY claim
        )
        SELECT unit FROM rejected WHERE NOT EXISTS (
            SELECT 1 FROM decided AS d WHERE d.claim = rejected.claim AND d.claim_version > rejected.version
                AND d.submitted <= rejected.submitted + to_days(30)
        )
    """,
    groups=(("source_system",), ("claim_form",)),
    maturity="A rejected claim counts 30 days after its rejection.",
    caveats=("A bill that was resubmitted as another encounter counts as never resubmitted.",),
    action="Each of them is care that is not paid: work through them before the timely filing limit.",
)
