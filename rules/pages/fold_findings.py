"""Folds findings that say the same of many lines into one entry, for people; the record keeps one finding per line."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from schemas.finding import Finding
from schemas.value import value

_INDEX: Final = re.compile(r"\[[0-9]+\]")
_NAMED: Final = 3

MOST_OF_AN_EDIT: Final = 10
"""Entries of one edit that are shown in full."""


@value
class Folded:
    """One fault, at every place where it is the same."""

    findings: tuple[Finding, ...]
    """In the order of the event; they differ only in their place."""

    @property
    def first(self) -> Finding:
        """The first of them, which stands for all."""
        return self.findings[0]

    @property
    def place(self) -> str:
        """`total_charge`, `service_lines[1].charge (line 2)`, `service_lines[].charge (lines 1–300)`."""
        lines = {finding.line_number for finding in self.findings}
        if len(lines) > 1 and None not in lines:
            return f"{_shape(self.first)} (lines {ranges(line for line in lines if line is not None)})"
        named = ", ".join(finding.field for finding in self.findings[:_NAMED])
        more = len(self.findings) - _NAMED
        place = f"{named} and {more:,} more" if more > 0 else named
        return place if None in lines else f"{place} (line {self.first.line_number})"


@value
class FoldedEdit:
    """The entries of one edit: at most `MOST_OF_AN_EDIT`, and the findings that are in none of them."""

    code: str
    entries: tuple[Folded, ...]
    left_out: tuple[Finding, ...]


def fold_findings(findings: Iterable[Finding]) -> Iterator[FoldedEdit]:
    """The findings by edit in their order, those that say the same folded into one entry."""
    for code, of_edit in groupby(findings, lambda finding: finding.edit):
        same: dict[object, list[Finding]] = {}
        for finding in of_edit:
            same.setdefault(_said(finding), []).append(finding)
        entries = tuple(Folded(findings=tuple(group)) for group in same.values())
        yield FoldedEdit(
            code=code,
            entries=entries[:MOST_OF_AN_EDIT],
            left_out=tuple(finding for entry in entries[MOST_OF_AN_EDIT:] for finding in entry.findings),
        )


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order as ranges: `1–3, 7, 9–12`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(start) if start == end else f"{start}–{end}" for start, end in spans)


def _shape(finding: Finding) -> str:
    return _INDEX.sub("[]", finding.field)


def _said(finding: Finding) -> object:
    """What a finding says but its place."""
    return (
        _shape(finding),
        finding.severity,
        finding.message,
        finding.suggestion,
        finding.waived,
        finding.claim_adjustment_reason_code,
        finding.remark_codes,
        finding.status,
    )
