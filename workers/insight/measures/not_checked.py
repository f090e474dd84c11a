"""What could not be checked for want of a code table."""

from typing import Final

from workers.insight.measure import Measure

NOT_CHECKED: Final = Measure(
    name="not_checked",
    title="Not checked",
    question="What share of bills was not checked by at least one edit, and which code table was missing?",
    report="quality",
    unit="claim versions",
    denominator="all checked claim versions, each counted once",
    units="SELECT place AS unit, person, member FROM decided",
    hits="""
        SELECT list(place) AS units, any_value(not_checked) AS kinds
        FROM facts WHERE kind = 'fact' GROUP BY hash(not_checked)
    """,
    groups=(("table", "reason"),),
    maturity="Every claim version counts when it is checked.",
    caveats=("A payer may still deny a bill for what an edit could not check.",),
    action="Load the table; claims-worker codes status --plan lists first the tables that most edits wait for.",
)
