"""CV103: a Medicare beneficiary identifier (MBI) has eleven characters in a fixed pattern."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

# The letters S, L, O, I, B and Z are never used: they look like digits.
_LETTER: Final = "AC-HJKMNP-RT-Y"
_BENEFICIARY_ID: Final = re.compile(
    f"[1-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}][0-9{_LETTER}][0-9][{_LETTER}]{{2}}[0-9]{{2}}"
)
_OLD_NUMBER: Final = re.compile("[0-9]{9}[A-Z][A-Z0-9]?|[A-Z]{1,3}(?:[0-9]{6}|[0-9]{9})")
"""The health insurance claim number (HICN) before the MBI, and that of the Railroad Retirement Board."""
_FIRST_WITH_MBI: Final = dt.date(2018, 4, 1)
_FIRST_WITHOUT_OLD_NUMBER: Final = dt.date(2020, 1, 1)


def check(part: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str], long_bills: frozenset[str]) -> Found:
    """The member ID of a Medicare coverage is in no format that Medicare accepted when the claim was submitted."""
    coverage = part.coverage
    if coverage.filing_indicator not in medicare or coverage.member_id is None or is_blank(coverage.member_id):
        return None
    path = f"{part.path}.member_id"
    if _BENEFICIARY_ID.fullmatch(coverage.member_id):
        return None if claim.as_of >= _FIRST_WITH_MBI else problem(path, "too-early")
    case = "default"
    if _OLD_NUMBER.fullmatch(coverage.member_id):
        if _old_number_accepted(claim, long_bills):
            return None
        case = "old"
    lenient = not part.billed or claim.encounter.purpose == "REPORTING"
    return problem(path, f"{case}-lenient" if lenient else case)


def _old_number_accepted(claim: ClaimFacts, long_bills: frozenset[str]) -> bool:
    """Whether Medicare still took the old number: to the end of 2019, then on bills of care that began before."""
    if claim.as_of < _FIRST_WITHOUT_OLD_NUMBER:
        return True
    return claim.encounter.service_from < _FIRST_WITHOUT_OLD_NUMBER and claim.type_of_bill[:2] in long_bills


_CASES: Final[Mapping[str, Case]] = {
    "default": Case(says="The member ID of a Medicare coverage is not in MBI format."),
    "old": Case(
        says="The member ID of a Medicare coverage looks like an old Medicare number (HICN); since 2020-01-01 Medicare "
        "accepts only the MBI."
    ),
    "too-early": Case(
        says="The member ID of a Medicare coverage is an MBI, which Medicare accepts on claims from 2018-04-01.",
        mark="WARN",
    ),
}

EDIT = Edit(
    code="CV103",
    name="medicare-beneficiary-id-malformed",
    title="The member ID of a Medicare coverage is not in MBI format.",
    why="Every Medicare beneficiary has an identifier of eleven characters in a fixed pattern, without the letters "
    "S, L, O, I, B and Z. Medicare returns claims with any other. It accepted the old number (HICN) on claims "
    "submitted through 2019, and accepts it later on inpatient and home health bills of care that began before 2020.",
    fix="Copy the identifier from the red, white and blue card; old numbers based on a Social Security number are no "
    "longer valid. A Medicare Advantage plan has its own member IDs: use its own filing indicator, or map its payer "
    "ID to the commercial profile.",
    looks_at=(
        "coverages[].member_id",
        "coverages[].filing_indicator",
        "occurred_at",
        "purpose",
        "institutional.type_of_bill",
        "service_from",
    ),
    subject="coverage",
    check=check,
    severity=severities("R", "W", "W"),
    cases={**_CASES, **{f"{name}-lenient": replace(_CASES[name], mark="WARN") for name in ("default", "old")}},
    carc="16",
    rarc=("N382",),
    status=statuses("A7:164:IL"),
    snip=5,
    source="CMS, format of the Medicare beneficiary identifier; MLN Connects of 2019-08-08 and MLN Matters SE18006 "
    "(dates of the old number and the MBI)",
    basis="manual",
    changed="2",
    on_void=True,
    lists={
        "medicare": dated_list("medicare_filing_indicators"),
        "long_bills": dated_list("bills_with_old_medicare_number_after_2019"),
    },
    example=Example(base="inpatient-stay", field="coverages[0].member_id", fires="1SG4TE5MK73", silent="1EG4TE5MK73"),
)
