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
    counted = "events of each unit" if measure.events else "units, each once per group"
    yield f"{'#' * level} {measure.name}"
    yield ""
    yield f"{measure.title}. {measure.question}"
    yield ""
    yield f"* Report: {measure.report}. Unit: {measure.unit}. Counted: {counted}."
    yield f"* Of: {measure.denominator}."
    yield f"* Groups: {groups}{'; and the total' if measure.total else '; no total'}."
    yield f"* Which cases: {measure.maturity}"
    for caveat in measure.caveats:
        yield f"* Mind: {caveat}"
    yield f"* To do: {measure.action}"
    for heading, query in (("The units of the denominator:", measure.units), ("Those of the numerator:", measure.hits)):
        yield ""
        yield heading
        yield ""
        yield "```sql"
        yield from textwrap.dedent(query).strip("\n").rstrip().split("\n")
        yield "```"
