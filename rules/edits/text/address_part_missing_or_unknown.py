"""TX109: an address has a street, a city, a valid country, and in the US or Canada a state or province."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from rules.claim.facts import ClaimFacts, is_blank
from rules.claim.texts_of_event import EventAddress, address_parties
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities
from rules.references import usage_837p
from rules.texts.codes_by_party import codes_by_party, warn_where_not_sent
from rules.texts.regions import CANADIAN_PROVINCES, COUNTRIES, US_STATES

_CANADIAN_POSTAL_CODE: Final = re.compile(r"(?:[A-Z][0-9]){3}")
_SEPARATORS: Final = str.maketrans("", "", " -")
_Part: TypeAlias = tuple[str, str, str]
"""(field, what is said of it, 277CA category and status)."""

_PARTS: Final[Mapping[str, _Part]] = {
    "street": ("line1", "has no street", "A6:503"),
    "city": ("city", "has no city", "A6:502"),
    "country": ("country", "has a country that is not a two-letter ISO 3166 code", "A7:680"),
    "state": ("state", "is in the US and has no valid state", "A7:501"),
    "country-left-at-us": ("state", "has a Canadian province, but country US", "A7:501"),
    "province": ("state", "is in Canada and has no province", "A7:501"),
}


def check(claim: ClaimFacts) -> Found:
    """An address has no street, city, state or province, or an invalid state or country."""
    if not claim.texts.addresses:
        return None
    return (_problem(at, part) for at in claim.texts.addresses for part in _faults(at))


def _faults(at: EventAddress) -> Iterator[str]:
    address = at.address
    if is_blank(address.line1):
        yield "street"
    if is_blank(address.city):
        yield "city"
    if address.country == "US":
        if address.state not in US_STATES:
            postal = (address.postal_code or "").translate(_SEPARATORS).upper()
            is_canadian = address.state in CANADIAN_PROVINCES and _CANADIAN_POSTAL_CODE.fullmatch(postal)
            yield "country-left-at-us" if is_canadian else "state"
    elif address.country == "CA":
        if is_blank(address.state):
            yield "province"
    elif address.country not in COUNTRIES:
        yield "country"


def _problem(at: EventAddress, part: str) -> Problem:
    return problem(f"{at.path}.{_PARTS[part][0]}", part, at.party)


EDIT = Edit(
    code="TX109",
    name="address-part-missing-or-unknown",
    title="An address has no street or city, or an invalid state or country.",
    why="Payers check that an address is complete: street, city, country, and in the US and Canada the state or "
    "province. A claim with an incomplete address is rejected.",
    fix="Complete the address at its source. Send the two-letter state code, and the two-letter country code outside "
    "the US.",
    looks_at=("patient.address", "billing_provider.address", "pay_to_address", "service_facility.address"),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "R", "R"),
    cases={
        part: Case(
            says=f"The address of the {{role}} {says}.",
            suggest="Set the country to CA." if part == "country-left-at-us" else None,
            by=codes_by_party(address_parties(), f"{status}:{{entity}}", rarc="address", mark=warn_where_not_sent),
        )
        for part, (_, says, status) in _PARTS.items()
    },
    carc="16",
    snip=2,
    source="ASC X12 005010X222A2 and 005010X223A3, N301 and N401 to N404; ISO 3166-1; USPS Publication 28",
    basis="regulation",
    references=(usage_837p("N401: required; N402, N403 and N404: situational, by country"),),
    example=Example(base="office-visit", field="patient.address.state", fires="XX", silent="IL"),
    on_void=True,
    related=("TX108",),
)
