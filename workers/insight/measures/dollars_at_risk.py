"""What money waits behind rejections, and what one fix frees."""

from typing import Final

from workers.insight.measure import Measure

DOLLARS_AT_RISK: Final = Measure(
    name="dollars_at_risk",
    title="Dollars at risk",
    question="How many dollars of charges do rejections hold up, and which edit holds them up?",
    report="quality",
    unit="US dollars of charges",
    denominator="the charges on the newest version of every chargeable claim",
    units="""
        SELECT place AS unit, person, member, total_charge AS weight FROM latest
        WHERE purpose = 'CHARGEABLE' AND NOT is_void AND total_charge > 0
    """,
    hits="""
        WITH blocked AS (
            SELECT place AS unit, edit FROM findings
            WHERE severity = 'REJECT' AND place IN (SELECT place FROM latest WHERE outcome = 'REJECTED') GROUP BY ALL
        )
        SELECT unit, edit, 'touched' AS kind FROM blocked
        UNION ALL
        SELECT unit, any_value(edit), 'sole_blocker' FROM blocked GROUP BY unit HAVING count(*) = 1
    """,
    groups=(("edit", "kind"),),
    maturity="The newest version of a claim counts as soon as it is checked.",
    caveats=(
        "Charges are list prices; payers pay less.",
        "The edit is one of the reasons for a rejection (touched), or the only one (sole_blocker).",
    ),
    action="Start with the edit that is the only reason for the most dollars: fixing it is enough to release them.",
)
