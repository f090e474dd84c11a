"""How the modifiers on two lines affect an NCCI procedure-to-procedure pair."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from rules.claim.facts import NcciPair
from rules.claim.procedure_words import ANATOMIC_MODIFIERS, NCCI_MODIFIERS

Verdict: TypeAlias = Literal["never", "unmodified", "same-place", "passed"]
"""Never paid together; no modifier that would say why; only the same anatomic ones on both; separate by a modifier."""

_WORST_FIRST: Final[tuple[Verdict, ...]] = ("never", "unmodified", "same-place", "passed")


def ncci_pairs(pairs: Sequence[NcciPair], verdicts: tuple[Verdict, ...]) -> list[NcciPair]:
    """The pairs with one of these verdicts, one for each line of a column-2 code and each column-1 code.

    Where a column-1 code stands on several lines, the pair with the worst verdict counts.
    """
    if not pairs:
        return []
    worst: dict[tuple[int, str | None], tuple[Verdict, NcciPair]] = {}
    for pair in pairs:
        found = verdict(pair)
        key = (pair.second.index, pair.first.code)
        known = worst.get(key)
        if known is None or _WORST_FIRST.index(found) < _WORST_FIRST.index(known[0]):
            worst[key] = (found, pair)
    return [pair for found, pair in worst.values() if found in verdicts]


def by_second_line(pairs: Iterable[NcciPair]) -> Mapping[int, list[NcciPair]]:
    """Pairs by the index of the line with the column-2 code."""
    lines: dict[int, list[NcciPair]] = {}
    for pair in pairs:
        lines.setdefault(pair.second.index, []).append(pair)
    return lines


def partners_named(pairs: Iterable[NcciPair]) -> str:
    """The column-1 codes of the pairs with their lines, for a message."""
    return ", ".join(f"{pair.first.code} (line {pair.first.number})" for pair in pairs)


def verdict(pair: NcciPair) -> Verdict:
    """How the modifiers on the two lines of a pair affect it."""
    if pair.row.indicator == "0":
        return "never"
    first, second = pair.first.modifiers & NCCI_MODIFIERS, pair.second.modifiers & NCCI_MODIFIERS
    if not first and not second:
        return "unmodified"
    return "same-place" if first == second and first <= ANATOMIC_MODIFIERS else "passed"
