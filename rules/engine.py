"""Edits run over a claim: grouped by what they look at, once each, and what they find is put in order and in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from rules.claim_facts import ClaimFacts
from rules.edit import LEVELS, Edit, Found, Kind, Level, Problem
from rules.path_order import path_order
from rules.profile import Profile
from rules.silence import silenced
from rules.table_kinds import TABLE_ORDER, carries
from rules.tables.store import Tables
from rules.tables.table import TableState
from rules.write_finding import write_finding
from schemas.finding import CodeTableUsed, Finding, NotChecked
from schemas.value import value

_Hit: TypeAlias = tuple[Edit, Problem]

_THINGS: Final[Mapping[Kind, Callable[[ClaimFacts], Sequence[Any]]]] = {
    "line": lambda claim: claim.lines,
    "every_line": lambda claim: claim.all_lines,
    "diagnosis": lambda claim: claim.diagnoses,
    "procedure": lambda claim: claim.procedures,
    "coverage": lambda claim: claim.coverages,
    "provider": lambda claim: claim.providers,
}


@value
class Judgement:
    """What the edits say of a claim."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    code_tables: tuple[CodeTableUsed, ...]
    shadow: tuple[str, ...]
    """Codes of edits in shadow that fired, once for each finding."""
    failed_edits: tuple[str, ...]
    ran: tuple[str, ...]
    """Codes of the edits that ran, fired or not."""

    @property
    def rejects(self) -> bool:
        """Whether any finding stops the claim."""
        return any(finding.severity == "REJECT" for finding in self.findings)


class Engine:
    """Judges claims by a catalogue of edits. It keeps nothing of a claim; it remembers which edits a kind of claim has.

    Args:
        catalogue: the edits by code, in their order.
        keep_going: whether an edit that raises is listed as not checked; else it ends the judging.
    """

    def __init__(self, catalogue: Mapping[str, Edit], *, keep_going: bool = True) -> None:
        self._edits = tuple(catalogue.values())
        self._place = {code: place for place, code in enumerate(catalogue)}
        self._keep_going = keep_going
        self._plans: dict[tuple[Any, ...], tuple[Edit, ...]] = {}
        self.waivable: Final = frozenset(edit.code for edit in self._edits if edit.waivable)

    def judge(self, claim: ClaimFacts, profile: Profile) -> Judgement:
        """Everything the edits of a profile find in a claim, in the order of the catalogue and of the event.

        Raises:
            EditFailed: an edit raised, and this engine does not keep going.
        """
        plan = self._plan(claim, profile)
        missing, skipped = self._missing(plan, claim)
        hits: list[_Hit] = []
        failed: list[str] = []
        ran: list[str] = []
        for edit in plan:
            if edit.code in skipped:
                continue
            try:
                found = _run(edit, claim)
            except Exception as error:  # noqa: BLE001 - whatever an edit raises stops that edit alone
                self._fail(edit, error, failed)
                continue
            ran.append(edit.code)
            if found:
                hits += [(edit, one) for one in found]
        findings, shadow = self._findings(hits, claim, profile, failed)
        if failed:
            missing.append(NotChecked(table=None, reason="EDIT_FAILED", edits=tuple(failed)))
        return Judgement(
            findings=findings,
            not_checked=tuple(missing),
            code_tables=_consulted(claim.tables, claim),
            shadow=shadow,
            failed_edits=tuple(failed),
            ran=tuple(ran),
        )

    def _fail(self, edit: Edit, error: Exception, failed: list[str]) -> None:
        """Note that an edit failed; the error itself is dropped, for its text can hold a value of the claim."""
        if not self._keep_going:
            raise EditFailed(edit.code, type(error).__name__) from None
        failed.append(edit.code)

    def _plan(self, claim: ClaimFacts, profile: Profile) -> tuple[Edit, ...]:
        """The edits that the profile has on and that apply to the form and bill; remembered by what decides it."""
        on = claim.encounter.service_through
        key: tuple[Any, ...] = (
            id(profile),
            claim.professional,
            claim.type_of_bill if claim.notice else claim.type_of_bill[:2],
            claim.void,
            on,
        )
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) > 4096:
                self._plans.clear()
            plan = self._plans[key] = tuple(edit for edit in self._edits if _applies(edit, claim, profile))
        return plan

    def _missing(self, plan: Iterable[Edit], claim: ClaimFacts) -> tuple[list[NotChecked], frozenset[str]]:
        """What cannot be judged for want of a table, and the edits that do not run at all."""
        states: dict[str, TableState] = {}
        waiting: dict[str, list[str]] = {}
        skipped: set[str] = set()
        for edit in plan:
            for need in edit.tables:
                if claim.column not in need.columns:
                    continue
                for table in need.tables:
                    if table not in states:
                        states[table] = table_state(table, claim)
                if any(states[table] is TableState.OPEN for table in need.tables):
                    continue
                if not need.part:
                    skipped.add(edit.code)
                if edit.state == "enforced":
                    waiting.setdefault(need.tables[0], []).append(edit.code)
        listed = [
            NotChecked(table=table, reason=_reason(states[table]), edits=tuple(dict.fromkeys(waiting[table])))
            for table in TABLE_ORDER
            if table in waiting and carries(claim, table)
        ]
        return listed, frozenset(skipped)

    def _findings(
        self, hits: list[_Hit], claim: ClaimFacts, profile: Profile, failed: list[str]
    ) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        if not hits:
            return (), ()
        spoken = [hit for hit in hits if not silenced(hit, hits)]
        spoken.sort(key=lambda hit: (self._place[hit[0].code], path_order(hit[1].field)))
        findings, shadow = [], []
        for edit, one in spoken:
            if edit.state == "shadow" and edit.code not in profile.severity:
                shadow.append(edit.code)
                continue
            ceiling = profile.ceiling(edit)
            if ceiling is None or edit.code in failed:
                continue
            try:
                findings.append(write_finding(edit, one, _severity(edit, one, ceiling), claim))
            except Exception as error:  # noqa: BLE001 - a sentence that cannot be written is a failure of its edit
                self._fail(edit, error, failed)
        return tuple(findings), tuple(shadow)


