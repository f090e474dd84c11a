"""How many patients die in the hospital."""

from typing import Final

from workers.insight.measure import Measure

IN_HOSPITAL_MORTALITY: Final = Measure(
    name="in_hospital_mortality",
    title="Deaths in the hospital",
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
    maturity="A stay counts once its last claim is ready.",
    caveats=(
        "Discharge status 20, 40, 41 or 42 on the last claim of the stay; deaths after discharge are not seen.",
        "Not adjusted for how ill the patients are: hospitals cannot be compared by it.",
    ),
    action="Have a physician read the charts behind a block that rises.",
)
