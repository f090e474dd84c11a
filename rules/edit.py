"""An edit is one rule that payers apply to claims, defined once with its reason and its fix.

A check is a pure predicate: it takes the smallest part of the claim it needs and returns what is wrong with it, or
nothing. Severity, adjustment codes and wording are in the `Edit` record, and the engine writes the finding.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field as attribute
from typing import Any, Final, Literal, TypeAlias

from rules.lists.dated_list import DatedList, DatedPairs, OnOtherDate
from schemas.finding import Status
from schemas.value import value

Level: TypeAlias = Literal["REJECT", "WARN", "NOTICE"]
"""The severity of a finding. Where it is optional, None means off."""

LEVELS: Final[tuple[Level, ...]] = ("REJECT", "WARN", "NOTICE")
"""From the highest to the lowest."""

PayerClass: TypeAlias = Literal["medicare", "medicaid", "commercial", "strict"]

PAYER_CLASSES: Final[tuple[PayerClass, ...]] = ("medicare", "medicaid", "commercial", "strict")
ALL_BUT_MEDICAID: Final[tuple[PayerClass, ...]] = ("medicare", "commercial", "strict")
"""The payer classes that use Medicare's edition of a table if Medicaid has its own."""

Subject: TypeAlias = Literal["claim", "line", "every_line", "diagnosis", "procedure", "coverage", "provider"]
"""What a check takes: the claim, or one part of it and the claim. `line` leaves out revenue lines 0001."""

Bills: TypeAlias = Literal["any", "inpatient", "outpatient", "acute", "hospital_outpatient", "ncci"]
"""Which institutional bills an edit applies to. `any` and `ncci` include professional claims."""

BILLS: Final[Mapping[Bills, str]] = {
    "any": "every bill",
    "inpatient": "inpatient bills",
    "outpatient": "outpatient bills",
    "acute": "acute inpatient bills (11x)",
    "hospital_outpatient": "outpatient bills of hospitals (13x)",
    "ncci": "professional claims, and outpatient bills but 32x, 81x and 82x",
}

Form: TypeAlias = Literal["both", "professional", "institutional"]

Occasion: TypeAlias = Literal[
    "waivers",
    "dates",
    "accident",
    "attachments",
    "ambulance",
    "death",
    "texts",
    "reported-repairs",
    "prior-payer",
    "several-payers",
    "decisions",
    "unknown-diagnosis",
    "flagged-diagnosis",
    "ncci-pairs",
    "modifiers",
    "ndc",
]
"""What a claim has that most claims do not, such as `texts`: a text or address that is not certainly sendable;
`prior-payer`: a coverage before the billed one; `decisions`: another payer's adjudication on the claim or a line;
`unknown-diagnosis` and `flagged-diagnosis`: a diagnosis without a row in the table, or with flags of the code editor.
The others are fields of the event."""

Basis: TypeAlias = Literal["regulation", "manual", "clearinghouse practice", "logic", "own contract"]
"""What the rule of an edit rests on: law, and the standards and code sets that it adopts; a published manual or notice
of a payer; what payers and clearinghouses return in practice; values that contradict each other, without a published
rule; or the contract of this product."""

Scope: TypeAlias = Literal["claim", "element", "field", "line"]
"""Which findings another one suppresses: those on the claim, the same element (`diagnoses[2]`), path or line."""

ParameterValue: TypeAlias = bool | int | str | tuple[str, ...]


@value
class Limit:
    """What a parameter may be: beyond it, the edit would find a problem in every claim."""

    words: str
    """`1 to 3,650`; follows "must be" in an error."""
    holds: Callable[[Any], bool]


def between(least: int, most: int) -> Limit:
    """The limit of a whole number."""
    return Limit(words=f"{least:,} to {most:,}", holds=lambda given: least <= given <= most)


@value
class Problem:
    """What a check found: the path, the case of the edit, and the codes or numbers that the message names."""

    field: str
    case: str
    values: Mapping[str, str]
    of: str | None = None
    """Key into the case's `by`: the party, field or kind of date at fault."""


Found: TypeAlias = Problem | Iterable[Problem] | None
"""Of more problems than are listed for an edit, a check that returns an iterator never looks for the rest."""


