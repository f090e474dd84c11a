"""EV106: a claim has a fixed number of positions for everything that repeats."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, TypeAlias

from rules.claim.facts import ClaimFacts
from rules.claim.form_limits import (
    MOST_COVERAGES,
    MOST_LINES,
    MOST_MODIFIERS,
    MOST_PROCEDURES,
    MOST_PROFESSIONAL_LINES,
)
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from schemas.encounter import Adjustment, DiagnosisRole

_List: TypeAlias = tuple[str, Callable[[Any], Sequence[Any]], int, str]

_BOTH: Final[tuple[_List, ...]] = (
    ("coverages", attrgetter("coverages"), MOST_COVERAGES, "default"),
    ("attachments", attrgetter("attachments"), 10, "default"),
)
_PROFESSIONAL: Final[tuple[_List, ...]] = (("diagnoses", attrgetter("diagnoses"), 12, "diagnoses"),)
_INSTITUTIONAL: Final[tuple[_List, ...]] = (
    ("procedures", attrgetter("procedures"), MOST_PROCEDURES, "procedures"),
    ("condition_codes", attrgetter("condition_codes"), 24, "condition-codes"),
)
_DETAILS: Final[tuple[_List, ...]] = (
    ("institutional.occurrence_codes", attrgetter("occurrence_codes"), 24, "occurrence-codes"),
    ("institutional.occurrence_spans", attrgetter("occurrence_spans"), 24, "occurrence-spans"),
    ("institutional.value_codes", attrgetter("value_codes"), 24, "value-codes"),
)
_ROLES: Final[Mapping[DiagnosisRole, int]] = {"OTHER": 24, "ADMITTING": 1, "REASON_FOR_VISIT": 3, "EXTERNAL_CAUSE": 12}
_LINES: Final = {True: MOST_PROFESSIONAL_LINES, False: MOST_LINES}
_DECISIONS, _ADJUSTMENTS = 15, 6
_SAYS: Final = "There are {count} {what}; {limit} are allowed."
_COMPARED: Final = f"{_SAYS} The rest are not compared."


def check(claim: ClaimFacts) -> Found:
    """A list has more entries than a claim allows; the total line is not counted."""
    return tuple(_problems(claim))


def _problems(claim: ClaimFacts) -> Iterator[Problem]:
    encounter, details = claim.encounter, claim.encounter.institutional
    yield from _too_long(encounter, _BOTH)
    yield from _too_long(encounter, _PROFESSIONAL if claim.professional else _INSTITUTIONAL)
    if claim.institutional:
        if details is not None:
            yield from _too_long(details, _DETAILS)
        yield from _too_many_in_a_role(claim)
    if len(claim.lines) > _LINES[claim.professional]:
        yield _too_many("service_lines", "lines", len(claim.lines), _LINES[claim.professional])
    for part in claim.coverages:
        decided = part.coverage.adjudication
        if decided is not None and len(decided.adjustments) > _ADJUSTMENTS:
            yield from _too_many_in_a_group(decided.adjustments, f"{part.path}.adjudication.adjustments")
    for line in claim.lines:
        if len(line.line.modifiers) > MOST_MODIFIERS:
            yield _too_many(f"{line.path}.modifiers", "default", len(line.line.modifiers), MOST_MODIFIERS)
        if len(line.line.adjudications) > _DECISIONS:
            yield _too_many(f"{line.path}.adjudications", "default", len(line.line.adjudications), _DECISIONS)
        for index, decision in enumerate(line.line.adjudications):
            if len(decision.adjustments) > _ADJUSTMENTS:
                yield from _too_many_in_a_group(decision.adjustments, f"{line.path}.adjudications[{index}].adjustments")


def _too_long(holder: Any, lists: tuple[_List, ...]) -> Iterator[Problem]:
    for path, read, limit, case in lists:
        count = len(read(holder))
        if count > limit:
            yield _too_many(path, case, count, limit)


def _too_many(path: str, case: str, count: int, limit: int) -> Problem:
    what = path.rpartition(".")[2].replace("_", " ")
    return problem(path, case, what=what, count=count, limit=limit)


def _too_many_in_a_role(claim: ClaimFacts) -> Iterator[Problem]:
    if len(claim.diagnoses) < 2:
        return
    counts = Counter(dx.diagnosis.role for dx in claim.diagnoses)
    for role, limit in _ROLES.items():
        if counts[role] > limit:
            what = role.lower().replace("_", " ")
            yield problem("diagnoses", "role", role=what, count=counts[role], limit=limit)


def _too_many_in_a_group(adjustments: Sequence[Adjustment], path: str) -> Iterator[Problem]:
    most = max(Counter(adjustment.group for adjustment in adjustments).values())
    if most > _ADJUSTMENTS:
        yield problem(path, "group", count=most, limit=_ADJUSTMENTS)


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
