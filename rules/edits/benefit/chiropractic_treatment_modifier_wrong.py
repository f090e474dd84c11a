"""BN129: Medicare covers chiropractic manipulation as active treatment, which modifier AT says."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS, modifier_path
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PART_B: Final = "MB"
_ACTIVE: Final = "AT"
_NOTICE_GIVEN: Final = "GA"
_ACTIVE_SINCE: Final = dt.date(2004, 10, 1)
_EXCLUSIVE_SINCE: Final = dt.date(2015, 11, 1)


def check(line: LineFacts, claim: ClaimFacts, *, manipulation: frozenset[str]) -> Found:
    """A manipulation is neither active treatment nor expected to be denied, or both."""
    if claim.filing != _PART_B or line.code not in manipulation:
        return None
    if _ACTIVE in line.modifiers:
        both = _NOTICE_GIVEN in line.modifiers and line.date_from >= _EXCLUSIVE_SINCE
        return problem(modifier_path(line, _NOTICE_GIVEN), "both") if both else None
    if line.date_from < _ACTIVE_SINCE or not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers):
        return None
    return problem(f"{line.path}.modifiers", line=line.number)


EDIT = Edit(
    code="BN129",
    name="chiropractic-treatment-modifier-wrong",
    title="A chiropractic manipulation does not say whether it is active treatment.",
    why="Medicare pays chiropractic manipulation as active treatment with modifier AT, and denies it as maintenance "
    "without. AT and GA (expected denial) contradict each other.",
    fix="Add AT for active treatment; for maintenance add GA, GY or GZ. Keep one of AT and GA.",
    looks_at=(
        "service_lines[].modifiers",
        "service_lines[].procedure_code",
        "service_lines[].service_from",
        "coverages[].filing_indicator",
    ),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Line {line} has neither AT (active treatment) nor a modifier for services that Medicare is not "
            "expected to pay; it will be denied as maintenance.",
            suggest="Add AT for active treatment, or GA, GY or GZ.",
        ),
        "both": Case(
            says="AT and GA cannot be on the same line.",
            suggest="Keep one of the two.",
            rarc=("N519",),
            status=statuses("A7:453"),
        ),
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="Palmetto GBA on modifiers AT and GA; MLN Matters SE1601; Medicare Benefit Policy Manual chapter 15 section "
    "240",
    references=(
        Reference(text="Palmetto GBA, acute treatment: manipulation without AT is maintenance and denied."),
        Reference(text="Palmetto GBA and MLN Matters SE1601: AT and GA never go together on one line."),
    ),
    basis="manual",
    form="professional",
    since="2",
    lists={"manipulation": dated_list("chiropractic_manipulation")},
    example=Example(
        base="office-visit-medicare",
        field="service_lines[0].modifiers",
        fires=[],
        silent=["AT"],
        given={
            "service_lines[0].procedure_code": "98941",
            "diagnoses[0].code": "M9903",
            "dates": [{"kind": "INITIAL_TREATMENT", "date": "2026-10-20"}],
        },
        profile="medicare",
    ),
    related=("DX211", "EV109"),
)