def problem(field: str, case: str = "default", of: str | None = None, /, **values: object) -> Problem:
    """A problem at a path of the event.

    Args:
        field: path of the narrowest value at fault, such as `diagnoses[1].code`.
        case: key of the edit's `cases`.
        of: key of the case's `by`, where its codes depend on what is at fault.
        values: what the case's message and suggestion name: codes, dates and amounts, never a person or free text.
    """
    return Problem(field=field, case=case, values={name: str(part) for name, part in values.items()}, of=of)


@value
class Suppression:
    """Edits whose findings are suppressed when this one fires: one cause, one finding."""

    edits: tuple[str, ...] = ()
    scope: Scope = "claim"
    families: tuple[str, ...] = ()
    """Families whose edits are suppressed too."""
    looking_at: str = ""
    """Of these families only the edits that look at a path which starts like this."""

    def reaches(self, edit: "Edit") -> bool:
        """Whether an edit is one of those suppressed."""
        if edit.code in self.edits:
            return True
        return edit.family in self.families and any(path.startswith(self.looking_at) for path in edit.looks_at)


@value
class Reference:
    """A published text that an edit rests on."""

    text: str
    """The document and section, and what it says."""
    address: str | None = None
    """Where it was read; None if no copy was."""


@value
class Codes:
    """The codes of a finding, and a lower severity, if they depend on what is at fault: a party, a field, a date."""

    words: str = ""
    """What is at fault as a biller calls it, such as `rendering provider`; `{role}` in messages."""
    rarc: tuple[str, ...] | None = None
    status: tuple[Status, ...] | None = None
    mark: Level | None = None


@value
class Case:
    """One way in which an edit fires, with its message. What is left out is as in the edit."""

    says: str
    """The message of the finding: one sentence, with `{names}` for the problem's values."""
    suggest: str | None = None
    """The suggestion of the finding; left out if a value it names is absent or empty."""
    mark: Level | None = None
    """A lower severity than the payer class's: the finding has the lower of the two."""
    lifts: bool = False
    """REJECT in every payer class."""
    carc: str | None = None
    rarc: tuple[str, ...] | None = None
    status: tuple[Status, ...] | None = None
    by: Mapping[str, Codes] = attribute(default_factory=dict)
    """Codes that take precedence over these, by the problem's `of`: one message, with each party's own codes."""
    suppresses: tuple[Suppression, ...] = ()

    def mark_of(self, found: Problem) -> Level | None:
        """The lower severity of a problem's finding; None if the payer class's own applies."""
        return self.mark if found.of is None else self.by[found.of].mark or self.mark


@value
class Severities:
    """The highest severity of an edit in each payer class; None is off."""

    medicare: Level | None
    medicaid: Level | None
    commercial: Level | None

    def ceiling(self, payer_class: PayerClass) -> Level | None:
        """The severity in a payer class; `strict` has the highest of the three, and WARN if all are off."""
        if payer_class != "strict":
            made: Level | None = getattr(self, payer_class)
            return made
        on = [level for level in (self.medicare, self.medicaid, self.commercial) if level is not None]
        return min(on, key=LEVELS.index) if on else "WARN"


_LETTERS: Final[Mapping[str, Level | None]] = {"R": "REJECT", "W": "WARN", "N": "NOTICE", "-": None}


def severities(medicare: str, medicaid: str, commercial: str) -> Severities:
    """The severities in the letters of the catalog: R, W, N, and - for off."""
    return Severities(medicare=_LETTERS[medicare], medicaid=_LETTERS[medicaid], commercial=_LETTERS[commercial])


def statuses(*triples: str) -> tuple[Status, ...]:
    """277CA statuses written `category:code` or `category:code:entity`, such as `A7:562:85`."""
    made = []
    for triple in triples:
        category, code, *entity = triple.split(":")
        made.append(Status(category=category, code=code, entity=entity[0] if entity else None))
    return tuple(made)


@value
class TableNeed:
    """A code table that an edit needs.

    `tables` are alternatives: one is enough, and `not_checked` names the first if none is open. `part` says that only a
    part of the edit needs the table: the rest runs without it, and the edit is still listed as not checked.
    """

    tables: tuple[str, ...]
    part: bool = False
    payer_classes: tuple[PayerClass, ...] = PAYER_CLASSES
    """The payer classes in which the edit needs it: Medicaid has its own edition of some tables."""


