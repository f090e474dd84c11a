"""The decisions of a payer on one claim that count: a reversal takes the one before it away."""

import datetime as dt
from collections.abc import Iterable

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
    made: list[Decision] = []
    reversals = 0
    corrects: SentClaim | None = None
    for answer in sorted(answers, key=lambda one: one.decided_on or dt.date.max):
        if answer.claim_status == REVERSAL:
            reversals += 1
            index = _reversed(made, answer)
            if index is not None:
                corrects = made.pop(index).claim
            continue
        claim = bill.sent_by(answer.decided_on)
        if corrects is not None and answer.charge in (None, corrects.charge):
            claim = corrects
        made.append(Decision(claim=claim, answer=answer))
        corrects = None
    return made, reversals


def _reversed(made: list[Decision], reversal: Answer) -> int | None:
    """The index of the decision that a reversal takes away."""
    for index in reversed(range(len(made))):
        charge = made[index].answer.charge
        if charge is None or reversal.charge is None or abs(charge) == abs(reversal.charge):
            return index
    return None
