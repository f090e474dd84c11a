"""What could not be checked for want of a code table."""

from typing import Final

from workers.insight.measure import Measure

NOT_CHECKED: Final = Measure(
    name="not_checked",
    title="Not checked",
    question="What share of bills could not be checked by some edit, and which code table was missing?",
    report="quality",
    unit="claim versions",
    denominator="all claim versions that were checked, each once",
    units="SELECT place AS unit, person, member FROM decided",
    hits='SELECT place AS unit, n."table", n.reason FROM decided, unnest(not_checked) AS t(n)',
    groups=(("table", "reason"),),
    maturity="Every claim version counts when it is checked.",
    caveats=("A bill that was not checked by an edit may still be refused by the payer for it.",),
    action="Load the table: claims-worker codes status --plan says which tables let most edits run.",
)
