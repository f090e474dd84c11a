"""What a change of rules does to claims: which outcomes change, by which edits, and what is charged on them."""

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
"""What an edit says of a claim: its highest finding, that it could not look, or nothing."""

_ORDER: Final[tuple[Says, ...]] = (*LEVELS, "not checked", None)


@value
class Found:
    """One finding, as far as it tells two outcomes apart."""

    edit: str
    name: str
    severity: str
    field: str


@value
class Judged:
    """What matters of one outcome."""

    claim: tuple[str, int]
    """Claim id and version."""
    place: str
    """Where its encounter stands, such as `claims.jsonl:12`."""
    verdict: Verdict
    charge: Decimal
    found: tuple[Found, ...]
    not_checked: frozenset[str]
    """Codes of the edits that could not look."""


@value
class Change:
    """What an edit says otherwise, and of which outcomes."""

    before: Says
    after: Says
    places: tuple[str, ...]


@value
class EditImpact:
    """What becomes of the findings of one edit."""

    edit: str
    name: str | None
    """None where no outcome names it."""
    changes: tuple[Change, ...]

    @property
    def outcomes(self) -> int:
        """How many outcomes it changes."""
        return sum(len(change.places) for change in self.changes)


@value
class Turned:
    """Outcomes whose verdict is another one."""

    places: tuple[str, ...]
    charge: Decimal
    """The sum of their total charges."""


@value
class Impact:
    """What the new rules do to what the old ones said."""

    compared: int
    changed: int
    """How many outcomes differ in their findings or in what was not checked."""
    to_rejected: Turned
    to_ready: Turned
    only_before: int
    """Outcomes that have no counterpart after."""
    only_after: int
    edits: tuple[EditImpact, ...]
    """The edits that change an outcome, those that change most first."""


def judged(place: str, outcome: Outcome) -> Judged | None:
    """What matters of an outcome; None of a dead letter."""
    match outcome:
        case Ready():
            return _judged(place, "ready", outcome.claim)
        case Rejected():
            return _judged(place, "rejected", outcome.rejection)
        case DeadLetter():
            return None
    assert_never(outcome)


def _judged(place: str, verdict: Verdict, made: ClaimReady | ClaimRejected) -> Judged:
    return Judged(
        claim=(made.claim_id, made.claim_version),
        place=place,
        verdict=verdict,
        charge=made.encounter.total_charge,
        found=tuple(
            Found(edit=one.edit, name=one.name, severity=one.severity, field=one.field) for one in made.findings
        ),
        not_checked=frozenset(code for entry in made.not_checked for code in entry.edits),
    )


def compare(before: Iterable[Judged], after: Iterable[Judged]) -> Impact:
    """What changes between two judgements of the same claims; the n-th of a claim version is held against the n-th."""
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
        to_rejected=_turned(both, "rejected"),
        to_ready=_turned(both, "ready"),
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
        edits=tuple(sorted(edits, key=lambda one: (-one.outcomes, one.edit))),
    )


def _by_claim(outcomes: Iterable[Judged]) -> dict[tuple[str, int, int], Judged]:
    counted: dict[tuple[str, int], int] = defaultdict(int)
    made = {}
    for one in outcomes:
        made[*one.claim, counted[one.claim]] = one
        counted[one.claim] += 1
    return made


def _differing(one: Judged, other: Judged) -> dict[str, tuple[Says, Says]]:
    """The edits that say something else of the second than of the first, and what they say of both."""
    first, second = _findings(one), _findings(other)
    edits = sorted({*first, *second, *(one.not_checked ^ other.not_checked)})
    pairs = {edit: (_says(edit, first, one), _says(edit, second, other)) for edit in edits}
    return {edit: pair for edit, pair in pairs.items() if pair[0] != pair[1] or first.get(edit) != second.get(edit)}


def _findings(one: Judged) -> Mapping[str, list[tuple[str, str]]]:
    made: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for found in one.found:
        made[found.edit].append((found.severity, found.field))
    return dict(made)


def _says(edit: str, findings: Mapping[str, list[tuple[str, str]]], one: Judged) -> Says:
    found = {severity for severity, _ in findings.get(edit, ())}
    for level in LEVELS:
        if level in found:
            return level
    return "not checked" if edit in one.not_checked else None


def _changes(by_pair: Mapping[tuple[Says, Says], list[str]]) -> tuple[Change, ...]:
    """The gravest first: by what the edit says after, then by what it said before."""
    pairs = sorted(by_pair, key=lambda pair: (_ORDER.index(pair[1]), _ORDER.index(pair[0])))
    return tuple(Change(before=pair[0], after=pair[1], places=tuple(by_pair[pair])) for pair in pairs)


def _turned(both: Sequence[tuple[Judged, Judged]], to: Verdict) -> Turned:
    turned = [other for one, other in both if one.verdict != to == other.verdict]
    return Turned(
        places=tuple(one.place for one in turned), charge=sum((one.charge for one in turned), start=Decimal(0))
    )
