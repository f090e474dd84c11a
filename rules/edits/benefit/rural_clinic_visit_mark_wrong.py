"""BN119: modifier CG marks the main service of each visit to a rural health clinic."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from rules.claim.bill_codes import is_clinic_visit
from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_MARK: Final = "CG"
_MENTAL_HEALTH: Final = "0900"
_CODES_SINCE: Final = dt.date(2016, 4, 1)
_MARK_SINCE: Final = dt.date(2016, 10, 1)
_DENTAL_SINCE: Final = dt.date(2025, 1, 1)


def check(claim: ClaimFacts, *, no_visit: frozenset[str], beside: frozenset[str], second: frozenset[str]) -> Found:
    """A day has two visits of one kind with CG, no visit has CG, or a visit has no code."""
    visits = [line for line in claim.lines if is_clinic_visit(line)]
    first = claim.encounter.service_from
    found = []
    if first >= _CODES_SINCE:
        found += [problem(f"{line.path}.procedure_code", "code", line=line.number) for line in visits if not line.code]
    if first >= _MARK_SINCE:
        found += _second_marks(visits, beside, second)
        may_be_marked = [line for line in visits if line.code and line.code not in no_visit]
        if may_be_marked and not any(_MARK in line.modifiers for line in claim.lines):
            found.append(problem(f"{may_be_marked[0].path}.modifiers", "missing"))
    return found


def _second_marks(visits: Sequence[LineFacts], beside: frozenset[str], second: frozenset[str]) -> Iterator[Problem]:
    """Each visit with CG after the first one of its kind and day."""
    seen: set[tuple[bool, dt.date]] = set()
    for line in visits:
        if _MARK not in line.modifiers or _may_be_second(line, beside, second):
            continue
        mental = line.revenue == _MENTAL_HEALTH
        if (mental, line.date_from) in seen:
            kind = "mental health" if mental else "medical"
            yield problem(modifier_path(line, _MARK), kind=kind, date=line.date_from)
        seen.add((mental, line.date_from))


def _may_be_second(line: LineFacts, beside: frozenset[str], second: frozenset[str]) -> bool:
    code = line.code or ""
    dental = code.startswith("D") and line.date_from >= _DENTAL_SINCE
    return code in beside or dental or not second.isdisjoint(line.modifiers)


EDIT = Edit(
    code="BN119",
    name="rural-clinic-visit-mark-wrong",
    title="Modifier CG is on two visits of a day, or on none.",
    why="Medicare pays a rural health clinic one rate for the service with modifier CG: one medical and one mental "
    "health visit a day. It returns a claim with CG twice, and does not pay one without.",
    fix="Keep CG on the main service of each visit, and give every visit line its procedure code. A second visit of "
    "the day for another illness carries 59 or 25.",
    looks_at=(
        "service_lines[].modifiers",
        "service_lines[].revenue_code",
        "service_lines[].procedure_code",
        "service_lines[].service_from",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "default": Case(
            says="Modifier CG is on more than one {kind} line of {date}.",
            suggest="Keep CG on the main service of each visit.",
        ),
        "missing": Case(
            says="No visit carries modifier CG.",
            suggest="Add CG to the service that made the visit.",
            mark="WARN",
            rarc=("N822",),
            status=statuses("A6:453"),
        ),
        "code": Case(
            says="Line {line} bills a visit without its procedure code.",
            suggest="Enter the procedure code of the service.",
            mark="WARN",
            carc="16",
            rarc=("M20",),
            status=statuses("A6:507"),
        ),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=6,
    source="MLN Matters SE1611; Palmetto GBA, Rural Health Clinics Reporting Requirements",
    references=(
        Reference(
            text="Palmetto GBA: the first of the five causes for which claims of rural clinics are returned is "
            "modifier CG more than once a day; a procedure code is required since 2016-04-01.",
            address="https://www.palmettogba.com/palmetto/jja.nsf/DID/AXYLEV6150",
        ),
        Reference(
            text="Michigan Association of Rural Health Clinics on SE1611: from 2016-10-01 CG on one line 052x and on "
            "one line 0900 a day; a second visit has 59 or 25.",
            address="https://www.marhc.org/single-post/2016/10/14/hcpcs-reporting-requirements",
        ),
        Reference(
            text="National Association of Rural Health Clinics: dental visits beside a medical one from 2025.",
            address="https://narhc.org/News/30859/Rural%2DHealth%2DClinics%2DSecure%2DMajor%2DRegulatory%2DWins%2Din"
            "%2DMedicare%2D%2DPhysician%2DFee%2DSchedule%2DFinal%2DRule",
        ),
        Reference(text="The list of services without a visit is known, not read; it silences a warning only."),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("rural_clinic_bills"),
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    effective_from=_CODES_SINCE,
    lists={
        "no_visit": dated_list("clinic_services_without_visit"),
        "second": dated_list("second_visit_modifiers"),
        "beside": dated_list("visits_beside_another_visit"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].modifiers",
        fires=["CG"],
        silent=["59", "CG"],
        given={
            "institutional.type_of_bill": "0711",
            "service_lines[0].revenue_code": "0521",
            "service_lines[0].procedure_code": "99213",
            "service_lines[0].modifiers": ["CG"],
            "service_lines[1].revenue_code": "0521",
            "service_lines[1].procedure_code": "G0447",
        },
    ),
)
