"""A measure in Markdown, for the data dictionary and for `insight measures show`."""

import textwrap
from collections.abc import Iterator

from workers.insight.measure import Measure


def measure_page(measure: Measure, *, level: int = 1) -> Iterator[str]:
    """The lines of the page.

    Args:
        measure: the measure.
        level: the level of its heading.
    """
    groups = ", ".join(" + ".join(f"`{name}`" for name in names) for names in measure.groups)
    counted = "every event of a unit" if measure.events else "each unit once per group"
    yield f"{'#' * level} {measure.name}"
    yield ""
    yield f"{measure.title}. {measure.question}"
    yield ""
    yield f"* Report: {measure.report}. Unit: {measure.unit}. Counted: {counted}."
    yield f"* Out of: {measure.denominator}."
    yield f"* Groups: {groups}{'; and the total' if measure.total else '; no total'}."
    yield f"* When cases count: {measure.maturity}"
    for caveat in measure.caveats:
        yield f"* Note: {caveat}"
    yield f"* Action: {measure.action}"
    for part, query in (("denominator, one row per unit", measure.units), ("numerator", measure.hits)):
        yield ""
        yield f"Query for the {part}:"
        yield ""
        yield "```sql"
        yield from textwrap.dedent(query).strip("\n").rstrip().split("\n")
        yield "```"
