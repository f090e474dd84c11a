"""BN103: a home health claim to Medicare says where the patient lives, by CBSA and by county."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rules.claim.bill_codes import has_value_codes, value_codes
from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Codes, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PATH: Final = "institutional.value_codes"
_COUNTY_FROM: Final = dt.date(2019, 1, 1)
_COUNTY_ENFORCED: Final = dt.date(2024, 10, 1)
_REQUEST: Final = "2"
_OPTIONAL_YEAR: Final = 2021
_LEAST_CBSA: Final = 10000
_LEAST_COUNTY: Final = 1000
_MOST: Final = 99999


def check(claim: ClaimFacts) -> Found:
    """Value code 61 or 85 is missing, or its amount is not a code of its kind."""
    return [*_cbsa(claim), *_county(claim)]


def _cbsa(claim: ClaimFacts) -> Iterator[Problem]:
    given = value_codes(claim, "61")
    request = claim.encounter.frequency_code == _REQUEST
    if not given and not (request and claim.encounter.service_from.year == _OPTIONAL_YEAR):
        yield problem(_PATH, "missing-on-request" if request else _missing(claim), "61")
    for path, each in given:
        if not _is_code(each.amount, _LEAST_CBSA):
            yield problem(f"{path}.amount", "amount", "61", amount=money(each.amount))


def _county(claim: ClaimFacts) -> Iterator[Problem]:
    if claim.encounter.service_through < _COUNTY_FROM:
        return
    given = value_codes(claim, "85")
    if not given:
        yield problem(_PATH, _missing(claim) if claim.as_of >= _COUNTY_ENFORCED else "missing-before", "85")
    for path, each in given:
        if not _is_code(each.amount, _LEAST_COUNTY):
            yield problem(f"{path}.amount", "amount", "85", amount=money(each.amount))


def _missing(claim: ClaimFacts) -> str:
    return "missing" if has_value_codes(claim) else "unfinished"


def _is_code(amount: Decimal, least: int) -> bool:
    return least <= amount <= _MOST and amount == int(amount)


_WHICH: Final = {
    "61": Codes(words="value code 61, the CBSA code of the patient's home"),
    "85": Codes(words="value code 85, the state and county code of the patient's home"),
}
_SUGGESTS: Final = "Enter the code as an amount, without its leading zero: 08019 is 8019.00."

EDIT = Edit(
    code="BN103",
    name="home-health-location-missing",
    title="A home health claim does not say where the patient lives.",
    why="Medicare sets the wage index of a home health claim by value code 61 and needs the county in value code "
    "85. It returns a claim without them. The finding is a warning if the claim has no value codes at all: its "
    "source may leave billing data to a later system.",
    fix="Add value code 61 with the CBSA code and value code 85 with the FIPS state and county code of the patient's "
    "home. Write a code as dollars, without its leading zero: 08019 is 8019.00.",
    looks_at=("institutional.value_codes", "institutional.value_codes[].amount", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "missing": Case(says="The home health claim has no {role}.", suggest=_SUGGESTS, by=_WHICH),
        "unfinished": Case(
            says="The home health claim has no value codes, and so no {role}.",
            suggest=_SUGGESTS,
            mark="WARN",
            by=_WHICH,
        ),
        "missing-before": Case(
            says="The home health claim has no {role}; Medicare has returned such claims since 2024-10-01.",
            suggest=_SUGGESTS,
            mark="WARN",
            by=_WHICH,
        ),
        "missing-on-request": Case(
            says="The request for anticipated payment has no {role}.", suggest=_SUGGESTS, mark="WARN", by=_WHICH
        ),
        "amount": Case(
            says="The amount {amount} is not a code for {role}.",
            suggest=_SUGGESTS,
            mark="WARN",
            status=statuses("A7:726"),
            by=_WHICH,
        ),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="CMS change requests 10782 and 13543; Medicare reason code 37257",
    basis="manual",
    references=(
        Reference(
            text="CGS, value code 85 required on home health claims: 61 and 85 are required on 32x; without 85 the "
            "claim is returned with reason code 37257.",
            address="https://cgsmedicare.com/hhh/pubs/news/2019/0119/cope10673.html",
        ),
        Reference(
            text="Palmetto GBA on CR 13543: from 2024-10-01 every 32x claim but 32A and 32D is returned without value "
            "code 85; a leading zero is left out.",
            address="https://palmettogba.com/palmetto/jmhhh.nsf/DID/B7NSCT1675",
        ),
        Reference(
            text="Palmetto GBA, CBSA codes on home health claims: value code 61 is on requests and claims, optional on "
            "requests in 2021.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/BXXPNM6150",
        ),
        Reference(
            text="VonLehman on reason code 37257: a claim without both codes is returned.",
            address="https://vlcpa.com/article/new-home-health-billing-requirements-in-effect-201921/",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    since="2",
    example=Example(
        base="home-health-period",
        field="institutional.value_codes",
        fires=[{"code": "61", "amount": "16974.00"}],
        silent=[{"code": "61", "amount": "16974.00"}, {"code": "85", "amount": "17031.00"}],
    ),
)
