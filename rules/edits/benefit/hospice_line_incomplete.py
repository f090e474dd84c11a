"""BN111: a hospice claim bills a level of care for its days, and each visit with its code."""

import datetime as dt

from rules.claim.bill_codes import is_visit
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(
    claim: ClaimFacts,
    *,
    frequencies: frozenset[str],
    at_home: frozenset[str],
    in_facility: frozenset[str],
    alone: frozenset[str],
) -> Found:
    """No level of care is billed beside other services, or a visit has no code."""
    if claim.encounter.frequency_code not in frequencies or not claim.lines:
        return None
    billed = {line.revenue for line in claim.lines}
    found: list[Problem] = []
    if billed.isdisjoint(at_home | in_facility) and not billed <= alone:
        found.append(problem("service_lines", "level"))
    found += [
        problem(f"{line.path}.procedure_code", "visit", number=line.number, revenue=line.revenue)
        for line in claim.lines
        if line.code is None and is_visit(line, claim)
    ]
    return found


EDIT = Edit(
    code="BN111",
    name="hospice-line-incomplete",
    title="A hospice claim bills no level of care, or a visit without its code.",
    why="Since 2010 Medicare requires the level of care for each day, and a line with a code for each visit.",
    fix="Add the level of care (0651, 0652, 0655, 0656) for each day. Add the code of the visit: G0299 for a "
    "registered nurse, G0155 for a social worker, G0156 for an aide.",
    looks_at=("service_lines", "service_lines[].revenue_code", "service_lines[].procedure_code"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "level": Case(
            says="The hospice claim bills no level of care (0651, 0652, 0655, 0656).",
            suggest="Add the level of care for each day.",
        ),
        "visit": Case(
            says="Line {number} bills a visit ({revenue}) without its code.",
            suggest="Add the visit code, such as G0299 for a registered nurse.",
            rarc=("M20",),
            status=statuses("A6:507"),
        ),
    },
    carc="16",
    rarc=("M50",),
    status=statuses("A6:455"),
    snip=6,
    source="CMS change requests 6440 and 8358",
    basis="manual",
    references=(
        Reference(
            text="Cahaba GBA, claim page 02 of a hospice claim: the level of care is required, and from 2010-01-01 a "
            "code on each visit line.",
            address="http://www.cahabagba.com/rhhi/claims/hospice/fiss_02_claim.htm",
        ),
        Reference(
            text="Cahaba GBA, questions on CR 6440: each visit is billed on its own line for claims from 2010-01-01.",
            address="http://www.cahabagba.com/rhhi/faqs/faq_hospice_cr6440.htm",
        ),
        Reference(
            text="CMS transmittal 2747, CR 8358: visits during general inpatient care too, from 2014-04-01.",
            address="https://documents.pub/document/r2747cp-centers-for-medicare-amp-medicaid-services.html",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_denial_bill=False,
    lists={
        "frequencies": dated_list("payment_request_frequencies"),
        "at_home": dated_list("hospice_home_care_revenue_codes"),
        "in_facility": dated_list("hospice_facility_care_revenue_codes"),
        "alone": dated_list("hospice_revenue_codes_without_level_of_care"),
    },
    effective_from=dt.date(2010, 1, 1),
    since="2",
    example=Example(
        base="hospice-month",
        field="service_lines[1].procedure_code",
        fires=None,
        silent="G0299",
    ),
)
