"""A plan says which edits run on one kind of claim. It is made once and used for every claim of that kind."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import compress
from types import FunctionType
from typing import Any, Final, TypeAlias

from rules.claim.carried_codes import CARRIED_CODES, Carried, carried_codes
from rules.claim.facts import ClaimFacts
from rules.edit import BILLS, Edit, Found, Subject
from rules.engine.occasions import OCCASIONS, Occasions, occasions_of
from rules.lists.dated_list import spans_of
from rules.profile import Profile
from rules.tables.released_table import ReleasedTable
from rules.tables.store import TABLE_KINDS, TABLE_ORDER, Tables
from rules.tables.table import Table, TableState
from schemas.finding import CodeTableUsed, NotChecked
from schemas.shared import Shared
from schemas.value import value

Check: TypeAlias = Callable[..., Found]
Group: TypeAlias = tuple[Callable[[ClaimFacts], Iterable[Any]], tuple[tuple[Edit, Check], ...]]
"""Edits that check one part of the claim, with the function that returns these parts."""
Work: TypeAlias = tuple[tuple[tuple[Edit, Check], ...], tuple[Group, ...]]
"""Edits that check the claim as a whole, each with its check, and those that check parts of it."""
TablesTold: TypeAlias = tuple[tuple[NotChecked, ...], tuple[CodeTableUsed, ...]]

THINGS: Final[Mapping[Subject, Callable[[ClaimFacts], Iterable[Any]]]] = {
    "line": lambda claim: claim.lines,
    "every_line": lambda claim: claim.all_lines,
    "diagnosis": lambda claim: claim.diagnoses,
    "procedure": lambda claim: claim.procedures,
    "coverage": lambda claim: claim.coverages,
    "provider": lambda claim: claim.providers,
}


_MOST_MET: Final = 256
_DAY: Final = dt.timedelta(days=1)


def _make_room(met: dict[Any, Any]) -> None:
    """Forget what was met if it is too much: which of the many combinations a claim has is the sender's choice."""
    if len(met) >= _MOST_MET:
        met.clear()


@value
class Plan:
    """What to do with every claim of one kind under one profile."""

    profile: Profile
    work: Work
    """Every edit of the plan."""
    narrowed: dict[Occasions, Work]
    """The edits that are left for each combination of occasions that claims had so far."""
    edits: tuple[Edit, ...]
    """The whole catalog."""
    codes: tuple[tuple[Any, ...], ...]
    """For each edit of the catalog, the codes of its lists."""
    marks: dict[Occasions, bytes]
    """What `marks_for` returned for each combination of occasions so far."""
    runs: tuple[str, ...]
    """Codes of all edits that run, in the order of the catalog."""
    shadow: frozenset[str]
    """Codes of those that run in shadow."""
    waiting: tuple[tuple[int, NotChecked], ...]
    """What is not checked on claims that carry certain codes, given by their place in `CARRIED_CODES`."""
    open_tables: tuple[tuple[int, CodeTableUsed], ...]
    """Open tables, each consulted for claims that carry certain codes."""
    told: dict[Carried, TablesTold]
    """What `tell` returned for each combination of codes so far."""

    def work_for(self, claim: ClaimFacts) -> Work:
        """The edits that can find something on a claim."""
        occasions = occasions_of(claim)
        work = self.narrowed.get(occasions)
        if work is None:
            given = {None, *compress(OCCASIONS, occasions)}
            on_claim, on_things = self.work
            groups = ((things, tuple(one for one in edits if one[0].occasion in given)) for things, edits in on_things)
            _make_room(self.narrowed)
            work = self.narrowed[occasions] = (
                tuple(one for one in on_claim if one[0].occasion in given),
                tuple(group for group in groups if group[1]),
            )
        return work

    def marks_for(self, claim: ClaimFacts) -> bytes:
        """For each edit of the catalog, 1 if it can find something on a claim, else 0."""
        occasions = occasions_of(claim)
        marks = self.marks.get(occasions)
        if marks is None:
            given = {None, *compress(OCCASIONS, occasions)}
            runs = set(self.runs)
            _make_room(self.marks)
            marks = bytes([edit.code in runs and edit.occasion in given for edit in self.edits])
            self.marks[occasions] = marks
        return marks

    def tell(self, claim: ClaimFacts) -> TablesTold:
        """What is not checked on a claim, and the tables consulted for it."""
        carried = carried_codes(claim)
        told = self.told.get(carried)
        if told is None:
            _make_room(self.told)
            told = self.told[carried] = (
                Shared(entry for place, entry in self.waiting if carried[place]),
                Shared(used for place, used in self.open_tables if carried[place]),
            )
        return told


