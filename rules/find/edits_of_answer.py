"""From a reason code in a payer's answer to the edits that carry it."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from rules.catalog import load_catalogue
from schemas.finding import Status
from schemas.value import value

_FEW: Final = 3
"""A CARC that more edits carry names no edit by itself."""

Precision: TypeAlias = Literal["remark", "carc", "triple", "status", "none"]
"""How a code leads to edits: CARC and remark code, CARC alone, 277CA status with its entity, without it, or not."""


@value
class Carriers:
    """The edits that carry a code, and how closely a finding must agree with it."""

    carc: str | None
    remark_codes: tuple[str, ...]
    status: Status | None
    precision: Precision
    edits: tuple[str, ...] = ()
    """In the order of the catalog."""

    def include(self, carc: str | None, remark_codes: Collection[str], statuses: Collection[Status]) -> bool:
        """Whether a finding with these codes carries the code."""
        match self.precision:
            case "remark":
                return carc == self.carc and not set(remark_codes).isdisjoint(self.remark_codes)
            case "carc":
                return carc == self.carc
            case "triple":
                return self.status in statuses
            case "status":
                return any(self.status and _short(one) == _short(self.status) for one in statuses)
            case "none":
                return False


@lru_cache(maxsize=4096)
def carriers_of(carc: str | None, remark_codes: tuple[str, ...], status: Status | None) -> Carriers:
    """The edits that carry a code.

    A CARC leads to edits with one of its remark codes, and by itself only if three edits or fewer carry it. A status
    leads to edits with its entity, and without the entity only if there are none.

    Args:
        carc: claim adjustment reason code, without its group; None for a status.
        remark_codes: those that came with it.
        status: 277CA status; None for a CARC.
    """
    index = _index()
    precision: Precision = "none"
    edits: Collection[str] = ()
    if status is not None:
        edits, precision = index.by_triple.get(status, ()), "triple"
        if not edits and _short(status) in index.by_status:
            edits, precision = index.by_status[_short(status)], "status"
    elif carc is not None:
        edits = {edit for remark in remark_codes for edit in index.by_remark.get((carc, remark), ())}
        precision = "remark" if remark_codes else "none"
        alone = index.by_carc.get(carc, ())
        if not edits and 0 < len(alone) <= _FEW:
            edits, precision = alone, "carc"
    ordered = tuple(code for code in load_catalogue() if code in edits)
    return Carriers(carc=carc, remark_codes=remark_codes, status=status, precision=precision, edits=ordered)


def _short(status: Status) -> tuple[str, str]:
    return status.category, status.code


@value
class _Index:
    by_remark: dict[tuple[str, str], set[str]]
    by_carc: dict[str, set[str]]
    by_triple: dict[Status, set[str]]
    by_status: dict[tuple[str, str], set[str]]


@cache
def _index() -> _Index:
    index = _Index(
        by_remark=defaultdict(set), by_carc=defaultdict(set), by_triple=defaultdict(set), by_status=defaultdict(set)
    )
    for code, edit in load_catalogue().items():
        if edit.state == "retired":
            continue
        for case in edit.cases.values():
            carc = edit.carc_of(case)
            for of in case.by or (None,):
                codes = edit.codes_of(case, of)
                if carc is not None:
                    index.by_carc[carc].add(code)
                    for remark in codes.rarc or ():
                        index.by_remark[carc, remark].add(code)
                for status in codes.status or ():
                    index.by_triple[status].add(code)
                    index.by_status[_short(status)].add(code)
    return index
