"""What money waits behind rejections, and what one fix frees."""

from typing import Final

from workers.insight.measure import Measure

DOLLARS_AT_RISK: Final = Measure(
    name="dollars_at_risk",
    title="Dollars at risk",
    question="How many dollars of charges wait behind rejections, and behind which edit?",
    report="quality",
    unit="US dollars of charges",
    denominator="the charges of the newest version of every claim that asks for payment",
    units="""
        SELECT place AS unit, person, member, total_charge AS weight FROM latest
        WHERE purpose = 'CHARGEABLE' AND NOT is_void AND total_charge > 0
    """,
    hits="""
        WITH blocked AS (
            SELECT place AS unit, f.edit FROM latest, unnest(findings) AS t(f)
            WHERE outcome = 'REJECTED' AND f.severity = 'REJECT' GROUP BY ALL
        )
        SELECT unit, edit, 'touched' AS kind FROM blocked
        UNION ALL
        SELECT unit, any_value(edit), 'sole_blocker' FROM blocked GROUP BY unit HAVING count(*) = 1
    """,
    groups=(("edit", "kind"),),
    maturity="The newest version of a claim counts, however new it is.",
    caveats=(
        "Charges are list prices: what is paid is less.",
        "touched: the edit is one of the reasons. sole_blocker: it is the only one, so that its fix frees the claim.",
    ),
    action="Fix the edit with the most dollars as sole blocker first.",
)
