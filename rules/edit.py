"""An edit is one rule that a payer applies to a claim, written down once with its reason and its cure.

A check is a pure predicate. It looks at the smallest thing it needs and returns what is wrong with it, or nothing;
severity, adjustment codes and wording stand beside it in the `Edit` record, and the engine makes the finding.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field as attribute
from typing import Any, Final, Literal, TypeAlias

from rules.lists.dated_list import DatedList, DatedPairs
from schemas.finding import Status
from schemas.value import value

Level: TypeAlias = Literal["REJECT", "WARN", "NOTICE"]
"""What a finding does to a claim. None, where a level is optional, is 'off'."""

LEVELS: Final[tuple[Level, ...]] = ("REJECT", "WARN", "NOTICE")
"""From the highest to the lowest."""

PayerClass: TypeAlias = Literal["medicare", "medicaid", "commercial", "strict"]

PAYER_CLASSES: Final[tuple[PayerClass, ...]] = ("medicare", "medicaid", "commercial", "strict")
ALL_BUT_MEDICAID: Final[tuple[PayerClass, ...]] = ("medicare", "commercial", "strict")
"""The columns that use Medicare's edition of a table where Medicaid has its own."""

Subject: TypeAlias = Literal["claim", "line", "every_line", "diagnosis", "procedure", "coverage", "provider"]
"""What a check is called with: the claim, or one thing of it and the claim. `line` leaves out revenue lines 0001."""

Bills: TypeAlias = Literal["any", "inpatient", "outpatient", "acute", "hospital_outpatient", "ncci"]
"""Which institutional bills an edit is for; professional claims are `any`, and `ncci` has them too."""

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
"""Texts and addresses that are not certainly good; a payer before the one billed; decisions of payers on the claim or a
line; diagnoses without a row of the table, and with flags of the code editor; the rest as the event's fields say."""

Scope: TypeAlias = Literal["claim", "element", "field", "line"]
"""How far a finding silences others: on the claim, the same element (`diagnoses[2]`), the same path, the same line."""

ParameterValue: TypeAlias = bool | int | str | tuple[str, ...]


@value
class Problem:
    """What a check found: where, which case of the edit it is, and the codes or numbers to name in the message."""

    field: str
    case: str
    values: Mapping[str, str]
    of: str | None = None
    """Key into the case's `by`: the party, field or kind of date at fault."""


Found: TypeAlias = Problem | Sequence[Problem] | None


def problem(field: str, case: str = "default", of: str | None = None, /, **values: object) -> Problem:
    """A problem at a path of the event.

    Args:
        field: path of the narrowest value at fault, such as `diagnoses[1].code`.
        case: key of the edit's `cases`.
        of: key of the case's `by`, where its codes depend on what is at fault.
        values: what the case's sentences name: codes, dates and amounts, never a person or a free text.
    """
    return Problem(field=field, case=case, values={name: str(part) for name, part in values.items()}, of=of)


@value
class Suppression:
    """Edits that say nothing more where this one has fired: one cause, one finding."""

    edits: tuple[str, ...]
    scope: Scope = "claim"


@value
class Codes:
    """The codes of a finding, and a lower severity, where they depend on what is at fault: a party, a field, a date."""

    words: str = ""
    """What is at fault as a biller calls it, such as `rendering provider`; the sentences' `{role}`."""
    rarc: tuple[str, ...] | None = None
    status: tuple[Status, ...] | None = None
    mark: Level | None = None


@value
class Case:
    """One way in which an edit fires, with its sentence; what is left out is as the edit says."""

    says: str
    """The finding's message: one sentence, with `{names}` for the problem's values."""
    suggest: str | None = None
    """The finding's suggestion; left out where a value it names is absent or empty."""
    mark: Level | None = None
    """A lower severity than the column's: the finding has the lower of the two."""
    lifts: bool = False
    """REJECT whatever the column says."""
    carc: str | None = None
    rarc: tuple[str, ...] | None = None
    status: tuple[Status, ...] | None = None
    by: Mapping[str, Codes] = attribute(default_factory=dict)
    """Codes that take precedence over these, by the problem's `of`: one sentence, with each party's own codes."""
    suppresses: tuple[Suppression, ...] = ()

    def mark_of(self, found: Problem) -> Level | None:
        """The lower severity of a problem's finding; None where the payer class's own applies."""
        return self.mark if found.of is None else self.by[found.of].mark or self.mark


@value
class Severities:
    """The ceiling of an edit in each shipped profile; None is off."""

    medicare: Level | None
    medicaid: Level | None
    commercial: Level | None

    def ceiling(self, payer_class: PayerClass) -> Level | None:
        """The ceiling in a column; `strict` has the highest of the three, and WARN where all are off."""
        if payer_class != "strict":
            made: Level | None = getattr(self, payer_class)
            return made
        on = [level for level in (self.medicare, self.medicaid, self.commercial) if level is not None]
        return min(on, key=LEVELS.index) if on else "WARN"


_LETTERS: Final[Mapping[str, Level | None]] = {"R": "REJECT", "W": "WARN", "N": "NOTICE", "-": None}


def severities(medicare: str, medicaid: str, commercial: str) -> Severities:
    """The three columns of the catalogue in its own letters: R, W, N, and - for off."""
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

    `tables` are alternatives: one of them is enough, and the first is named where none is there. `part` says that only
    a part of the edit waits for the table; the rest runs, and the edit is listed as not checked all the same.
    """

    tables: tuple[str, ...]
    part: bool = False
    payer_classes: tuple[PayerClass, ...] = PAYER_CLASSES
    """The columns of the catalogue in which the edit needs it: Medicaid has editions of its own of some tables."""


def needs(*names: str, part: bool = False, payer_classes: tuple[PayerClass, ...] = PAYER_CLASSES) -> TableNeed:
    """A table that an edit needs, or several of which one is enough."""
    return TableNeed(tables=names, part=part, payer_classes=payer_classes)


@value
class Example:
    """Two events that differ in one field: the edit fires on the one and not on the other."""

    base: str
    """Name of the clean sample that both begin with."""
    field: str
    """Path of the one field in which they differ."""
    fires: Any
    """Its value, in the JSON form, where the edit fires; None leaves the field out."""
    silent: Any
    """Its value where it does not."""
    given: Mapping[str, Any] = attribute(default_factory=dict)
    """What both have in place of the sample's own values, by path."""
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = attribute(default_factory=dict)
    """What the tables that a user loads say in both, by table: the rows that matter, by their columns."""
    repairs: Mapping[str, Literal["off", "report", "apply"]] = attribute(default_factory=dict)
    """Repairs that the profile sets otherwise in both, by their codes."""
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
    """What a claim must have for the check to find anything; without it the check is not called."""
    waivable: bool = True
    on_void: bool = False
    on_notice: bool | None = None
    """Whether it runs on notices of election, which have no ordinary lines; None: where it runs on voids."""
    contact_payer: bool = False
    tables: tuple[TableNeed, ...] = ()
    lists: Mapping[str, DatedList | DatedPairs] = attribute(default_factory=dict)
    """Lists of the catalog that the check is called with, by the name of its keyword argument: the codes in force on
    the claim's last day of service."""
    parameters: Mapping[str, ParameterValue] = attribute(default_factory=dict)
    since: str = "1"
    """The version of the catalog in which the edit was added: a whole number."""
    changed: str | None = None
    """The last version in which it began to find something else or to answer with other codes or severities. New
    wording alone is no such change."""
    state: Literal["enforced", "shadow", "retired"] = "enforced"
    effective_from: dt.date | None = None
    effective_through: dt.date | None = None
    related: tuple[str, ...] = ()

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
