"""What payers' answers say about the edits, as numbers: the result of `claims-worker answers`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from schemas.interchange.payer_answer import AnswerKind
from schemas.value import value
from workers.answers.classify_reason import EditClass, ReasonClass
from workers.answers.earnings import Interval, Verdict
from workers.answers.match_answers import NoMatch

CountName: TypeAlias = ReasonClass | NoMatch
"""The classes of reason codes, and of answers that are about no claim."""

COUNT_NAMES: tuple[CountName, ...] = (
    *("warned", "waived", "not_checked", "off", "silent", "no_edit", "not_a_refusal"),
    *("ambiguous", "not_ours"),
)


@value
class ClassRow:
    """One class of reason codes; of `ambiguous` and `not_ours`, answers."""

    name: CountName
    codes: int
    claims: int
    amount: Decimal
    """US dollars; adjusted by an 835, or the charge that a 277CA refused."""


@value
class CodeRow:
    """One refusing code of one payer."""

    payer: str
    code: str
    codes: int
    claims: int
    amount: Decimal
    counts: Mapping[ReasonClass, int]
    """How many of the codes are in each class."""
    edits: Mapping[EditClass, tuple[str, ...]]
    """The edits that carry it, in every class in which they were."""


@value
class EditRow:
    """One edit and one payer: what became of the claims that it warned about."""

    edit: str
    payer: str
    warned: int
    decided: int
    hits: int
    """Refused for a code of the finding."""
    refused_otherwise: int
    paid: int
    """Decided without a refusal."""
    rate: Interval | None
    base_rate: float | None
    """Share of all decided claims of the payer that were refused for a code of the edit."""
    verdict: Verdict


@value
class RejectingEditRow:
    """One edit that rejected claims: how many came back, changed where it pointed."""

    edit: str
    rejected: int
    sent_later: int
    changed: int
    corrected_and_paid: int


@value
class DaysRow:
    """Days from sending a claim to its answer."""

    kind: AnswerKind
    answers: int
    median: int
    ninth_decile: int


@value
class Instance:
    """One refusing code on one claim, for who may see claim IDs."""

    claim_id: str
    claim_version: int
    line_number: int | None
    payer: str
    kind: AnswerKind
    code: str
    counted: ReasonClass
    edits: Mapping[str, EditClass]


@value
class Totals:
    """What was read."""

    sent: int
    answered: int
    """Sent claims with an answer."""
    decided: int
    """Sent claims that a payer decided on or refused."""
    answers: Mapping[AnswerKind, int]
    reversals: int
    unbalanced: int
    """Decisions whose charges are not payments and adjustments together."""
    repeated_answers: int
    repeated_claims: int
    provider_adjustments: Mapping[str, Decimal]
    """Adjustments that belong to no claim, by their reason (PLB)."""


Table: TypeAlias = Literal["counts", "codes", "edits", "rejecting_edits"]


@value
class Merged:
    """Cells that are not shown one by one, because they are about few claims."""

    table: Table
    cells: tuple[str, ...]
    """Names of the classes; empty in other tables."""
    number: int
    claims: int | None
    """None if they are few together."""


@value
class AnswersReport:
    """The whole report."""

    totals: Totals
    classes: tuple[ClassRow, ...]
    codes: tuple[CodeRow, ...]
    """Most money first."""
    edits: tuple[EditRow, ...]
    rejecting_edits: tuple[RejectingEditRow, ...] | None
    """None if no rejections were given."""
    days: tuple[DaysRow, ...]
    instances: tuple[Instance, ...]
    merged: tuple[Merged, ...] = ()
