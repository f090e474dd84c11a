"""Compares two sets of outcomes: which ones change, because of which edits, and their total charges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, TypeAlias, assert_never

from rules.edit import LEVELS, Level
from schemas.claim import ClaimReady
from schemas.rejection import ClaimRejected
from schemas.value import value
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected

Verdict: TypeAlias = Literal["ready", "rejected"]
Says: TypeAlias = Level | Literal["not checked"] | None
"""The result of an edit on a claim: its highest severity, "not checked", or None."""

_ORDER: Final[tuple[Says, ...]] = (*LEVELS, "not checked", None)


@value
class ImpactFinding:
    """The parts of a finding that are compared."""

    edit: str
    name: str
    severity: str
    field: str


@value
class ComparedOutcome:
    """The parts of an outcome that are compared."""

    claim: tuple[str, int]
    """Claim ID and version."""
    place: str
    """Position of its encounter, such as `claims.jsonl:12`."""
    verdict: Verdict
    charge: Decimal
    found: tuple[ImpactFinding, ...]
    not_checked: frozenset[str]
    """Codes of the edits that were not checked."""


@value
class Change:
    """A change in the result of an edit, with the outcomes it applies to."""

    before: Says
    after: Says
    places: tuple[str, ...]


@value
class EditImpact:
    """All changes in the results of one edit."""

    edit: str
    name: str | None
    """None if no outcome names it."""
    changes: tuple[Change, ...]

    @property
    def outcomes(self) -> int:
        """Number of outcomes that this edit changes."""
        return sum(len(change.places) for change in self.changes)


@value
class Flipped:
    """Outcomes that change between ready and rejected."""

    places: tuple[str, ...]
    charge: Decimal
    """Sum of their total charges."""


@value
class Impact:
    """The differences between the outcomes of two sets of rules."""

    compared: int
    changed: int
    """Number of outcomes that differ in their findings or in what was not checked."""
    to_rejected: Flipped
    to_ready: Flipped
    only_before: int
    """Number of outcomes without a counterpart on the new side."""
    only_after: int
    edits: tuple[EditImpact, ...]
    """The edits that change an outcome, most changes first."""


def comparable(place: str, outcome: Outcome) -> ComparedOutcome | None:
    """The parts of an outcome to compare; None for a dead letter."""
    match outcome:
        case Ready():
            return _comparable(place, "ready", outcome.claim)
        case Rejected():
            return _comparable(place, "rejected", outcome.rejection)
        case DeadLetter():
            return None
    assert_never(outcome)


def _comparable(place: str, verdict: Verdict, made: ClaimReady | ClaimRejected) -> ComparedOutcome:
    return ComparedOutcome(
        claim=(made.claim_id, made.claim_version),
        place=place,
        verdict=verdict,
        charge=made.encounter.total_charge,
        found=tuple(
            ImpactFinding(edit=one.edit, name=one.name, severity=one.severity, field=one.field) for one in made.findings
        ),
        not_checked=frozenset(code for entry in made.not_checked for code in entry.edits),
    )


def compare(before: Iterable[ComparedOutcome], after: Iterable[ComparedOutcome]) -> Impact:
    """Compare two sets of outcomes of the same claims, matching the n-th outcome of each claim version."""
    old, new = _by_claim(before), _by_claim(after)
    both = [(old[key], new[key]) for key in old if key in new]
    changes: dict[str, dict[tuple[Says, Says], list[str]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    changed = 0
    for one, other in both:
        differing = _differing(one, other)
        changed += bool(differing)
        for edit, pair in differing.items():
            changes[edit][pair].append(other.place)
        names |= {found.edit: found.name for found in (*one.found, *other.found) if found.edit in differing}
    edits = [
        EditImpact(edit=edit, name=names.get(edit), changes=_changes(by_pair)) for edit, by_pair in changes.items()
    ]
    return Impact(
        compared=len(both),
        changed=changed,
        to_rejected=_flipped(both, "rejected"),
        to_ready=_flipped(both, "ready"),
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
        edits=tuple(sorted(edits, key=lambda one: (-one.outcomes, one.edit))),
    )


def _by_claim(outcomes: Iterable[ComparedOutcome]) -> dict[tuple[str, int, int], ComparedOutcome]:
    counted: dict[tuple[str, int], int] = defaultdict(int)
    made = {}
    for one in outcomes:
        made[*one.claim, counted[one.claim]] = one
        counted[one.claim] += 1
    return made


def _differing(one: ComparedOutcome, other: ComparedOutcome) -> dict[str, tuple[Says, Says]]:
    """The edits whose results differ between two outcomes, with both results."""
    first, second = _findings(one), _findings(other)
    edits = sorted({*first, *second, *(one.not_checked ^ other.not_checked)})
    pairs = {edit: (_says(edit, first, one), _says(edit, second, other)) for edit in edits}
    return {edit: pair for edit, pair in pairs.items() if pair[0] != pair[1] or first.get(edit) != second.get(edit)}


def _findings(one: ComparedOutcome) -> Mapping[str, list[tuple[str, str]]]:
    made: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for found in one.found:
        made[found.edit].append((found.severity, found.field))
    return dict(made)


def _says(edit: str, findings: Mapping[str, list[tuple[str, str]]], one: ComparedOutcome) -> Says:
    found = {severity for severity, _ in findings.get(edit, ())}
    for level in LEVELS:
        if level in found:
            return level
    return "not checked" if edit in one.not_checked else None


def _changes(by_pair: Mapping[tuple[Says, Says], list[str]]) -> tuple[Change, ...]:
    """Most severe first: by the new result, then by the old one."""
    pairs = sorted(by_pair, key=lambda pair: (_ORDER.index(pair[1]), _ORDER.index(pair[0])))
    return tuple(Change(before=pair[0], after=pair[1], places=tuple(by_pair[pair])) for pair in pairs)


def _flipped(both: Sequence[tuple[ComparedOutcome, ComparedOutcome]], to: Verdict) -> Flipped:
    flipped = [other for one, other in both if one.verdict != to == other.verdict]
    return Flipped(
        places=tuple(one.place for one in flipped), charge=sum((one.charge for one in flipped), start=Decimal(0))
    )
