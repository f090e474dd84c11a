"""Reads the acknowledgments of a 277CA (005010X214), segment by segment: one answer per claim (TRN of loop 2200D)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from schemas.finding import Status
from schemas.interchange.answer_values import (
    Tell,
    at,
    category_of,
    day_of,
    entity_of,
    money_at,
    service_of,
    status_of,
)
from schemas.interchange.payer_answer import REFUSING, Answer, AnsweredLine, Reason

_ABOVE: Final = ("20", "21")
"""Levels of the payer and of the receiver of the batch (HL03)."""
_PROVIDER: Final = "19"
_STATUSES: Final = (1, 10, 11)
"""The elements of STC that hold a status."""


class _Line:
    """A service line while its segments come in."""

    def __init__(self, elements: list[str], separator: str, tell: Tell) -> None:
        service = service_of(at(elements, 1), at(elements, 4), separator)
        self.procedure_code, self.modifiers, self.revenue_code = service
        self.charge = money_at(elements, 2, tell)
        self.control_number: str | None = None
        self.service_from: dt.date | None = None
        self.reasons: list[Reason] = []

    def answer(self) -> AnsweredLine:
        """The line."""
        return AnsweredLine(
            control_number=self.control_number,
            procedure_code=self.procedure_code,
            modifiers=self.modifiers,
            revenue_code=self.revenue_code,
            service_from=self.service_from,
            charge=self.charge,
            reasons=tuple(self.reasons),
        )


class Reader277CA:
    """The state of one transaction set between two segments."""

    def __init__(self, separator: str, tell: Tell) -> None:
        self._separator = separator
        self._tell = tell
        self._header = 0
        self._written_on: dt.date | None = None
        self._level = ""
        self._batch: list[Reason] = []
        self._provider: list[Reason] = []
        self._owed = False
        """Whether a level above was refused and no claim of it came yet."""
        self._member: str | None = None
        self._open = False
        self._number = ""
        self._decided_on: dt.date | None = None
        self._charge: Decimal | None = None
        self._service_from: dt.date | None = None
        self._reasons: list[Reason] = []
        self._lines: list[_Line] = []
        self._mark = 0

    def add(self, elements: list[str]) -> Iterator[Answer]:
        """Take the next segment; what it completes."""
        kind = elements[0]
        if kind == "HL":
            yield from self._finish()
            self._enter(at(elements, 3))
        elif self._level in ("", *_ABOVE, _PROVIDER):
            self._take_above(elements)
        elif kind == "TRN":
            yield from self._finish()
            self._open, self._owed = True, False
            self._number = at(elements, 2)
            self._mark = hash((self._header, *elements))
        elif kind == "NM1" and not self._open:
            self._member = at(elements, 9) or None
        elif self._open:
            self._mark = hash((self._mark, *elements))
            self._take(elements)

    def drop(self) -> None:
        """Leave out the open answer: a part of it cannot be read."""
        self._clear()

    def close(self) -> Iterator[Answer]:
        """The open answer, at the end of the transaction set."""
        yield from self._finish()
        self._settle()

    def _enter(self, level: str) -> None:
        if level in (*_ABOVE, _PROVIDER):
            self._settle()
            self._provider = []
        if level in _ABOVE:
            self._batch = []
        self._level = level
        self._member = None

    def _settle(self) -> None:
        if self._owed:
            self._tell("batch-refused")
            self._owed = False

    def _take_above(self, elements: list[str]) -> None:
        """Take the header, and what is said of the batch or of a provider."""
        if elements[0] == "BHT":
            self._written_on = day_of(at(elements, 4), self._tell)
            self._header = hash(tuple(elements))
        elif elements[0] == "STC":
            refused = [one for one in self._statuses(elements) if one.status and one.status.category in REFUSING]
            (self._provider if self._level == _PROVIDER else self._batch).extend(refused)
            self._owed = self._owed or bool(refused)

    def _take(self, elements: list[str]) -> None:
        code = at(elements, 1)
        line = self._lines[-1] if self._lines else None
        match elements[0]:
            case "SVC":
                self._lines.append(_Line(elements, self._separator, self._tell))
            case "STC":
                (self._reasons if line is None else line.reasons).extend(self._statuses(elements))
                self._decided_on = self._decided_on or day_of(at(elements, 2), self._tell)
                if line is None and self._charge is None:
                    self._charge = money_at(elements, 4, self._tell)
            case "REF" if code == "FJ" and line is not None:
                line.control_number = at(elements, 2) or None
            case "DTP" if code == "472" and line is not None:
                line.service_from = day_of(at(elements, 3), self._tell)
            case "DTP" if code == "472":
                self._service_from = day_of(at(elements, 3), self._tell)

    def _statuses(self, elements: list[str]) -> list[Reason]:
        made = []
        for place in _STATUSES:
            category, code, entity = (*at(elements, place).split(self._separator), "", "")[:3]
            if category or code:
                status = Status(category=category_of(category), code=status_of(code), entity=entity_of(entity))
                made.append(Reason(status=status))
        return made

    def _finish(self) -> Iterator[Answer]:
        if not self._open:
            return
        reasons = self._reasons
        if not any(one.status and one.status.category in REFUSING for one in self._all_reasons()):
            # A batch that is refused takes its claims along.
            reasons = [*reasons, *self._batch, *self._provider]
        yield Answer(
            kind="277CA",
            patient_control_number=self._number,
            decided_on=self._decided_on or self._written_on,
            member_ids=() if self._member is None else (self._member,),
            service_from=self._service_from,
            charge=self._charge,
            paid=None,
            claim_status=None,
            reasons=tuple(reasons),
            remark_codes=(),
            lines=tuple(line.answer() for line in self._lines),
            balanced=True,
            mark=self._mark,
        )
        self._clear()

    def _all_reasons(self) -> Iterator[Reason]:
        yield from self._reasons
        for line in self._lines:
            yield from line.reasons

    def _clear(self) -> None:
        self._open = False
        self._decided_on = self._charge = self._service_from = None
        self._reasons, self._lines = [], []
