"""How many patients come back within 30 days."""

from typing import Final

from workers.insight.measure import Measure

READMISSION_30_DAYS: Final = Measure(
    name="readmission_30_days",
    title="Readmission within 30 days",
    question="What share of live discharges from acute stays is followed by another stay within 30 days?",
    report="population",
    unit="stays",
    denominator="acute stays that ended with a live discharge",
    units="""
        SELECT unit, person, member, billing_npi, block, year(ends)::INTEGER AS year
        FROM stays LEFT JOIN conditions ON category = left(principal, 3), data_end
        WHERE coalesce(discharge_status, '') NOT IN ('20', '30', '40', '41', '42') AND ends + 30 <= instant::DATE
    """,
    hits="""
        SELECT DISTINCT index_stay.unit FROM stays AS index_stay JOIN stays AS back
            ON back.person = index_stay.person AND back.unit <> index_stay.unit
            AND back.begins BETWEEN index_stay.ends AND index_stay.ends + 30
            AND (back.begins > index_stay.begins OR back.unit > index_stay.unit)
    """,
    groups=(("year",), ("block",), ("billing_npi",)),
    maturity="A discharge counts once the data covers the 30 days after it.",
    caveats=(
        "All-cause, with planned readmissions; not risk-adjusted.",
        "Interim bills and transfers (discharge status 02, 05, 66) are joined to one stay.",
        "Readmissions to other hospitals are not seen, and claims that are filed late appear later.",
        "The block is that of the principal diagnosis of the first stay.",
    ),
    action="Call patients with conditions at the top of the list within a week of discharge.",
)
