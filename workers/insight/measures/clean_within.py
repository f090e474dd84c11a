"""How fast rejected bills are corrected."""

from typing import Final

from workers.insight.measure import Measure

CLEAN_WITHIN: Final = Measure(
    name="clean_within",
    title="Corrected within days",
    question="What share of claims with a rejected first version is accepted within 1, 3, 7, 14 and 30 days?",
    report="quality",
    unit="claims",
    denominator="claims whose first version was rejected at least that many days before the end of the data",
    units="""
        WITH first AS (
            SELECT claim_id, min_by(place, claim_version) AS place, min_by(person, claim_version) AS person,
                min_by(member, claim_version) AS member, min_by(outcome, claim_version) AS outcome,
                min_by(submitted, claim_version) AS submitted
            FROM decided GROUP BY claim_id
        )
        SELECT claim_id || ' ' || days AS unit, person, member, days
        FROM first, (VALUES (1), (3), (7), (14), (30)) AS d(days), data_end
        WHERE outcome = 'REJECTED' AND submitted + to_days(days) <= instant
    """,
    hits="""
        WITH first AS (
            SELECT claim_id, min_by(outcome, claim_version) AS outcome, min_by(submitted, claim_version) AS submitted
            FROM decided GROUP BY claim_id
        ), clean AS (
            SELECT claim_id, min(submitted) AS submitted FROM decided WHERE outcome = 'READY' GROUP BY claim_id
        )
        SELECT first.claim_id || ' ' || days AS unit
        FROM first JOIN clean USING (claim_id), (VALUES (1), (3), (7), (14), (30)) AS d(days)
        WHERE first.outcome = 'REJECTED' AND clean.submitted <= first.submitted + to_days(days)
    """,
    groups=(("days",),),
    total=False,
    overlap=True,
    maturity="A claim counts under a number of days once the data covers that many days after its rejection.",
    caveats=("Days are measured between submissions, as dated by the source.",),
    action="If corrections take long, rejections may not reach the people who can fix them: send them to a work list.",
)
