"""BN132: partial hospitalization and intensive outpatient programs are billed apart, on their own types of bill."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PARTIAL: Final = "41"
_INTENSIVE: Final = "92"
_BEGAN: Final = dt.date(2024, 1, 1)


def check(claim: ClaimFacts, *, intensive_bills: frozenset[str], partial_bills: frozenset[str]) -> Found:
    """Condition codes 41 and 92 are on one claim, or one of them is on another bill or too early."""
    codes, bill = claim.condition_codes, claim.type_of_bill[:2]
    partial, intensive = _PARTIAL in codes, _INTENSIVE in codes
    if partial and intensive:
        return problem("condition_codes", "both")
    if intensive and claim.encounter.service_from < _BEGAN:
        return problem("condition_codes", "early", first=claim.encounter.service_from)
    if intensive and bill not in intensive_bills:
        return problem("condition_codes", "bill", code=_INTENSIVE, bill=bill)
    if partial and bill not in partial_bills:
        return problem("condition_codes", "bill", code=_PARTIAL, bill=bill)
    return None


EDIT = Edit(
    code="BN132",
    name="intensive-outpatient-code-conflict",
    title="The codes for partial hospitalization or an intensive outpatient program contradict the claim.",
    why="Medicare pays the two programs at different rates by condition code 41 or 92, and returns claims on which "
    "they overlap. The intensive outpatient program began on 2024-01-01.",
    fix="Keep the code of the program that treated the patient in this period, and bill the other program on its own "
    "claim.",
    looks_at=("condition_codes", "service_from", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "both": Case(
            says="Condition codes 41 (partial hospitalization) and 92 (intensive outpatient) cannot be on the "
            "same claim."
        ),
        "early": Case(says="Condition code 92 began on 2024-01-01; the claim begins on {first}."),
        "bill": Case(says="Condition code {code} does not belong on bill type {bill}x."),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A7:460"),
    snip=6,
    source="CMS change requests 13222 and 13496; MLN Matters MM13222",
    references=(
        Reference(
            text="MM13222: intensive outpatient services from 2024-01-01 carry condition code 92; a claim that "
            "overlaps with partial hospitalization is returned. Read as summarized by Noridian and NAHRI.",
        ),
        Reference(
            text="NAHRI: health centers and rural clinics report condition code 92 and revenue code 0905.",
            address="https://nahri.org/articles/cms-releases-iop-requirements-fqhcs-and-rhcs",
        ),
    ),
    basis="manual",
    form="institutional",
    bills="outpatient",
    on_denial_bill=False,
    since="2",
    lists={
        "intensive_bills": dated_list("intensive_outpatient_bills"),
        "partial_bills": dated_list("partial_hospitalization_bills"),
    },
    example=Example(
        base="hospital-outpatient-visit", field="condition_codes", fires=["41", "92"], silent=["92"], profile="medicare"
    ),
)
