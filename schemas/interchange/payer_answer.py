"""What a payer answers to a claim: its decision in an 835, or its acknowledgment in a 277CA."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from schemas.finding import Status
from schemas.value import value

AnswerKind: TypeAlias = Literal["835", "277CA"]

REVERSAL: Final = "22"
"""Claim status (CLP02) of a reversal: the decision before it does not count."""
FORWARDED: Final = frozenset(("19", "20", "21", "22", "23"))
"""Claim statuses (CLP02) of claims that the payer passed on to the next one, and of reversals."""
REFUSING: Final = frozenset(("A3", "A4", "A6", "A7", "A8"))
"""Categories of 277CA statuses that refuse a claim; all others accept or forward it.

Source: X12 external code list 507.
"""

AnswerNote: TypeAlias = Literal[
    "other-transaction",
    "batch-refused",
    "unreadable-value",
    "too-large",
    "truncated",
    "isa-malformed",
    "trailing-data",
]
"""What is said of a file beside its answers."""

ANSWER_NOTES: Final[Mapping[AnswerNote, str]] = {
    "other-transaction": "a transaction set that is neither 835 nor 277CA (005010X214); not read",
    "batch-refused": "a batch or a provider refused as a whole, without its claims",
    "unreadable-value": "an amount or a date that cannot be read; left out",
    "too-large": "an answer with a segment over 64 KiB, or more than 20,000 segments; not read",
    "truncated": "the file ends within a transaction set; its last answer is not read",
    "isa-malformed": "the delimiters in the ISA segment cannot be used; the rest of the file is not read",
    "trailing-data": "something other than an interchange follows; the rest of the file is not read",
}
"""Each note in words."""

NOT_READ: Final[frozenset[AnswerNote]] = frozenset(("too-large", "truncated", "isa-malformed", "trailing-data"))
"""Notes of answers that are lost."""


@value
class Reason:
    """A reason code: an adjustment reason code with its remark codes, or a 277CA status."""

    group: str | None = None
    """Claim adjustment group, such as CO; None in a 277CA."""
    carc: str | None = None
    remark_codes: tuple[str, ...] = ()
    """In alphabetical order."""
    status: Status | None = None
    amount: Decimal | None = None
    """US dollars that were adjusted; None in a 277CA, and if it cannot be read."""

    @property
    def code(self) -> str:
        """As billers write it: `CO-16 N290`, `A7:562:85`."""
        if self.status is not None:
            return ":".join(part for part in (self.status.category, self.status.code, self.status.entity) if part)
        return " ".join((f"{self.group}-{self.carc}", *self.remark_codes))


@value
class AnsweredLine:
    """What a payer says of one service line."""

    control_number: str | None
    """The line's number on the claim (REF 6R, REF FJ)."""
    procedure_code: str | None
    """As it was billed, if the payer changed it."""
    modifiers: tuple[str, ...]
    revenue_code: str | None
    service_from: dt.date | None
    charge: Decimal | None
    reasons: tuple[Reason, ...]


@value
class Answer:
    """What a payer says of one claim."""

    kind: AnswerKind
    patient_control_number: str
    """Blank if the payer left it out."""
    decided_on: dt.date | None
    member_ids: tuple[str, ...]
    """Of the patient and the subscriber, as far as they are there."""
    service_from: dt.date | None
    charge: Decimal | None
    paid: Decimal | None
    """None in a 277CA."""
    claim_status: str | None
    """CLP02; None in a 277CA."""
    reasons: tuple[Reason, ...]
    """Those about the claim as a whole."""
    remark_codes: tuple[str, ...]
    """Those about the claim as a whole; none in a 277CA."""
    lines: tuple[AnsweredLine, ...]
    balanced: bool
    """Whether charges are payments and adjustments together, on the claim and on each line; always in a 277CA."""
    mark: int
    """Equal for an answer that is read twice in one run, not in another run."""


@value
class ProviderAdjustment:
    """An adjustment of a payment that belongs to no claim (PLB)."""

    code: str
    amount: Decimal
    mark: int
    """Equal for an adjustment that is read twice in one run, not in another run."""
