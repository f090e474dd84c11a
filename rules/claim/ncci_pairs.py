"""NCCI procedure-to-procedure pairs: lines of one day of which a payer pays only one, found once per claim."""

from collections.abc import Sequence

from rules.claim.facts import LineFacts, NcciPair
from rules.tables.kinds.procedure_pairs import ProcedurePairTable

_NCCI_SYSTEMS = ("CPT", "HCPCS")


def ncci_pairs(lines: Sequence[LineFacts], table: ProcedurePairTable | None, *, hospital: bool) -> tuple[NcciPair, ...]:
    """The pairs of lines whose codes are a pair of the table in force, in the order of the lines.

    Args:
        lines: the claim's service lines.
        table: the payer's edition; None if it is not loaded.
        hospital: whether the outpatient hospital's pairs apply, not the practitioners'.
    """
    if table is None or len(lines) < 2:
        return ()
    codes = {line.code for line in lines if line.system in _NCCI_SYSTEMS}
    if len(codes) < 2:
        return ()
    found = []
    for first in lines:
        if first.code is None or first.code not in codes:
            continue
        partners = table.partners(first.code, hospital=hospital)
        if partners.isdisjoint(codes):
            continue
        for second in lines:
            if second.code is None or second.code not in partners or not together(first, second, hospital=hospital):
                continue
            row = table.pair(first.code, second.code, first.date_from, hospital=hospital)
            if row is not None:
                found.append(NcciPair(first=first, second=second, row=row))
    return tuple(found)


def together(one: LineFacts, other: LineFacts, *, hospital: bool) -> bool:
    """Whether NCCI compares two lines: same date and, except for hospitals, same rendering provider."""
    return one.date_from == other.date_from and (hospital or one.rendering_npi == other.rendering_npi)