class EditFailed(Exception):
    """An edit raised. The text names the edit and the kind of error, never a value of the claim."""

    def __init__(self, edit: str, error: str) -> None:
        super().__init__(f"edit {edit} failed: {error}")
        self.edit = edit


def table_state(table: str, claim: ClaimFacts) -> TableState:
    """Whether a table can answer for a claim: on any of its diagnosis dates, else on its through date."""
    tables = claim.tables
    through = tables.state(table, claim.encounter.service_through)
    if through is TableState.DATE_NOT_COVERED and not claim.inpatient:
        return tables.state(table, claim.encounter.service_from)
    return through


def _reason(state: TableState) -> Any:
    return "DATE_NOT_COVERED" if state is TableState.DATE_NOT_COVERED else "NOT_LOADED"


def _run(edit: Edit, claim: ClaimFacts) -> list[Problem]:
    if edit.kind == "claim":
        return _listed(edit.check(claim))
    check, problems = edit.check, []
    for thing in _THINGS[edit.kind](claim):
        found = check(thing, claim)
        if found:
            problems += _listed(found)
    return problems


def _listed(found: Found) -> list[Problem]:
    if found is None:
        return []
    return [found] if isinstance(found, Problem) else list(found)


def _applies(edit: Edit, claim: ClaimFacts, profile: Profile) -> bool:
    if edit.state == "retired":
        return False
    if edit.state == "enforced" and profile.ceiling(edit) is None:
        return False
    if edit.form != "both" and claim.professional != (edit.form == "professional"):
        return False
    if edit.bills != "any" and not getattr(claim, edit.bills):
        return False
    if claim.void and not edit.on_void:
        return False
    if claim.notice and not (edit.on_void and edit.code != "EV105") and edit.code != "DX106":
        return False
    through = claim.encounter.service_through
    if edit.effective_from is not None and through < edit.effective_from:
        return False
    return edit.effective_through is None or through <= edit.effective_through


def _severity(edit: Edit, one: Problem, ceiling: Level) -> Level:
    case = edit.cases[one.case]
    if case.lifts:
        return "REJECT"
    return ceiling if case.mark is None else max(case.mark, ceiling, key=LEVELS.index)


def _consulted(tables: Tables, claim: ClaimFacts) -> tuple[CodeTableUsed, ...]:
    """Every open table that a code of the claim was looked up in."""
    used = []
    for name in TABLE_ORDER:
        table = tables.get(name)
        if table is not None and carries(claim, name) and table_state(name, claim) is TableState.OPEN:
            used.append(CodeTableUsed(table=name, release=table.release))
    return tuple(used)
