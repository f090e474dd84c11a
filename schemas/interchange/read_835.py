"""Reads the decisions of an 835 (005010X221), segment by segment: one answer per CLP."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from schemas.interchange.answer_values import (
    Tell,
    at,
    carc_of,
    day_of,
    group_of,
    money_at,
    provider_level_of,
    remark_of,
    service_of,
)
from schemas.interchange.payer_answer import Answer, AnsweredLine, ProviderAdjustment, Reason

_REMARKS: Final = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}
"""The elements of each segment with remark codes about the claim."""
_NOTHING: Final = Decimal(0)
_BEGINS: Final = ("232", "150", "472")
"""Qualifiers of the first day of a claim or a line, and of a line's only day."""


class _Part:
    """A claim or a line while its segments come in."""

    def __init__(self, charge: Decimal | None, paid: Decimal | None) -> None:
        self.charge = charge
        self.paid = paid
        self.adjustments: list[tuple[str, str, Decimal | None]] = []
        self.remarks: set[str] = set()
        self.service_from: dt.date | None = None

    def adjust(self, elements: list[str], tell: Tell) -> None:
        """Take the up to six adjustments of a CAS; an empty one between others is no end."""
        group = group_of(at(elements, 1))
        for place in range(2, len(elements), 3):
            if reason := at(elements, place):
                self.adjustments.append((group, carc_of(reason), money_at(elements, place + 1, tell)))

    def reasons(self) -> tuple[Reason, ...]:
        """The adjustments, each with all remark codes: an 835 does not say which of them one explains."""
        remarks = tuple(sorted(self.remarks))
        return tuple(
            Reason(group=group, carc=carc, remark_codes=remarks, amount=amount)
            for group, carc, amount in self.adjustments
        )

    def adjusted(self) -> Decimal:
        """The sum of the adjustments."""
        return sum((amount for _, _, amount in self.adjustments if amount is not None), _NOTHING)


class _Line(_Part):
    """A service line."""

    def __init__(self, elements: list[str], separator: str, tell: Tell) -> None:
        super().__init__(money_at(elements, 2, tell), money_at(elements, 3, tell))
        # SVC06 is the procedure as it was billed, if the payer decided on another one.
        billed = at(elements, 6) or at(elements, 1)
        self.procedure_code, self.modifiers, self.revenue_code = service_of(billed, at(elements, 4), separator)
        self.control_number: str | None = None

    def answer(self) -> AnsweredLine:
        """The line."""
        return AnsweredLine(
            control_number=self.control_number,
            procedure_code=self.procedure_code,
            modifiers=self.modifiers,
            revenue_code=self.revenue_code,
            service_from=self.service_from,
            charge=self.charge,
            reasons=self.reasons(),
        )


class Reader835:
    """The state of one transaction set between two segments."""

    def __init__(self, separator: str, tell: Tell) -> None:
        self._separator = separator
        self._tell = tell
        self._decided_on: dt.date | None = None
        self._header = 0
        self._claim: _Part | None = None
        self._clp: list[str] = []
        self._members: list[str] = []
        self._lines: list[_Line] = []
        self._mark = 0

    def add(self, elements: list[str]) -> Iterator[Answer | ProviderAdjustment]:
        """Take the next segment; what it completes."""
        kind = elements[0]
        if kind == "CLP":
            yield from self.close()
            self._claim = _Part(money_at(elements, 3, self._tell), money_at(elements, 4, self._tell))
            self._clp, self._members, self._lines = elements, [], []
            self._mark = hash((self._header, *elements))
            return
        if kind in ("LX", "PLB"):
            yield from self.close()
        if kind == "PLB":
            yield from self._provider_level(elements)
        elif self._claim is None:
            self._take_header(elements)
        else:
            self._mark = hash((self._mark, *elements))
            self._take(self._claim, elements)

    def drop(self) -> None:
        """Leave out the open answer: a part of it cannot be read."""
        self._claim = None

    def close(self) -> Iterator[Answer]:
        """The open answer."""
        claim, self._claim = self._claim, None
        if claim is None:
            return
        days = [line.service_from for line in self._lines if line.service_from is not None]
        yield Answer(
            kind="835",
            patient_control_number=at(self._clp, 1),
            decided_on=self._decided_on,
            member_ids=tuple(dict.fromkeys(self._members)),
            service_from=claim.service_from or min(days, default=None),
            charge=claim.charge,
            paid=claim.paid,
            claim_status=at(self._clp, 2),
            reasons=claim.reasons(),
            remark_codes=tuple(sorted(claim.remarks)),
            lines=tuple(line.answer() for line in self._lines),
            balanced=self._balanced(claim),
            mark=self._mark,
        )

    def _balanced(self, claim: _Part) -> bool:
        """Whether every charge is what was paid and adjusted."""
        below = sum((line.adjusted() for line in self._lines), _NOTHING)
        return _balances(claim, below) and all(_balances(line, _NOTHING) for line in self._lines)

    def _take_header(self, elements: list[str]) -> None:
        kind = elements[0]
        if kind in ("BPR", "TRN"):
            self._header = hash((self._header, *elements))
        if kind == "BPR":
            self._decided_on = day_of(at(elements, 16), self._tell)
        elif kind == "DTM" and at(elements, 1) == "405" and self._decided_on is None:
            self._decided_on = day_of(at(elements, 2), self._tell)

    def _take(self, claim: _Part, elements: list[str]) -> None:
        line = self._lines[-1] if self._lines else None
        part = line or claim
        code = at(elements, 1)
        match elements[0]:
            case "SVC":
                self._lines.append(_Line(elements, self._separator, self._tell))
            case "CAS":
                part.adjust(elements, self._tell)
            case "MOA" | "MIA" as kind:
                found = [at(elements, place) for place in _REMARKS[kind]]
                claim.remarks.update(remark_of(text) for text in found if text)
            case "LQ" if code == "HE" and at(elements, 2):
                part.remarks.add(remark_of(at(elements, 2)))
            case "DTM" if code in _BEGINS:
                part.service_from = part.service_from or day_of(at(elements, 2), self._tell)
            case "NM1" if code in ("QC", "IL", "74") and at(elements, 9):
                self._members.append(at(elements, 9))
            case "REF" if code == "6R" and line is not None:
                line.control_number = at(elements, 2) or None

    def _provider_level(self, elements: list[str]) -> Iterator[ProviderAdjustment]:
        for place in range(3, len(elements) - 1, 2):
            amount = money_at(elements, place + 1, self._tell)
            if amount is not None:
                code = at(elements, place).partition(self._separator)[0]
                mark = hash((self._header, place, *elements))
                yield ProviderAdjustment(code=provider_level_of(code), amount=amount, mark=mark)


def _balances(part: _Part, below: Decimal) -> bool:
    return (part.charge or _NOTHING) == (part.paid or _NOTHING) + part.adjusted() + below
