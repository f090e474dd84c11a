"""What prior payers refused."""

from typing import Final

from workers.insight.measure import Measure

PRIOR_PAYER_DENIALS: Final = Measure(
    name="prior_payer_denials",
    title="Denials by prior payers",
    question="What share of adjudications by prior payers has a denial, and with which reason?",
    report="quality",
    unit="adjudications",
    denominator="adjudications by prior payers on the newest version of each claim",
    units="""
        SELECT (place, n) AS unit, person, member, prior_payers[n].payer_id AS payer_id
        FROM (SELECT place, prior_payers, unnest(range(1, len(prior_payers) + 1)) AS n FROM facts)
        JOIN latest USING (place)
    """,
    hits="""
        SELECT (place, n) AS unit, a."group" AS adjustment_group, a.reason
        FROM (
            SELECT place, n, unnest(prior_payers[n].adjustments) AS a
            FROM (SELECT place, prior_payers, unnest(range(1, len(prior_payers) + 1)) AS n FROM facts)
        )
        WHERE NOT (a."group" = 'CO' AND a.reason = '45') AND NOT (a."group" = 'PR' AND a.reason IN ('1', '2', '3'))
            AND a.amount > 0
    """,
    groups=(("payer_id",), ("adjustment_group", "reason"), ("payer_id", "adjustment_group", "reason")),
    maturity="The newest version of a claim counts as soon as it is checked.",
    caveats=(
        "Only claims to a secondary payer carry an adjudication; no other denials are known here.",
        "Contractual adjustments (CO 45), deductible, coinsurance and copayment (PR 1, 2, 3) do not count as denials.",
    ),
    action="claims-worker edits find CO-16 lists the edits that catch the reason CO 16 before the payer does.",
)
