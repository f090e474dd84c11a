"""TX108: a postal code has the format of its country."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.claim.texts_of_event import address_parties
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.texts.codes_by_party import codes_by_party, warn_where_not_sent
from rules.texts.regions import COUNTRIES

_US: Final = re.compile(r"[0-9]{5}(?:[0-9]{4})?")
_FILLER: Final = re.compile(r"0{5}|9{5}")
_CANADA: Final = re.compile(r"(?:[A-Z][0-9]){3}")
_ABROAD: Final = ("A7:500:{entity}", "A8:680:{entity}")


def check(claim: ClaimFacts) -> Found:
    """A postal code is not in the format of the country of its address."""
    found = []
    for at in claim.texts.addresses:
        country, postal = at.address.country, at.address.postal_code or ""
        if country == "US":
            fault = "us" if not _US.fullmatch(postal) else "us-filler" if _FILLER.match(postal) else None
        elif country == "CA":
            fault = None if _CANADA.fullmatch(postal) else "ca"
        else:  # an unknown country is left to TX109
            fault = None if is_blank(postal) or country not in COUNTRIES else "elsewhere"
        if fault is not None:
            found.append(problem(f"{at.path}.postal_code", fault, at.party))
    return found


EDIT = Edit(
    code="TX108",
    name="postal-code-malformed",
    title="A postal code does not have the format of its country.",
    why="Payers check the postal code against the state and price by it. In the US it has 5 or 9 digits, in Canada "
    "alternating letters and digits, six in all; most payers accept none from other countries.",
    fix="Enter the ZIP code of the address, not a filler, or correct the country if the address is not in the US. "
    "Leave out a postal code of another country.",
    looks_at=("patient.address.postal_code", "billing_provider.address.postal_code", "pay_to_address.postal_code"),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "R", "R"),
    cases={
        "us": Case(
            says="The postal code of the {role} is not a ZIP code of 5 or 9 digits.",
            by=codes_by_party(address_parties(), "A7:500:{entity}", rarc="address", mark=warn_where_not_sent),
        ),
        "us-filler": Case(
            says="The ZIP code of the {role} is all zeros or all nines.",
            mark="WARN",
            by=codes_by_party(address_parties(), "A7:500:{entity}", rarc="address"),
        ),
        "ca": Case(
            says="The postal code of the {role} is not a Canadian postal code of six alternating letters and digits.",
            by=codes_by_party(address_parties(), *_ABROAD, rarc="address", mark=warn_where_not_sent),
        ),
        "elsewhere": Case(
            says="The postal code of the {role} is for a country whose postal codes payers do not read.",
            mark="WARN",
            by=codes_by_party(address_parties(), *_ABROAD, rarc="address"),
        ),
    },
    carc="16",
    snip=2,
    source="ASC X12 005010X222A2 and 005010X223A3, N403; AmeriHealth E6183 (zeros and nines are refused)",
    basis="regulation",
    changed="2",
    example=Example(base="office-visit", field="patient.address.postal_code", fires="6061", silent="60614"),
    on_void=True,
    related=("TX109", "PV111"),
)
