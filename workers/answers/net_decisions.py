"""The decisions of a payer on one claim that count: a reversal takes the one before it away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from schemas.interchange.payer_answer import REVERSAL, Answer
from schemas.value import value
from workers.answers.match_answers import Bill
from workers.answers.sent_claim import SentClaim


@value
class Decision:
    """An answer that counts, and the version of the claim that it is about."""

    claim: SentClaim
    answer: Answer


def net_decisions(bill: Bill, answers: Iterable[Answer]) -> tuple[list[Decision], int]:
    """The decisions on a claim, in order of their dates, and how many reversals there were.

    A reversal (CLP02 22) takes away the last decision with its charge, and the next decision is the corrected one: it
    is about the same version of the claim, whatever was sent in between.

    Args:
        bill: the claim.
        answers: its answers of kind 835; those of one day in the order of the files.
    """
    made = _Standing()
    reversals = 0
    corrects: SentClaim | None = None
    for answer in sorted(answers, key=lambda one: one.decided_on or dt.date.max):
        if answer.claim_status == REVERSAL:
            reversals += 1
            taken = made.take_away(answer.charge)
            corrects = corrects if taken is None else taken.claim
            continue
        claim = bill.sent_by(answer.decided_on)
        if corrects is not None and answer.charge in (None, corrects.charge):
            claim = corrects
        made.add(Decision(claim=claim, answer=answer))
        corrects = None
    return made.left(), reversals


class _Standing:
    """Decisions in their order, and by charge: a file can reverse thousands of them."""

    def __init__(self) -> None:
        self._all: dict[int, Decision] = {}
        self._by_charge: dict[Decimal | None, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, decision: Decision) -> None:
        """Add the next decision."""
        charge = decision.answer.charge
        self._all[self._count] = decision
        self._by_charge[None if charge is None else abs(charge)].append(self._count)
        self._count += 1

    def take_away(self, charge: Decimal | None) -> Decision | None:
        """Take the last decision with the charge of a reversal away; any charge agrees with an absent one."""
        if charge is None:
            number = next(reversed(self._all), None)
        else:
            stacks = [self._by_charge[key] for key in {abs(charge), None}]
            for stack in stacks:
                while stack and stack[-1] not in self._all:
                    stack.pop()
            number = max((stack[-1] for stack in stacks if stack), default=None)
        return None if number is None else self._all.pop(number)

    def left(self) -> list[Decision]:
        """The decisions that were not taken away."""
        return list(self._all.values())