class Eras:
    """The stretches of days between any two on which something that a plan depends on begins or ends.

    Everything about a plan is the same for all dates of one era, so plans are kept by eras: a year of claims falls
    into a few of them.
    """

    def __init__(self, edits: Iterable[Edit], tables: Tables) -> None:
        spans = [
            *((edit.effective_from or dt.date.min, edit.effective_through or dt.date.max) for edit in edits),
            *((span.start, span.end) for edit in edits for listed in edit.lists.values() for span in spans_of(listed)),
            *((span.start, span.end) for edit in edits if edit.bill_types for span in edit.bill_types.spans),
            *(span for name in tables.names() for span in _days_of(tables.get(name))),
        ]
        first_days = {start for start, _ in spans}
        first_days.update(end + _DAY for _, end in spans if end < dt.date.max)
        self._first_days = sorted(first_days)

    def of(self, on: dt.date) -> int:
        """The number of the era of a date."""
        return bisect_right(self._first_days, on)


def _days_of(table: Table | None) -> Iterable[tuple[dt.date, dt.date]]:
    """The first and last day of each release of a table."""
    if table is None:
        return ()
    if isinstance(table, ReleasedTable):
        return [(each.in_force_from, each.in_force_through) for each in table.manifests()]
    return [(table.in_force_from, table.in_force_through)]


class Plans:
    """Makes plans and keeps them."""

    _MOST: Final = 4096

    def __init__(self, edits: tuple[Edit, ...]) -> None:
        self._edits = edits
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._tables: Tables | None = None
        self._eras: Eras

    def plan_for(self, claim: ClaimFacts, profile: Profile) -> Plan:
        """The plan for a claim under a profile."""
        first, through = claim.encounter.service_from, claim.encounter.service_through
        if claim.tables is not self._tables:
            # Plans for other tables are dropped, and with them the releases that are no longer loaded.
            self._tables = claim.tables
            self._eras = Eras(self._edits, claim.tables)
            self._plans.clear()
        era_of_through = self._eras.of(through)
        era_of_first = era_of_through if claim.inpatient or first == through else self._eras.of(first)
        # A plan holds its profile, so no other profile can have this id while the plan is kept.
        key = (
            id(profile),
            claim.professional,
            claim.type_of_bill if claim.notice else claim.type_of_bill[:2],
            claim.void,
            claim.denial_bill,
            era_of_through,
            era_of_first,
        )
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= self._MOST:
                self._plans.clear()
            plan = self._plans[key] = self._make(claim, profile)
        return plan

    def _make(self, claim: ClaimFacts, profile: Profile) -> Plan:
        states: dict[str, TableState] = {}

        def state(table: str) -> TableState:
            if table not in states:
                states[table] = table_state(table, claim)
            return states[table]

        waiting: dict[str, list[str]] = {}
        runs: list[Edit] = []
        for edit in self._edits:
            if not_run_because(edit, claim, profile) is not None:
                continue
            whole = True
            for need in edit.tables:
                if claim.payer_class not in need.payer_classes or any(
                    state(name) is TableState.OPEN for name in need.tables
                ):
                    continue
                whole = whole and need.part
                if not profile.in_shadow(edit):
                    waiting.setdefault(need.tables[0], []).append(edit.code)
            if whole:
                runs.append(edit)
        through = claim.encounter.service_through
        by_subject: dict[Subject, list[tuple[Edit, Check]]] = {}
        for edit in runs:
            by_subject.setdefault(edit.subject, []).append((edit, bound_check(edit.check, edit, through)))
        open_names = [name for name in TABLE_ORDER if claim.tables.get(name) and state(name) is TableState.OPEN]
        return Plan(
            profile=profile,
            work=(
                tuple(by_subject.pop("claim", ())),
                tuple((THINGS[subject], tuple(edits)) for subject, edits in by_subject.items()),
            ),
            narrowed={},
            edits=self._edits,
            codes=tuple([tuple([listed.on(through) for listed in edit.lists.values()]) for edit in self._edits]),
            marks={},
            runs=tuple(edit.code for edit in runs),
            shadow=frozenset(edit.code for edit in runs if profile.in_shadow(edit)),
            waiting=tuple(
                (_carried(table), _not_checked(table, state(table), waiting[table]))
                for table in TABLE_ORDER
                if table in waiting
            ),
            open_tables=tuple(
                (_carried(name), CodeTableUsed(table=name, release=_release(table, through)))
                for name in open_names
                if (table := claim.tables.get(name)) is not None
            ),
            told={},
        )


