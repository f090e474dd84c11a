"""A prior payer's adjudication as the next payer uses it: dates, payments and adjustments."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, LineFacts
from rules.claim.form_limits import MOST_COVERAGES
from schemas.encounter import Adjustment, LineAdjudication
from schemas.value import value

_NOTHING: Final = Decimal(0)


@value
class LineDecision:
    """One payer's adjudication of one line; entries of a payer that split the line are added up."""

    line: LineFacts
    path: str
    """Path of its first entry: `service_lines[0].adjudications[0]`."""
    entries: tuple[LineAdjudication, ...]
    paid: Decimal
    adjusted: Decimal
    """The sum of its adjustments."""

    @property
    def balances(self) -> bool:
        """Whether payment and adjustments add up to the charge."""
        return self.line.line.charge == self.paid + self.adjusted


def line_decisions(claim: ClaimFacts, coverage: int) -> tuple[LineDecision, ...]:
    """The payer's adjudications of the claim's lines, except total lines (0001), in line order.

    Args:
        claim: the claim.
        coverage: index of the payer's coverage.
    """
    made = []
    for line in claim.lines:
        places = [index for index, entry in enumerate(line.line.adjudications) if entry.coverage == coverage]
        if places:
            entries = tuple(line.line.adjudications[index] for index in places)
            made.append(
                LineDecision(
                    line=line,
                    path=f"{line.path}.adjudications[{places[0]}]",
                    entries=entries,
                    paid=sum((entry.paid for entry in entries), _NOTHING),
                    adjusted=sum((total(entry.adjustments) for entry in entries), _NOTHING),
                )
            )
    return tuple(made)


def total(adjustments: Collection[Adjustment], group: str | None = None) -> Decimal:
    """The exact sum of adjustments in US dollars; of one group if given."""
    return sum((one.amount for one in adjustments if group in (None, one.group)), _NOTHING)


def line_entries(claim: ClaimFacts) -> list[tuple[str, LineAdjudication]]:
    """Every payer's adjudication of every line, with its path."""
    decided = [line for line in claim.all_lines if line.line.adjudications]
    return [
        (f"{line.path}.adjudications[{index}]", entry)
        for line in decided
        for index, entry in enumerate(line.line.adjudications)
    ]


def decided_on(payer: CoverageFacts, claim: ClaimFacts) -> dt.date | None:
    """The payer's adjudication date on the claim, else the latest on lines; None if there is none."""
    decision = payer.coverage.adjudication
    if decision is not None and decision.adjudicated_on is not None:
        return decision.adjudicated_on
    if payer.index >= MOST_COVERAGES:
        return None
    return max(
        (
            entry.adjudicated_on
            for line in claim.all_lines
            for entry in line.line.adjudications
            if entry.coverage == payer.index and entry.adjudicated_on is not None
        ),
        default=None,
    )


def paid_by(payer: CoverageFacts, claim: ClaimFacts) -> Decimal | None:
    """The payer's payment on the claim, else the sum on its lines; None if the payer adjudicated nothing."""
    if payer.coverage.adjudication is not None:
        return payer.coverage.adjudication.paid
    lines = line_decisions(claim, payer.index)
    return sum((line.paid for line in lines), _NOTHING) if lines else None


def medicare_is_secondary(claim: ClaimFacts, medicare: frozenset[str]) -> bool:
    """Whether the claim is billed to Medicare after another payer."""
    return claim.filing in medicare and claim.encounter.billed_coverage > 0
