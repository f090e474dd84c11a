"""BN109: a hospice claim says where care was given, by the CBSA code for home care and for facility care."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import has_value_codes, value_codes
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Codes, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, at_home: frozenset[str], in_facility: frozenset[str]) -> Found:
    """Home care is billed without value code 61, or facility care without G8."""
    found = []
    for code, levels in (("61", at_home), ("G8", in_facility)):
        billed = next((line.revenue for line in claim.lines if line.revenue in levels), None)
        if billed is not None and not value_codes(claim, code):
            case = "default" if has_value_codes(claim) else "unfinished"
            found.append(problem("institutional.value_codes", case, code, revenue=billed))
    return found


_WHICH: Final = {
    "61": Codes(words="value code 61 with the CBSA code of the patient's home"),
    "G8": Codes(words="value code G8 with the CBSA code of the facility"),
}

EDIT = Edit(
    code="BN109",
    name="hospice-location-missing",
    title="A hospice claim does not say in which area care was given.",
    why="Medicare sets the wage index of hospice days by value code 61 for care at home and G8 for care in a "
    "facility, and returns a claim without the code for a level of care that it bills. The finding is a "
    "warning if the claim has no value codes at all: its source may leave billing data to a later system.",
    fix="Add value code 61 for routine and continuous home care (0651, 0652), G8 for respite and general inpatient "
    "care (0655, 0656), each with the 5-digit CBSA code as an amount: 16974 is 16974.00.",
    looks_at=("institutional.value_codes", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="Revenue code {revenue} needs {role}.",
            suggest="Add it as an amount: CBSA 16974 is 16974.00.",
            by=_WHICH,
        ),
        "unfinished": Case(
            says="Revenue code {revenue} needs {role}; the claim has no value codes.",
            suggest="Add it as an amount: CBSA 16974 is 16974.00.",
            mark="WARN",
            by=_WHICH,
        ),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="Medicare reason code 32030; CMS change request 5670",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, reason code 32030: respite or general inpatient care without G8, and routine or "
            "continuous home care without 61, are returned.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/BMQGPJ1731",
        ),
        Reference(
            text="Palmetto GBA, reason code 32032: G8 is asked for on claims that begin on 2008-01-01 or later, 61 "
            "since 2005-10-01.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/8UBG840846",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_denial_bill=False,
    lists={
        "at_home": dated_list("hospice_home_care_revenue_codes"),
        "in_facility": dated_list("hospice_facility_care_revenue_codes"),
    },
    effective_from=dt.date(2008, 1, 1),
    since="2",
    example=Example(
        base="hospice-month",
        field="institutional.value_codes",
        fires=[{"code": "G8", "amount": "16974.00"}],
        silent=[{"code": "61", "amount": "16974.00"}],
    ),
)
