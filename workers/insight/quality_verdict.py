"""The sentences on top of the quality report."""

from collections.abc import Callable, Mapping

from rules.catalog import load_catalogue
from workers.insight.answer_measure import Cell

Answers = Mapping[str, tuple[Cell, ...]]
"""Cells by measure."""


def total_of(cells: tuple[Cell, ...]) -> Cell | None:
    """The total, if there is one and it is shown."""
    return next((cell for cell in cells if not cell.group and not cell.suppressed and cell.denominator), None)


def edit_words(code: str) -> str:
    """Code and name of an edit."""
    edit = load_catalogue().get(code)
    return code if edit is None else f"{code} {edit.name}"


def quality_verdict(answers: Answers) -> tuple[str, ...]:
    """What share is rejected and why, what money waits, and how fast it is corrected."""
    rejections = answers["rejection_rate"]
    total = total_of(rejections)
    if total is None or total.value is None:
        return ("There are too few claims for a verdict.",)
    words = [f"{total.value:.1%} of {total.denominator:,} claim versions were rejected"]
    if top := _top(rejections, lambda cell: set(cell.group) == {"edit"}):
        words.append(f", most often by {edit_words(str(top.group['edit']))} ({top.value:.1%})")
    said = ["".join(words) + "."]
    dollars = answers["dollars_at_risk"]
    at_risk = total_of(dollars)
    if at_risk is not None and at_risk.numerator:
        line = f"${at_risk.numerator:,.0f} of charges are held up by rejections"
        if sole := _top(dollars, lambda cell: cell.group.get("kind") == "sole_blocker"):
            line += f"; fixing {edit_words(str(sole.group['edit']))} alone would release ${sole.numerator:,.0f}"
        said.append(line + ".")
    week = next((cell for cell in answers["clean_within"] if cell.group == {"days": 7}), None)
    if week is not None and week.value is not None:
        said.append(f"{week.value:.1%} of rejected claims were accepted within 7 days.")
    never = total_of(answers["never_resent"])
    if never is not None and never.value is not None:
        said.append(f"{never.value:.1%} of rejected claims were not resubmitted within 30 days.")
    return tuple(said)


def _top(cells: tuple[Cell, ...], wanted: Callable[[Cell], bool]) -> Cell | None:
    shown = [cell for cell in cells if wanted(cell) and cell.numerator]
    return max(shown, key=lambda cell: cell.numerator or 0, default=None)
