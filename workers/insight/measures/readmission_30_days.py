"""How many patients come back within 30 days."""

from typing import Final

from workers.insight.measure import Measure

READMISSION_30_DAYS: Final = Measure(
    name="readmission_30_days",
    title="Back in the hospital within 30 days",
    question="What share of acute stays that ended with a live discharge is followed by another within 30 days?",
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
    maturity="A discharge counts once the store reaches 30 days past it.",
    caveats=(
        "All causes, planned readmissions too; not adjusted for how ill the patients are.",
        "Interim bills and transfers (discharge status 02, 05, 66) are joined to one stay.",
        "A return to a hospital outside this deployment is not seen; claims that are filed late come later.",
        "Block: of the principal diagnosis of the first stay.",
    ),
    action="Call patients of the blocks at the top within a week of discharge.",
)
