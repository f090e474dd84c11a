"""PV101: an NPI has ten digits, starts with 1 or 2 and ends with a check digit."""

from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import PROVIDER_CODES
from schemas.npi import ISSUER_PREFIX, is_npi


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The NPI has a wrong length, first digit or check digit."""
    npi = provider.provider.npi
    if npi is None or is_blank(npi) or is_npi(npi):
        return None
    prefixed = npi.startswith(ISSUER_PREFIX) and is_npi(npi.removeprefix(ISSUER_PREFIX))
    return problem(f"{provider.path}.npi", "prefixed" if prefixed else "default", provider.role)


_SUPPRESSES: Final = (Suppression(edits=("PV113", "PV114", "PV117"), scope="element"),)
_CODES: Final = codes_by_party(PROVIDER_CODES, "A7:562:{entity}", rarc="identifier")

EDIT = Edit(
    code="PV101",
    name="npi-malformed",
    title="A provider's NPI is not a valid NPI: wrong length, wrong first digit or wrong check digit.",
    why="Every NPI has ten digits, starts with 1 or 2 and ends with a check digit calculated with the prefix 80840. "
    "A number that fails this was never issued, and payers reject the claim up front.",
    fix="Copy the provider's NPI from the NPI registry. A 15-digit number that starts with 80840 has the NPI in its "
    "last ten digits.",
    looks_at=("billing_provider.npi", "rendering_provider.npi", "service_lines[].rendering_provider.npi"),
    subject="provider",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(
            says="The NPI of the {role} is not ten digits with a first digit of 1 or 2 and a valid check digit.",
            by=_CODES,
            suppresses=_SUPPRESSES,
        ),
        "prefixed": Case(
            says="The NPI of the {role} still has the prefix 80840 in front.",
            suggest="Send only the last ten digits.",
            by=_CODES,
            suppresses=_SUPPRESSES,
        ),
    },
    carc="207",
    snip=2,
    source="CMS NPI check digit (Luhn formula over 80840 and the NPI)",
    basis="regulation",
    example=Example(base="office-visit", field="rendering_provider.npi", fires="1229629634", silent="1229629633"),
    waivable=False,
    on_void=True,
    related=("PV113", "PV114", "PV117"),
)
