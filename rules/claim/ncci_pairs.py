"""NCCI procedure-to-procedure pairs: lines of one day that are not both paid, found once per claim."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from rules.claim.facts import LineFacts, NcciPair, NcciVerdict
from rules.claim.form_limits import MOST_LINES, MOST_PROFESSIONAL_LINES
from rules.claim.procedure_words import ANATOMIC_MODIFIERS, NCCI_MODIFIERS
from rules.tables.kinds.procedure_pairs import ProcedurePairTable

_NCCI_SYSTEMS: Final = ("CPT", "HCPCS")

MOST_NAMED: Final = 10
"""Column-1 codes that a message names."""

_Lines: TypeAlias = dict[str, list[LineFacts]]
"""Lines by their procedure code."""


def ncci_pairs(lines: Sequence[LineFacts], table: ProcedurePairTable | None, *, hospital: bool) -> tuple[NcciPair, ...]:
    """The pairs of lines whose codes are a pair of the table in force.

    There is one for each line of a column-2 code and each column-1 code: that of the worst verdict. A line has at most
    one more of each verdict than a message names, and lines beyond the claim form's limit have none.

    Args:
        lines: the claim's service lines.
        table: the payer's edition; None if it is not loaded.
        hospital: whether the outpatient hospital's pairs apply, not the practitioners'.
    """
    if table is None or len(lines) < 2:
        return ()
    codes = {line.code for line in lines if line.system in _NCCI_SYSTEMS and line.code is not None}
    if len(codes) < 2:
        return ()
    found = {code: table.partners(code, hospital=hospital) for code in codes}
    partners = {code: below for code, below in found.items() if not below.isdisjoint(codes)}
    if not partners:
        return ()
    held = lines[: MOST_LINES if hospital else MOST_PROFESSIONAL_LINES]
    made: list[NcciPair] = []
    for by_code in _by_provider_day(held, hospital=hospital).values():
        made += _pairs_of_day(by_code, partners, table, hospital=hospital)
    return tuple(made)


def provider_day(line: LineFacts, *, hospital: bool) -> Hashable:
    """What NCCI looks at together: lines of one date and, but for hospitals, of one rendering provider."""
    return line.date_from if hospital else (line.date_from, line.rendering_npi)


def codes_by_provider_day(lines: Iterable[LineFacts], *, hospital: bool) -> Mapping[Hashable, set[str]]:
    """The procedure codes of the lines that NCCI looks at together."""
    return {day: set(by_code) for day, by_code in _by_provider_day(lines, hospital=hospital).items()}


def _by_provider_day(lines: Iterable[LineFacts], *, hospital: bool) -> dict[Hashable, _Lines]:
    days: dict[Hashable, _Lines] = {}
    for line in lines:
        if line.code is not None:
            by_code = days.setdefault(provider_day(line, hospital=hospital), {})
            by_code.setdefault(line.code, []).append(line)
    return days


def _pairs_of_day(
    by_code: _Lines, partners: Mapping[str, frozenset[str]], table: ProcedurePairTable, *, hospital: bool
) -> Iterator[NcciPair]:
    counts: dict[tuple[int, NcciVerdict], int] = {}
    for column_1, firsts in by_code.items():
        below = partners.get(column_1, frozenset()).intersection(by_code)
        # The lines of a code that differ in what their modifiers say; of those that do not, the first.
        said: dict[frozenset[str], LineFacts] = {}
        for first in firsts if below else ():
            said.setdefault(first.modifiers & NCCI_MODIFIERS, first)
        for column_2 in below:
            row = table.pair(column_1, column_2, firsts[0].date_from, hospital=hospital)
            for second in by_code[column_2] if row is not None else ():
                assert row is not None
                verdict, first = _worst(row.indicator, firsts[0], said, second)
                count = counts[second.index, verdict] = counts.get((second.index, verdict), 0) + 1
                if count <= MOST_NAMED + 1:
                    yield NcciPair(first=first, second=second, row=row, verdict=verdict)


def _worst(
    indicator: str, any_first: LineFacts, said: Mapping[frozenset[str], LineFacts], second: LineFacts
) -> tuple[NcciVerdict, LineFacts]:
    """The worst verdict on a line with the column-2 code, and the line with the column-1 code that it is about."""
    if indicator == "0":
        return "never", any_first
    own = second.modifiers & NCCI_MODIFIERS
    alike = said.get(own)
    if alike is not None and not own:
        return "unmodified", alike
    return ("same-place", alike) if alike is not None and own <= ANATOMIC_MODIFIERS else ("passed", any_first)
