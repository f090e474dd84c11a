"""Finds the claim that an answer is about, by rules that each need to leave one claim, and its line."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Literal

from schemas.interchange.payer_answer import Answer, AnsweredLine
from schemas.value import value
from workers.answers.sent_claim import SentClaim, SentLine

CUT: Final = 17
"""Characters to which some payers cut a patient control number."""

NoMatch = Literal["ambiguous", "not_ours"]


@value
class Bill:
    """A claim with all versions that were sent, oldest first."""

    versions: list[SentClaim]

    def sent_by(self, day: dt.date | None) -> SentClaim:
        """The newest version that was sent on a day or before; the oldest if none was, the newest without a day."""
        if day is None:
            return self.versions[-1]
        before = [version for version in self.versions if version.sent_on <= day]
        return before[-1] if before else self.versions[0]


class SentClaims:
    """All claims that were sent, by patient control number."""

    def __init__(self) -> None:
        self._bills: dict[str, Bill] = {}
        self._by_number: dict[str, list[Bill]] = {}
        self._by_cut: dict[str, list[Bill]] = {}
        self.repeated = 0
        """Claims that were left out, because the same version came before."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no claim."""
        return not self._bills

    def __iter__(self) -> Iterator[SentClaim]:
        for bill in self._bills.values():
            yield from bill.versions

    def add(self, claim: SentClaim) -> bool:
        """Add a claim; False if the same version is there."""
        bill = self._bills.get(claim.claim_id)
        if bill is None:
            bill = self._bills[claim.claim_id] = Bill(versions=[])
        if any(version.claim_version == claim.claim_version for version in bill.versions):
            self.repeated += 1
            return False
        bill.versions.append(claim)
        bill.versions.sort(key=lambda version: version.claim_version)
        number = claim.patient_control_number
        _add(self._by_number, number, bill)
        if len(number) > CUT:
            _add(self._by_cut, number[:CUT], bill)
        return True

    def match(self, answer: Answer) -> Bill | NoMatch:
        """The claim that an answer is about.

        By the patient control number; else by its first 17 characters, if the answer has just so many. If several
        claims have it, by member ID, first date of service and charge too, as far as the answer has them.
        """
        number = answer.patient_control_number
        found = self._by_number.get(number, []) if number else []
        if not found and len(number) == CUT:
            found = self._by_cut.get(number, [])
        if len(found) > 1:
            found = [bill for bill in found if any(_agrees(version, answer) for version in bill.versions)]
            return found[0] if len(found) == 1 else "ambiguous"
        return found[0] if found else "not_ours"


class LinesOfClaim:
    """The lines of a claim, by their numbers and by their services: an answer can have thousands of lines."""

    def __init__(self, claim: SentClaim) -> None:
        self._claim = claim
        self._by_number: dict[str, list[SentLine]] = defaultdict(list)
        self._by_service: dict[str | None, list[SentLine]] = defaultdict(list)
        for line in claim.lines:
            self._by_number[line.control_number].append(line)
            self._by_service[line.procedure_code or line.revenue_code].append(line)

    def match(self, line: AnsweredLine) -> SentLine | None:
        """The line that an answer is about.

        By its control number, else by its procedure (without one, its revenue code), modifiers, date and charge.

        Returns:
            The line; None unless exactly one agrees.
        """
        if line.control_number is not None:
            found = self._by_number.get(line.control_number, [])
            if len(found) == 1:
                return found[0]
        service = line.procedure_code or line.revenue_code
        if service is None:
            return None
        agreeing = (one for one in self._by_service.get(service, ()) if _is_line(one, line, self._claim))
        # Two are enough to know that it is not one.
        found = list(islice(agreeing, 2))
        return found[0] if len(found) == 1 else None


def _is_line(one: SentLine, line: AnsweredLine, claim: SentClaim) -> bool:
    return (
        one.procedure_code == line.procedure_code
        and one.modifiers == line.modifiers
        and line.revenue_code in (None, one.revenue_code)
        and line.service_from in (None, one.service_from or claim.service_from)
        and (line.charge is None or abs(line.charge) == one.charge)
    )


def _agrees(claim: SentClaim, answer: Answer) -> bool:
    """Whether whatever a claim and an answer both have is equal, and something is."""
    told = []
    if answer.member_ids and claim.member_id is not None:
        told.append(claim.member_id in answer.member_ids)
    if answer.service_from is not None:
        told.append(answer.service_from in _days(claim))
    if answer.charge is not None:
        told.append(abs(answer.charge) == claim.charge)
    return bool(told) and all(told)


def _days(claim: SentClaim) -> Iterable[dt.date]:
    yield claim.service_from
    for line in claim.lines:
        if line.service_from is not None:
            yield line.service_from


def _add(index: dict[str, list[Bill]], key: str, bill: Bill) -> None:
    bills = index.setdefault(key, [])
    if not any(one is bill for one in bills):
        bills.append(bill)