def bound_check(check: Check, edit: Edit, on: dt.date) -> Check:
    """The check of an edit with the codes of its lists on a date, so that it looks up no date itself."""
    if not edit.lists:
        return check
    codes = {name: listed.on(on) for name, listed in edit.lists.items()}
    if not isinstance(check, FunctionType):
        return partial(check, **codes)
    # A copy of the function with the codes as defaults: unlike a partial, it adds nothing to the cost of a call.
    bound = FunctionType(check.__code__, check.__globals__, check.__name__, check.__defaults__, check.__closure__)
    bound.__kwdefaults__ = codes
    return bound


def table_state(table: str, claim: ClaimFacts) -> TableState:
    """Whether a table answers for a claim: on its through date or, except on inpatient bills, its from date."""
    tables = claim.tables
    through = tables.state(table, claim.encounter.service_through)
    if through is TableState.DATE_NOT_COVERED and not claim.inpatient:
        return tables.state(table, claim.encounter.service_from)
    return through


def _carried(table: str) -> int:
    """The place in `CARRIED_CODES` of what a table holds."""
    return CARRIED_CODES.index(TABLE_KINDS[table].carries)


def _release(table: Table, on: dt.date) -> str:
    """The release of a table that answers for a date; a loaded table may have several."""
    return (table.release_on(on) if isinstance(table, ReleasedTable) else None) or table.release


def _not_checked(table: str, state: TableState, edits: list[str]) -> NotChecked:
    reason: Any = "DATE_NOT_COVERED" if state is TableState.DATE_NOT_COVERED else "NOT_LOADED"
    return NotChecked(table=table, reason=reason, edits=tuple(dict.fromkeys(edits)))


def not_run_because(edit: Edit, claim: ClaimFacts, profile: Profile) -> str | None:
    """Why an edit does not run on claims of this kind, whatever is in them; None if it runs."""
    on = claim.encounter.service_through
    if edit.state == "retired":
        return "retired"
    if profile.word(edit) == "off":
        return f"off in profile {profile.name}"
    if edit.form != "both" and claim.professional != (edit.form == "professional"):
        return f"for {edit.form} claims only"
    if edit.bills != "any" and not getattr(claim, edit.bills):
        return f"for {BILLS[edit.bills]} only"
    if edit.bill_types is not None and claim.type_of_bill[:2] not in edit.bill_types.on(on):
        return "for other types of bill"
    if claim.denial_bill and not edit.on_denial_bill:
        return "not for denial bills"
    if claim.void and not edit.on_void:
        return "not for voids"
    if claim.notice and not (edit.on_void if edit.on_notice is None else edit.on_notice):
        return "not for notices"
    if edit.effective_from is not None and on < edit.effective_from:
        return f"for services through {edit.effective_from} and later"
    if edit.effective_through is not None and on > edit.effective_through:
        return f"for services through {edit.effective_through} and earlier"
    return None