def needs(*names: str, part: bool = False, payer_classes: tuple[PayerClass, ...] = PAYER_CLASSES) -> TableNeed:
    """A table that an edit needs, or alternatives to it."""
    return TableNeed(tables=names, part=part, payer_classes=payer_classes)


@value
class Example:
    """Two events that differ in one field: the edit fires on one of them only."""

    base: str
    """Name of the clean sample that both start from."""
    field: str
    """Path of the field in which they differ."""
    fires: Any
    """Its JSON value in the event on which the edit fires; None leaves the field out."""
    silent: Any
    """Its JSON value in the other event."""
    given: Mapping[str, Any] = attribute(default_factory=dict)
    """Values that replace the sample's in both events, by path."""
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = attribute(default_factory=dict)
    """Rows of loaded tables in both, by table."""
    repairs: Mapping[str, Literal["off", "report", "apply"]] = attribute(default_factory=dict)
    """Repair modes that the profile changes in both, by repair code."""
    profile: PayerClass = "strict"


_NO_CODES: Final = Codes()


@value
class Edit:
    """The definition of one edit; schemas/CONTRACT.md, "Edits, waivers and what was not checked", says what it does."""

    code: str
    name: str
    title: str
    why: str
    fix: str
    looks_at: tuple[str, ...]
    subject: Subject
    check: Callable[..., Found]
    severity: Severities
    cases: Mapping[str, Case]
    carc: str | None
    rarc: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    snip: int
    source: str
    example: Example
    form: Form = "both"
    bills: Bills = "any"
    occasion: Occasion | None = None
    """What a claim must have for the check to find anything. On other claims the check is not called."""
    waivable: bool = True
    on_void: bool = False
    on_notice: bool | None = None
    """Whether it runs on notices of election, which have no ordinary lines; None: if it runs on voids."""
    on_denial_bill: bool = True
    """Whether it runs on bills that ask for a denial (`ClaimFacts.denial_bill`)."""
    bill_types: DatedList | None = None
    """Types of bill that it applies to, by their first two digits; None: those of `bills`."""
    reporting_mark: Level | None = None
    """A lower severity on claims that only report services (purpose REPORTING): no payer is asked to pay them."""
    contact_payer: bool = False
    tables: tuple[TableNeed, ...] = ()
    lists: Mapping[str, DatedList | DatedPairs | OnOtherDate] = attribute(default_factory=dict)
    """Lists of the catalog that the check is called with, by the name of its keyword argument: the codes in force on
    the claim's last day of service, or the list itself if the edit reads it on another date."""
    parameters: Mapping[str, ParameterValue] = attribute(default_factory=dict)
    limits: Mapping[str, Limit] = attribute(default_factory=dict)
    """What a profile may set a parameter to, by its name; other parameters have no limit."""
    since: str = "1"
    """The version of the catalog in which the edit was added: a whole number."""
    changed: str | None = None
    """The last version in which it began to find something else or to answer with other codes or severities. New
    wording alone is no such change."""
    state: Literal["enforced", "shadow", "retired"] = "enforced"
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    related: tuple[str, ...] = ()
    basis: Basis | None = None
    verified: str | None = None
    """The engine or claims that its findings were compared with; None if with none."""
    references: tuple[Reference, ...] = ()
    """The texts behind `source`, each with what it says."""

    def carc_of(self, case: Case) -> str | None:
        """The CARC of a case."""
        return self.carc if case.carc is None else case.carc

    def codes_of(self, case: Case, of: str | None = None) -> Codes:
        """The codes of a case for what is at fault: its own entry in `by`, else the case's, else the edit's."""
        own = _NO_CODES if of is None else case.by[of]
        return Codes(
            words=own.words,
            rarc=next((codes for codes in (own.rarc, case.rarc) if codes is not None), self.rarc),
            status=next((codes for codes in (own.status, case.status) if codes is not None), self.status),
            mark=own.mark or case.mark,
        )

    @property
    def all_codes(self) -> tuple[Codes, ...]:
        """The codes of every finding this edit can make, one for each case and entry in its `by`."""
        return tuple(self.codes_of(case, of) for case in self.cases.values() for of in case.by or (None,))

    @property
    def family(self) -> str:
        """The two letters of the edit's family."""
        return self.code[:2]
