"""How many patients die in the hospital."""

from typing import Final

from workers.insight.measure import Measure

IN_HOSPITAL_MORTALITY: Final = Measure(
    name="in_hospital_mortality",
    title="In-hospital deaths",
    question="What share of acute stays ended with the patient's death?",
    report="population",
    unit="stays",
    denominator="acute stays that ended",
    units="""
        SELECT unit, person, member, billing_npi, block, year(ends)::INTEGER AS year
        FROM stays LEFT JOIN conditions ON category = left(principal, 3)
        WHERE coalesce(discharge_status, '') <> '30'
    """,
    hits="SELECT unit FROM stays WHERE discharge_status IN ('20', '40', '41', '42')",
    groups=(("year",), ("block",), ("billing_npi",)),
    maturity="A stay counts once its last claim is accepted (READY).",
    caveats=(
        "A death is discharge status 20, 40, 41 or 42 on the stay's last claim; deaths after discharge are not seen.",
        "Not risk-adjusted: do not compare hospitals by it.",
    ),
    action="If a block rises, have a physician review its charts.",
)
