"""What reading an 837 gives: an event for each claim or the reason why not, and a report of what was not read."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from schemas.encounter import EncounterEvent
from schemas.unreadable import Unreadable
from schemas.value import value

RefusalReason: TypeAlias = Literal[
    "component-separator",
    "malformed-composite",
    "icd9-code-set",
    "unreadable-number",
    "required-field-absent",
    "value-out-of-range",
    "not-a-claim",
    "version-not-supported",
    "transaction-not-supported",
    "truncated",
    "segment-too-long",
    "too-large",
    "isa-malformed",
    "trailing-data",
]
"""Why a claim or a transaction set gives no event (schemas/CONTRACT.md, "837 files")."""

REFUSALS: Final[Mapping[RefusalReason, str]] = {
    "component-separator": "components are joined by a character other than the component separator in ISA16",
    "malformed-composite": "a code is in an element of its own, not in the composite with its qualifier",
    "icd9-code-set": "the qualifier means ICD-9; events hold ICD-10 codes",
    "unreadable-number": "not a number with at most two decimals (three for quantities)",
    "required-field-absent": "an event needs this value",
    "value-out-of-range": "the value is out of the range of its field",
    "not-a-claim": "BHT06 is neither CH (chargeable) nor RP (reporting)",
    "version-not-supported": "neither 005010X222 (professional) nor 005010X223 (institutional)",
    "transaction-not-supported": "not an 837",
    "truncated": "the file ends within this claim",
    "segment-too-long": "a segment is longer than 64 KiB or has more than 1,000 elements",
    "too-large": "the claim has more than 20,000 segments, 4 MiB or 10,000 list items",
    "isa-malformed": "the delimiters in the ISA segment cannot be used; the rest of the file is not read",
    "trailing-data": "something other than an interchange follows; the rest of the file is not read",
}
"""Each reason in a sentence for the person who has the file."""

ItemReason: TypeAlias = Literal[
    "no-field",
    "second-value",
    "coarser-value",
    "differs",
    "incomplete",
    "unknown-code",
    "unreadable-date",
    "unreadable-number",
    "refused-by-policy",
    "derived",
    "wrong-form",
    "line-without-lx",
    "payer-not-found",
    "payer-ambiguous",
    "payer-order",
    "repeated-claim",
    "no-claim",
    "envelope-absent",
    "envelope-count",
    "envelope-version",
    "isa-width",
    "encoding-guessed",
    "report-full",
]
"""What a report says of an element (schemas/CONTRACT.md, "837 files")."""

ITEMS: Final[Mapping[ItemReason, str]] = {
    "no-field": "no field of the event holds it",
    "second-value": "the field holds the first such value",
    "coarser-value": "the field holds less than the element says",
    "differs": "it differs from the value that the event has",
    "incomplete": "left out, because a value that belongs to it is missing",
    "unknown-code": "unknown code",
    "unreadable-date": "not a date",
    "unreadable-number": "not a number of the field's precision",
    "refused-by-policy": "a Social Security number of a person is never stored",
    "derived": "derived from other elements",
    "wrong-form": "a line of the other claim form",
    "line-without-lx": "a service line without LX",
    "payer-not-found": "no payer of the claim has this id",
    "payer-ambiguous": "two payers of the claim have this id; taken for the first",
    "payer-order": "the payers do not stand for primary, secondary, tertiary in this order",
    "repeated-claim": "the claim number appears twice in a transaction set",
    "no-claim": "a subscriber or patient without a claim",
    "envelope-absent": "no interchange around it; delimiters * : ~ assumed",
    "envelope-count": "a count or control number does not agree",
    "envelope-version": "ISA12 is not the version of the group",
    "isa-width": "elements of the ISA have the wrong width",
    "encoding-guessed": "not UTF-8; read as Windows-1252",
    "report-full": "further elements; the report lists no more kinds",
}
"""Each reason in words."""


@value
class Where:
    """The place of a claim in a file."""

    interchange: str | None
    """Control number (ISA13)."""
    transaction: str | None
    """Control number (ST02)."""
    claim: int | None
    """Ordinal in the transaction set, from 1; None if it is not about one claim."""
    segment: int | None
    """Ordinal of its CLM in the transaction set; ST is 1."""


@value
class Converted:
    """A claim that became an event."""

    where: Where
    event: EncounterEvent


@value
class Refused:
    """A claim, or a transaction set, that gives no event."""

    where: Where
    reason: RefusalReason
    position: str | None = None
    """Loop and element at fault, such as `2300 HI01-1`."""


@value
class Item:
    """One element that did not end in a field as it is; never its value."""

    where: Where
    """With the ordinal of the element's own segment."""
    loop: str
    element: str
    """Such as `REF02` or `SV101-3`; a segment's id if it is about the whole segment."""
    reason: ItemReason
    field: str | None = None
    """Path of the event field that it is about, if there is one."""


class RefuseClaim(Exception):
    """The claim being read gives no event."""

    def __init__(self, reason: RefusalReason, position: str | None) -> None:
        super().__init__(reason, position)
        self.reason: RefusalReason = reason
        self.position = position


class NotConvertible(Unreadable):
    """A claim, or a transaction set, that gives no event, as readers of other formats raise it.

    `field` is the loop and element at fault, `expected` the reason.
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__("malformed", refused.position, refused.reason)
        self.sentence = REFUSALS[refused.reason]
        """The reason in words."""
