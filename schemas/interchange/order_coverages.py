"""The payers of a claim in their order of payment, and the payers that decided on its lines."""

from collections.abc import Callable, Sequence
from typing import Final

from schemas.interchange.claim_parts import Part
from schemas.interchange.conversion import ItemReason
from schemas.interchange.draft import Draft
from schemas.interchange.fill_draft import Tell

_ORDER: Final = "PSTABCDEFGHU"
"""SBR01: primary, secondary, tertiary, fourth to eleventh payer, unknown."""
_FIRST: Final = "PST"


def order_coverages(
    billed: Draft, billed_part: Part | None, others: Sequence[tuple[Draft, Part]], tell: Tell
) -> tuple[list[Draft], int]:
    """The coverages in order of payment, equal ones in the order of the file, and the index of the billed one."""
    found = [(billed, billed_part), *others]
    if billed_part is None and not billed.keys() - {"relationship"}:
        found = list(others)
    found.sort(key=lambda one: _place(one[1]))
    for index, (_, part) in enumerate(found):
        letter = _letter(part)
        if part is not None and letter not in _ORDER:
            tell(part, "SBR01", "unknown-code", "billed_coverage")
        elif part is not None and letter != _FIRST[index : index + 1] and (index < len(_FIRST) or letter in _FIRST):
            tell(part, "SBR01", "payer-order", "billed_coverage")
    coverages = [coverage for coverage, _ in found]
    return coverages, next((index for index, one in enumerate(coverages) if one is billed), 0)


def find_payers(
    lines: Sequence[Draft],
    coverages: Sequence[Draft],
    billed: int,
    drop: Callable[[ItemReason, str, Draft], None],
) -> None:
    """Replace the payer ids of decisions on lines by the index of the coverage.

    Args:
        lines: the service lines.
        coverages: in order of payment.
        billed: the index of the coverage that is billed, which has not decided yet.
        drop: reports the values of a decision that is left out.
    """
    others = [index for index in range(len(coverages)) if index != billed]
    for line in lines:
        kept = []
        for decision in line.get("adjudications", []):
            payer = decision.get("coverage")
            known = [index for index in others if payer and coverages[index].get("payer_id") == payer]
            if not known and len(others) != 1:
                drop("payer-not-found", "service_lines[].adjudications[].coverage", decision)
                continue
            chosen = known or others
            if len(known) != 1:
                one = Draft()
                one.came = decision.came[:1]
                drop("payer-ambiguous" if known else "payer-not-found", "service_lines[].adjudications[].coverage", one)
            decision["coverage"] = chosen[0]
            kept.append(decision)
        if "adjudications" in line:
            line["adjudications"] = kept


def _letter(part: Part | None) -> str:
    return "" if part is None or len(part.elements) < 2 else part.elements[1] or "U"


def _place(part: Part | None) -> int:
    letter = _letter(part)
    return _ORDER.index(letter) if letter and letter in _ORDER else len(_ORDER)
