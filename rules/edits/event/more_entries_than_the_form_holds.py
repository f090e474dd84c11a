"""EV106: a claim has a fixed number of positions for everything that repeats."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.form_limits import (
    MOST_COVERAGES,
    MOST_LINES,
    MOST_MODIFIERS,
    MOST_PROCEDURES,
    MOST_PROFESSIONAL_LINES,
)
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from schemas.encounter import Adjustment, DiagnosisRole

_List: TypeAlias = tuple[str, str, int, Sequence[Any]]
"""Path, case, limit and entries."""

_ROLES: Final[Mapping[DiagnosisRole, int]] = {"OTHER": 24, "ADMITTING": 1, "REASON_FOR_VISIT": 3, "EXTERNAL_CAUSE": 12}
_DECISIONS, _ADJUSTMENTS, _SHORTEST = 15, 6, 10
_SAYS: Final = "There are {count} {what}; {limit} are allowed."
_COMPARED: Final = f"{_SAYS} The rest are not compared."


def check(claim: ClaimFacts) -> Found:
    """A list has more entries than a claim allows; the total line is not counted."""
    lists = _lists(claim) if _has_long_list(claim) else ()
    found = [_too_many(path, case, len(held), most) for path, case, most, held in lists if len(held) > most]
    if claim.institutional and len(claim.diagnoses) > 1:
        found += _too_many_in_a_role(claim)
    for part in claim.coverages:
        decided = part.coverage.adjudication
        if decided is not None:
            found += _too_many_in_a_group(decided.adjustments, f"{part.path}.adjudication.adjustments")
    for line in claim.lines:
        if line.line.adjudications or len(line.line.modifiers) > MOST_MODIFIERS:
            found += _too_many_on_a_line(line)
    return found


def _has_long_list(claim: ClaimFacts) -> bool:
    """Whether a list is longer than the shortest limit, which few are."""
    event, details = claim.encounter, claim.encounter.institutional
    longest = max(len(claim.lines), len(event.diagnoses), len(event.coverages), len(event.attachments))
    if details is not None:
        longest = max(longest, len(details.occurrence_codes), len(details.occurrence_spans), len(details.value_codes))
    return max(longest, len(event.procedures), len(event.condition_codes)) > _SHORTEST


def _lists(claim: ClaimFacts) -> list[_List]:
    encounter, details = claim.encounter, claim.encounter.institutional
    most_lines = MOST_PROFESSIONAL_LINES if claim.professional else MOST_LINES
    lists: list[_List] = [
        ("coverages", "default", MOST_COVERAGES, encounter.coverages),
        ("attachments", "default", _SHORTEST, encounter.attachments),
        ("service_lines", "lines", most_lines, claim.lines),
    ]
    if claim.professional:
        lists.append(("diagnoses", "diagnoses", 12, encounter.diagnoses))
        return lists
    lists.append(("procedures", "procedures", MOST_PROCEDURES, encounter.procedures))
    lists.append(("condition_codes", "condition-codes", 24, encounter.condition_codes))
    if details is not None:
        lists.append(("institutional.occurrence_codes", "occurrence-codes", 24, details.occurrence_codes))
        lists.append(("institutional.occurrence_spans", "occurrence-spans", 24, details.occurrence_spans))
        lists.append(("institutional.value_codes", "value-codes", 24, details.value_codes))
    return lists


def _too_many(path: str, case: str, count: int, limit: int) -> Problem:
    what = path.rpartition(".")[2].replace("_", " ")
    return problem(path, case, what=what, count=count, limit=limit)


def _too_many_in_a_role(claim: ClaimFacts) -> list[Problem]:
    roles = [dx.diagnosis.role for dx in claim.diagnoses]
    return [
        problem("diagnoses", "role", role=role.lower().replace("_", " "), count=roles.count(role), limit=limit)
        for role, limit in _ROLES.items()
        if roles.count(role) > limit
    ]


def _too_many_on_a_line(line: LineFacts) -> list[Problem]:
    modifiers, decisions = line.line.modifiers, line.line.adjudications
    lists = (
        (f"{line.path}.modifiers", modifiers, MOST_MODIFIERS),
        (f"{line.path}.adjudications", decisions, _DECISIONS),
    )
    found = [_too_many(path, "default", len(held), most) for path, held, most in lists if len(held) > most]
    for index, decision in enumerate(decisions):
        found += _too_many_in_a_group(decision.adjustments, f"{line.path}.adjudications[{index}].adjustments")
    return found


def _too_many_in_a_group(adjustments: Sequence[Adjustment], path: str) -> list[Problem]:
    if len(adjustments) <= _ADJUSTMENTS:
        return []
    most = max(Counter(adjustment.group for adjustment in adjustments).values())
    return [problem(path, "group", count=most, limit=_ADJUSTMENTS)] if most > _ADJUSTMENTS else []


EDIT = Edit(
    code="EV106",
    name="more-entries-than-the-form-holds",
    title="The claim has more lines, codes or other entries than a claim allows.",
    why="A claim has a fixed number of lines, diagnoses, procedures and codes. Extra entries are cut off, or the "
    "whole claim is rejected.",
    fix="Split the lines over several claims, each with its own total. Keep the diagnoses and codes that matter most "
    "for payment, and leave the others in the record.",
    looks_at=(
        "coverages",
        "diagnoses[].role",
        "procedures",
        "service_lines[].modifiers",
        "service_lines[].adjudications[].adjustments",
        "condition_codes",
        "institutional.value_codes",
        "attachments",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says=_COMPARED),
        "lines": Case(says=_COMPARED, rarc=("N61",), status=statuses("A7:121")),
        "diagnoses": Case(says=_COMPARED, rarc=("M76",), status=statuses("A7:255")),
        "role": Case(
            says="There are {count} diagnoses in the role {role}; {limit} are allowed.",
            rarc=("M76",),
            status=statuses("A7:255"),
        ),
        "procedures": Case(says=_COMPARED, rarc=("M67",), status=statuses("A7:490")),
        "condition-codes": Case(says=_SAYS, rarc=("M44",), status=statuses("A7:460")),
        "occurrence-codes": Case(says=_SAYS, rarc=("M45",), status=statuses("A7:719")),
        "occurrence-spans": Case(says=_SAYS, rarc=("M46",), status=statuses("A7:721")),
        "value-codes": Case(says=_SAYS, rarc=("M49",), status=statuses("A7:725")),
        "group": Case(says="One payer's adjudication has {count} adjustments in one group; {limit} are allowed."),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:481"),
    snip=2,
    source="ASC X12 837P and 837I, how often each loop and segment may repeat",
    basis="regulation",
    waivable=False,
    on_void=True,
    example=Example(
        base="office-visit",
        field="service_lines[0].modifiers",
        fires=["25", "57", "GC", "CR", "Q0"],
        silent=["25", "57", "GC", "CR"],
    ),
)
