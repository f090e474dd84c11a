"""PV114: a service facility is reported only if it is not the billing provider."""

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The service facility has the NPI of the billing provider."""
    npi = provider.provider.npi
    if provider.role != "service_facility" or is_blank(npi) or npi != claim.encounter.billing_provider.npi:
        return None
    return problem(f"{provider.path}.npi")


EDIT = Edit(
    code="PV114",
    name="service-facility-equals-billing",
    title="The service facility is the billing provider itself.",
    why="The 837P has a service facility only if the place of service is not the billing provider's own. Some payers "
    "return a claim that repeats the billing provider there.",
    fix="Leave out the service facility. Keep it only if the payer has asked for it, or if the address differs and "
    "the site has no NPI of its own.",
    looks_at=("service_facility.npi", "service_lines[].service_facility.npi", "billing_provider.npi"),
    subject="provider",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The service facility has the NPI of the billing provider.", suggest="Leave out the service facility."
        )
    },
    carc="16",
    rarc=("N293",),
    status=statuses("A7:562:77"),
    snip=4,
    source="837P loop 2310C; payers' companion guides",
    basis="regulation",
    example=Example(
        base="office-visit",
        field="service_facility.npi",
        fires="1076543218",
        silent="1153086420",
        given={
            "service_facility": {"entity_type": "ORGANIZATION", "organization_name": "Lakeview Family Medicine West"}
        },
    ),
    form="professional",
)
