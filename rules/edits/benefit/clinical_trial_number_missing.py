"""BN123: a claim for a clinical trial carries the trial's number."""

import datetime as dt
import re
from typing import Final

from rules.claim.bill_codes import value_codes
from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PATH: Final = "demonstration_id"
_TRIAL: Final = "30"
_TRIAL_NUMBER: Final = "D4"
_SINCE: Final = dt.date(2014, 1, 1)
_NUMBER: Final = re.compile("[0-9]{8}")


def check(claim: ClaimFacts, *, diagnoses: frozenset[str], modifiers: frozenset[str]) -> Found:
    """The claim is for a clinical trial and has no trial number, or one that is not eight digits."""
    encounter = claim.encounter
    if encounter.service_from < _SINCE or not is_blank(encounter.ide_number):
        return None
    marked = any(not modifiers.isdisjoint(line.modifiers) for line in claim.lines)
    told = marked if claim.professional else _TRIAL in claim.condition_codes
    if not told or not any(dx.code in diagnoses for dx in claim.diagnoses):
        return None
    number = encounter.demonstration_id
    if number is not None and not is_blank(number):
        if _NUMBER.fullmatch(number):
            return None
        digits = re.sub("[^0-9]", "", number)
        return problem(_PATH, "malformed", digits=digits if _NUMBER.fullmatch(digits) else "")
    if claim.professional:
        return problem(_PATH, "professional")
    if value_codes(claim, _TRIAL_NUMBER):
        return None
    return problem(_PATH, "default" if claim.inpatient or marked else "unmarked")


_INSTITUTIONAL: Final = "The claim is for a clinical trial (Z00.6, condition code 30) and has no trial number."
_SUGGEST: Final = "Enter the eight digits of the ClinicalTrials.gov number, without NCT."

EDIT = Edit(
    code="BN123",
    name="clinical-trial-number-missing",
    title="A claim for a clinical trial has no eight-digit trial number.",
    why="Medicare pays services in a clinical trial only with the trial's number from ClinicalTrials.gov, and returns "
    "the claim without it. It must be eight digits.",
    fix="Enter the number without NCT as demonstration_id. On an institutional claim value code D4 may carry it "
    "instead. The number of an investigational device (ide_number) is another one.",
    looks_at=(
        "demonstration_id",
        "ide_number",
        "diagnoses[].code",
        "service_lines[].modifiers",
        "condition_codes",
        "institutional.value_codes[].code",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "W", "-"),
    cases={
        "professional": Case(
            says="The claim is for a clinical trial (Z00.6 and modifier Q0 or Q1) and has no trial number.",
            suggest=_SUGGEST,
            status=statuses("A6:556"),
        ),
        "default": Case(says=_INSTITUTIONAL, suggest=_SUGGEST),
        "unmarked": Case(says=_INSTITUTIONAL, suggest=_SUGGEST, mark="WARN"),
        "malformed": Case(says="The trial number is not eight digits.", suggest="Enter {digits}.", mark="WARN"),
    },
    carc="16",
    rarc=("MA50",),
    status=statuses("A6:725"),
    snip=6,
    source="CMS change request 8401; MLN Matters MM8401; Medicare Claims Processing Manual chapter 32 section 69.6",
    references=(
        Reference(
            text="MM8401: from 2014-01-01 the eight-digit trial number is mandatory where a claim has condition code "
            "30, Z00.6 and, if outpatient, modifier Q0 or Q1; electronic claims carry it in REF P4, others in value "
            "code D4.",
            address="http://www.primeclinical.com/News/Industry_News/Clinical_Trial_Requirements.htm",
        ),
        Reference(
            text="Manual chapter 32 section 69.6, as quoted by Indiana University: claims without the number are "
            "returned as unprocessable.",
            address="https://indiana.edu/~orafaq/faq/index.php?template=standaloneFAQ&action=artikel&cat=66&id=419"
            "&artlang=en",
        ),
    ),
    basis="manual",
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    effective_from=_SINCE,
    lists={
        "diagnoses": dated_list("clinical_trial_diagnoses"),
        "modifiers": dated_list("clinical_trial_modifiers"),
    },
    example=Example(
        base="office-visit-medicare",
        field="demonstration_id",
        fires=None,
        silent="01234567",
        given={"diagnoses[1].code": "Z006", "service_lines[0].modifiers": ["Q1"]},
        profile="medicare",
    ),
    related=("BN124",),
)
