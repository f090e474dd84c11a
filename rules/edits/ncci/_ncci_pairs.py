"""NCCI procedure-to-procedure pairs as the edits report them."""

from collections.abc import Iterable, Mapping, Sequence

from rules.claim.facts import NcciPair, NcciVerdict
from rules.claim.ncci_pairs import MOST_NAMED


def by_second_line(pairs: Iterable[NcciPair], *verdicts: NcciVerdict) -> Mapping[int, list[NcciPair]]:
    """Pairs with one of these verdicts, by the index of the line with the column-2 code."""
    lines: dict[int, list[NcciPair]] = {}
    for pair in pairs:
        if pair.verdict in verdicts:
            lines.setdefault(pair.second.index, []).append(pair)
    return lines


def partners_named(pairs: Sequence[NcciPair]) -> str:
    """The column-1 codes of the pairs with their lines, for a message; `…` if there are more than it names."""
    named = [f"{pair.first.code} (line {pair.first.number})" for pair in pairs[:MOST_NAMED]]
    return ", ".join([*named, "…"] if len(pairs) > MOST_NAMED else named)
