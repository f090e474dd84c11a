"""BT113: a Part B rebill of a denied stay names the denied claim."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_START: Final = dt.date(2013, 7, 1)
_AFTER_ADMISSION: Final = "12"
_OBSERVATION_HOURS: Final = "G0378"


def check(claim: ClaimFacts, *, bills: frozenset[str], outpatient_only: frozenset[str]) -> Found:
    """Condition code W2 on another bill, without authorization or denied claim, or with outpatient services."""
    if "W2" not in claim.condition_codes or claim.as_of < _START:
        return None
    kind = claim.type_of_bill[:2]
    if kind not in bills:
        return problem("institutional.type_of_bill", "bill", bill=claim.type_of_bill)
    return tuple(_problems(claim, outpatient_only)) if kind == _AFTER_ADMISSION else None


def _problems(claim: ClaimFacts, outpatient_only: frozenset[str]) -> Iterator[Problem]:
    encounter = claim.encounter
    if "REBILL" not in (encounter.prior_authorization_number or "").upper():
        yield problem("prior_authorization_number", "authorization")
    if not (encounter.claim_note or "").strip().upper().startswith("ABREBILL"):
        yield problem("claim_note", "denied-claim")
    line = next((line for line in claim.lines if _needs_outpatient_status(line, outpatient_only)), None)
    if line is not None:
        yield problem(f"{line.path}.revenue_code", "outpatient-only", number=line.number)


def _needs_outpatient_status(line: LineFacts, codes: frozenset[str]) -> bool:
    return line.revenue in codes or line.revenue[:3] in codes or line.code == _OBSERVATION_HOURS


EDIT = Edit(
    code="BT113",
    name="part-b-rebill-incomplete",
    title="A Part B rebill of a denied inpatient stay is incomplete.",
    why="After a denied or withdrawn stay a hospital may bill Part B. Medicare knows the rebill by condition code W2, "
    "an authorization, and the number of the denied claim in a note; services that need outpatient status are "
    "excluded.",
    fix='Enter "A/B REBILLING" as prior authorization number and "ABREBILL" with the number of the denied claim as '
    "claim note. Bill services before the admission order on 13x.",
    looks_at=(
        "condition_codes",
        "prior_authorization_number",
        "claim_note",
        "service_lines[].revenue_code",
        "service_lines[].procedure_code",
        "institutional.type_of_bill",
        "occurred_at",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "bill": Case(
            says="Condition code W2 (Part B rebill) belongs on 12x, 13x or 85x, not on {bill}.",
            status=statuses("A7:228"),
        ),
        "authorization": Case(
            says="Condition code W2 (Part B rebill) needs the authorization A/B REBILLING.",
            rarc=("M62",),
            status=statuses("A6:252"),
        ),
        "denied-claim": Case(
            says="Condition code W2 (Part B rebill) needs the denied claim's control number after ABREBILL in the "
            "claim note.",
            rarc=("MA130",),
            status=statuses("A6:704"),
        ),
        "outpatient-only": Case(
            says="Line {number} is a service that needs outpatient status and cannot be rebilled on 12x.",
            status=statuses("A7:228"),
        ),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A6:460"),
    snip=4,
    source="CMS-1455-R and CMS-1599-F; MLN Matters MM8185 and MM8445; NGS, A/B rebilling facts",
    basis="manual",
    references=(
        Reference(
            text="Noridian: 12x with authorization A/B Rebilling, condition code W2 and ABREBILL with the denied "
            "claim's number",
            address="https://med.noridianmedicare.com/web/jfa/topics/claim-submission/submission-errors-solutions/"
            "a-to-b-rebilling",
        ),
        Reference(
            text="NGS: emergency visits, outpatient visits and observation are excluded; limited 12x billing without "
            "Part A has no W2",
            address="https://www.ngsmedicare.com/web/ngs/billing?selectedArticleId=1734493",
        ),
        Reference(
            text="CGS: timeline of the rules, automated from 2013-07-01 (MM8185)",
            address="https://cgsmedicare.com/parta/pubs/news/2014/0814/cope26474.html",
        ),
        Reference(
            text="Peoples Health: services before the admission are rebilled on 131",
            address="https://providerreferenceguide.peopleshealth.com/?page_id=371",
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={
        "bills": dated_list("part_b_rebill_bills"),
        "outpatient_only": dated_list("outpatient_only_revenue_codes"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="claim_note",
        fires=None,
        silent="ABREBILL12345678901234",
        given={
            "institutional.type_of_bill": "0121",
            "condition_codes": ["W2"],
            "prior_authorization_number": "A/B REBILLING",
            "diagnoses[3]": {"code": "R079", "role": "ADMITTING"},
            "service_lines[0].revenue_code": "0730",
            "service_lines[0].procedure_code": "93010",
        },
    ),
)
