"""A measure is a document that runs: the question, the query, what it is a share of, and how far to trust it."""

from typing import Literal

from schemas.value import value

ReportName = Literal["quality", "population"]
"""The report that a measure belongs to."""


@value
class Measure:
    """One number that a report gives, in all and by groups.

    The query has two parts. `units` has one row per unit of the denominator: `unit`, `person`, `member`, `weight` if
    units do not weigh the same, and columns to group by. `hits` has the units of the numerator, with more columns
    to group by; a unit counts once per group. With `events`, each row of `hits` counts instead. Where millions of
    units share a few lists of kinds, `hits` has one row per list: `units`, and `kinds` with the columns to group by.
    """

    name: str
    """Name in machine forms; never changes."""
    title: str
    question: str
    report: ReportName
    unit: str
    """What is counted, in the plural: claims, persons, stays, US dollars."""
    denominator: str
    """What the number is a share of."""
    units: str
    hits: str
    groups: tuple[tuple[str, ...], ...]
    """The groupings besides the total, each by column names."""
    total: bool = True
    """Whether the total without groups means something."""
    events: bool = False
    """Whether rows of `hits` are counted, as events of their units: then the value is a rate, not a share."""
    overlap: bool = False
    """Whether units of different groups overlap, so that no group is the rest of the others."""
    maturity: str
    """Which cases are old enough to be counted."""
    caveats: tuple[str, ...]
    """What the number does not say."""
    action: str
    """What to do about it."""
