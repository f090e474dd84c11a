"""What a reason code of a payer's answer says about the edits that carry it."""

from collections.abc import Set
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

from rules.find.edits_of_answer import Carriers, carriers_of
from schemas.interchange.payer_answer import FORWARDED, REFUSING, Answer, Reason
from schemas.value import value
from workers.answers.sent_claim import SentClaim, SentLine

EditClass: TypeAlias = Literal["warned", "waived", "not_checked", "off", "silent"]
ReasonClass: TypeAlias = EditClass | Literal["no_edit", "not_a_refusal"]

EDIT_CLASSES: Final[tuple[EditClass, ...]] = get_args(EditClass)
STRENGTH: Final[tuple[ReasonClass, ...]] = (*EDIT_CLASSES, "no_edit", "not_a_refusal")
"""If several edits carry a code, the first of these counts."""

ORDINARY: Final = frozenset(("1", "2", "3", "45", "66", "100", "187", "237", "253"))
"""CARCs of the patient's share and of the contract: deductible, coinsurance, copayment, fee schedule, blood deductible,
payment to the patient, spending account, penalty, sequestration.

Source: X12 external code list 139.
"""
_PATIENT: Final = "PR"


@value
class Classified:
    """A reason code with the edits that carry it, each in its class."""

    reason: Reason
    line: SentLine | None
    edits: dict[str, EditClass]

    @property
    def counted(self) -> ReasonClass:
        """The class that counts."""
        return min(self.edits.values(), key=STRENGTH.index, default="no_edit")


def is_refusal(reason: Reason, answer: Answer, ordinary: Set[str]) -> bool:
    """Whether a reason code refuses something, and is not the patient's share, the contract or an acceptance.

    Args:
        reason: the code.
        answer: where it stands.
        ordinary: CARCs that refuse nothing.
    """
    if reason.status is not None:
        return reason.status.category in REFUSING
    passed_on = answer.claim_status in FORWARDED and (answer.paid or Decimal(0)) != 0
    return not passed_on and reason.group != _PATIENT and reason.carc not in ordinary


def classify_reason(
    reason: Reason, line: SentLine | None, claim: SentClaim, remark_codes: tuple[str, ...] = ()
) -> Classified:
    """The edits that carry a code, each with what it did on the claim: at the line, if code and finding have one.

    Args:
        reason: the code.
        line: the line of the claim that it is about; None for the claim as a whole, or if no line agrees.
        claim: the claim.
        remark_codes: those of the claim as a whole; they explain the code of a line that has none of its own.
    """
    carriers = carriers_of(reason.carc, reason.remark_codes or remark_codes, reason.status)
    found = _fired(carriers, line, claim)
    edits: dict[str, EditClass] = {}
    for code in dict.fromkeys((*carriers.edits, *found)):
        if code in found:
            edits[code] = found[code]
        elif code in claim.not_checked:
            edits[code] = "not_checked"
        else:
            edits[code] = "off" if code in claim.off else "silent"
    return Classified(reason=reason, line=line, edits=edits)


def _fired(carriers: Carriers, line: SentLine | None, claim: SentClaim) -> dict[str, EditClass]:
    """The edits with a finding that carries the code."""
    made: dict[str, EditClass] = {}
    for one in claim.fired:
        elsewhere = line is not None and one.line_number not in (None, line.line_number)
        if not elsewhere and carriers.include(one.carc, one.remark_codes, one.statuses):
            waived = one.waived and made.get(one.edit) != "warned"
            made[one.edit] = "waived" if waived else "warned"
    return made
