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
        SELECT (claim, days) AS unit, person, member, days
        FROM decided, (VALUES (1), (3), (7), (14), (30)) AS d(days), data_end
        WHERE is_first AND outcome = 'REJECTED' AND submitted + to_days(days) <= instant
    """,
    hits="""
        SELECT DISTINCT (rejected.claim, days) AS unit
        FROM decided AS rejected JOIN decided AS clean USING (claim), (VALUES (1), (3), (7), (14), (30)) AS d(days)
        WHERE rejected.is_first AND rejected.outcome = 'REJECTED' AND clean.outcome = 'READY'
            AND clean.submitted <= rejected.submitted + to_days(days)
    """,
    groups=(("days",),),
    total=False,
    overlap=True,
    maturity="A claim counts under a number of days once the data covers that many days after its rejection.",
    caveats=("Days are measured between submissions, as dated by the source.",),
    action="If corrections take long, rejections may not reach the people who can fix them: send them to a work list.",
)
