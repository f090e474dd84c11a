"""Runs the edits of a profile over a claim and turns the problems they find into findings, in order."""

from collections.abc import Mapping
from typing import Final

from rules.catalog import catalogue_version
from rules.claim.facts import ClaimFacts
from rules.edit import LEVELS, Edit, Level, Problem
from rules.engine.compiled_checks import compiled_run
from rules.engine.hits import Hits
from rules.engine.plan import Plan, Plans, Work
from rules.engine.suppress import unsuppressed
from rules.engine.write_finding import honored_waivers, write_finding
from rules.profile import Profile
from schemas.finding import CodeTableUsed, Finding, NotChecked
from schemas.path_order import path_order
from schemas.value import value


@value
class Judgement:
    """What the edits found in a claim."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    code_tables: tuple[CodeTableUsed, ...]
    shadow: tuple[str, ...]
    """Codes of shadow edits that fired, once per finding."""
    failed_edits: tuple[str, ...]
    ran: tuple[str, ...]
    """Codes of the edits that ran, whether they fired or not."""

    @property
    def rejects(self) -> bool:
        """Whether a finding rejects the claim."""
        return any(finding.severity == "REJECT" for finding in self.findings)


class Engine:
    """Runs a catalog of edits over claims. It keeps nothing of a claim, only which edits each kind of claim runs.

    Args:
        catalogue: the edits by code, in their order.
        keep_going: whether an edit that raises is listed as not checked; else `judge` raises.
    """

    def __init__(self, catalogue: Mapping[str, Edit], *, keep_going: bool = True) -> None:
        self._place = {code: place for place, code in enumerate(catalogue)}
        self._keep_going = keep_going
        self._edits = tuple(catalogue.values())
        self._plans = Plans(self._edits)
        self._run_compiled = compiled_run(self._edits)
        self.catalogue_version: Final = catalogue_version(catalogue)
        self.waivable: Final = frozenset(code for code, edit in catalogue.items() if edit.waivable)

    def judge(self, claim: ClaimFacts, profile: Profile) -> Judgement:
        """Everything the edits of a profile find in a claim, in the order of the catalog and then of the event.

        Raises:
            EditFailed: an edit raised and `keep_going` is false.
        """
        plan = self._plans.plan_for(claim, profile)
        hits = Hits(self._keep_going)
        if self._run_compiled is None:
            _run(plan.work_for(claim), claim, hits)
        else:
            self._run_compiled(plan.marks_for(claim), plan.codes, self._edits, claim, hits)
        failed = hits.failed
        findings, shadow = self._findings(hits, claim, plan) if hits.found else ((), ())
        not_checked, code_tables = plan.tell(claim)
        if failed:
            failed = sorted(set(failed), key=self._place.__getitem__)
            if enforced := tuple(code for code in failed if code not in plan.shadow):
                not_checked += (NotChecked(table=None, reason="EDIT_FAILED", edits=enforced),)
        return Judgement(
            findings=findings,
            not_checked=not_checked,
            code_tables=code_tables,
            shadow=shadow,
            failed_edits=tuple(failed),
            ran=plan.runs if not failed else tuple(code for code in plan.runs if code not in failed),
        )

    def _findings(self, hits: Hits, claim: ClaimFacts, plan: Plan) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """The findings of the problems, and the codes of shadow edits that have one.

        If an edit found more than is listed, its last finding says so and has the highest severity that the others
        could have, so that a claim is never ready because of the limit.
        """
        failed, cut = hits.failed, hits.cut
        found = [hit for hit in hits.found if hit[0].code not in failed] if failed else hits.found
        kept = unsuppressed(found, plan.shadow) if len(found) > 1 else found
        if cut:
            listed = {id(one) for _, one in kept}
            kept += [hit for hit in found if hit[1] is cut.get(hit[0].code) and id(hit[1]) not in listed]
        waivers = honored_waivers(claim)
        kept.sort(key=lambda hit: (self._place[hit[0].code], path_order(hit[1].field)))
        findings, shadow = [], []
        for edit, one in kept:
            if edit.code in plan.shadow:
                shadow.append(edit.code)
                continue
            ceiling = plan.profile.ceiling(edit)
            if ceiling is None or edit.code in failed:
                continue
            if claim.reporting:
                ceiling = _lower(ceiling, edit.reporting_mark)
            more = bool(cut) and one is cut.get(edit.code)
            try:
                severity = _highest(edit, ceiling) if more else _severity(edit, one, ceiling)
                findings.append(write_finding(edit, one, severity, claim, waivers=waivers, more=more))
            except Exception as error:  # noqa: BLE001 - a message that cannot be written is a failure of its edit
                hits.fail(edit, error)
        return tuple(findings), tuple(shadow)


def _run(work: Work, claim: ClaimFacts, hits: Hits) -> None:
    """Call the checks of the edits."""
    on_claim, on_things = work
    for edit, check in on_claim:
        try:
            found = check(claim)
            if found:
                hits.add(edit, found)
        except Exception as error:  # noqa: BLE001 - any exception stops that edit only
            hits.fail(edit, error)
    for things_of, edits in on_things:
        things = things_of(claim)
        if not things:
            continue
        for edit, check in edits:
            try:
                for thing in things:
                    found = check(thing, claim)
                    if found and hits.add(edit, found):
                        break
            except Exception as error:  # noqa: BLE001 - as above
                hits.fail(edit, error)


def _highest(edit: Edit, ceiling: Level) -> Level:
    """The highest severity that a finding of an edit can have."""
    return "REJECT" if any(case.lifts for case in edit.cases.values()) else ceiling


def _severity(edit: Edit, one: Problem, ceiling: Level) -> Level:
    case = edit.cases[one.case]
    if case.lifts:
        return "REJECT"
    return _lower(ceiling, case.mark_of(one))


def _lower(ceiling: Level, mark: Level | None) -> Level:
    return ceiling if mark is None else max(mark, ceiling, key=LEVELS.index)
