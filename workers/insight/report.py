"""A report: a verdict in one sentence, how far to trust it, and the measures behind it."""

from dataclasses import replace
from typing import Final

import duckdb

from schemas.value import value
from workers.insight.answer_measure import Cell, answer_measure
from workers.insight.measure import Measure, ReportName
from workers.insight.measures_in_order import MEASURES
from workers.insight.open_facts import Opened
from workers.insight.outcome_lines import NotOutcomes
from workers.insight.population_verdict import population_verdict
from workers.insight.quality_verdict import quality_verdict
from workers.insight.small_cells import LEAST_PERSONS
from workers.insight.wilson import FEW

TITLES: Final[dict[ReportName, str]] = {"quality": "Claim quality", "population": "Patients and care"}
_MOST_GAPS: Final = 3


@value
class Section:
    """A measure with its answer."""

    measure: Measure
    cells: tuple[Cell, ...]


@value
class Report:
    """What a report says, before it is written in one format or another."""

    name: ReportName
    verdict: tuple[str, ...]
    """The sentences that matter most, the first one first."""
    trust: tuple[str, ...]
    """What the numbers rest on, and what is left out."""
    sections: tuple[Section, ...]
    missing: tuple[str, ...] = ()
    """Where outcomes are missing, which readers have to see first."""
    caveats: tuple[str, ...] = ()
    """What to mind of every number, whatever its measure."""


def make_report(opened: Opened, name: ReportName) -> Report:
    """Answer all measures of a report over open facts.

    Raises:
        NotOutcomes: the facts cannot be read.
    """
    try:
        return _make(opened, name)
    except duckdb.Error as error:
        raise NotOutcomes(f"cannot read the facts ({type(error).__name__}): the store is damaged") from None


def _make(opened: Opened, name: ReportName) -> Report:
    asked = [measure for measure in MEASURES.values() if measure.report == name]
    sections = tuple(Section(measure=measure, cells=answer_measure(opened.database, measure)) for measure in asked)
    answers = {section.measure.name: section.cells for section in sections}
    in_all = replace(MEASURES["rejection_rate"], groups=())
    rejected = answer_measure(opened.database, in_all) if name == "population" else ()
    verdict = quality_verdict(answers) if name == "quality" else population_verdict(answers, opened.full_years)
    missing = _missing(opened)
    return Report(
        name=name,
        verdict=verdict,
        trust=_trust(opened, rejected),
        sections=sections,
        missing=missing,
        caveats=(*missing, *_since(opened)),
    )


def _missing(opened: Opened) -> tuple[str, ...]:
    lines = [f"Outcomes are missing: {gap}." for gap in opened.gaps[:_MOST_GAPS]]
    if len(opened.gaps) > _MOST_GAPS:
        lines.append(f"There are {len(opened.gaps) - _MOST_GAPS:,} more gaps; insight status lists them.")
    return tuple(lines)


def _since(opened: Opened) -> tuple[str, ...]:
    if opened.since is None:
        return ()
    words = "an outcome that was superseded before that day may be missing"
    return (f"The sink has followed the outcome topics since {opened.since}: {words}.",)


def _trust(opened: Opened, rejected: tuple[Cell, ...]) -> tuple[str, ...]:
    lines = []
    if opened.facts:
        many = "1 outcome" if opened.facts == 1 else f"{opened.facts:,} outcomes"
        lines.append(f"{many} of encounters submitted from {opened.first} through {opened.last}.")
    lines += _since(opened)
    if opened.withheld:
        lines.append(f"{opened.withheld:,} encounters with a sensitivity label are left out of every number.")
    if opened.unreadable:
        lines.append(f"{opened.unreadable:,} records could not be read and are left out of every number.")
    if rejected and rejected[0].value is not None:
        lines.append(
            f"{rejected[0].value:.1%} of claim versions were rejected; care without an accepted claim is missing here."
        )
    if opened.facts:
        lines.append(f"95% intervals show how far chance alone can move a share; below {FEW} cases it is gray.")
    lines.append(f"Numbers about fewer than {LEAST_PERSONS} persons, or that would reveal such a number, are hidden.")
    lines.append("For internal use only: handle this report like the claims behind it.")
    return tuple(lines)
