"""PV109: people refer, order, supervise, attend and operate; a service facility is a place."""

from typing import Final

from rules.claim.facts import ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.texts.parties import PROVIDER_CODES, ProviderRole

PERSONAL_ROLES: Final[tuple[ProviderRole, ...]] = ("referring", "ordering", "supervising", "attending", "operating")
_FACILITY: Final = PROVIDER_CODES["service_facility"]


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """An organization stands in a role that only persons have, or a person as the service facility."""
    if provider.role == "service_facility":
        not_allowed = "PERSON"
    elif provider.role in PERSONAL_ROLES:
        not_allowed = "ORGANIZATION"
    else:
        return None
    if provider.provider.entity_type != not_allowed:
        return None
    return problem(f"{provider.path}.entity_type", provider.role)


EDIT = Edit(
    code="PV109",
    name="provider-kind-not-allowed",
    title="A provider is a person where only an organization can be, or an organization where only a person can be.",
    why="The claim form lets only individuals refer, order, supervise, attend or operate, and only an organization be "
    "the service facility. A claim with the wrong kind fails its form and is returned.",
    fix="Give the practitioner in place of the practice, or the facility in place of the practitioner. If only the "
    "kind is wrong, correct entity_type.",
    looks_at=(*(f"{role}_provider.entity_type" for role in PERSONAL_ROLES), "service_facility.entity_type"),
    subject="provider",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        **{
            role: Case(
                says=f"The {PROVIDER_CODES[role].words} is an organization, but only a person can be one.",
                rarc=(PROVIDER_CODES[role].name,),
                status=statuses(f"A7:741:{PROVIDER_CODES[role].entity}"),
            )
            for role in PERSONAL_ROLES
        },
        "service_facility": Case(
            says="The service facility is a person, but only an organization can be one.",
            rarc=(_FACILITY.name,),
            status=statuses(f"A7:775:{_FACILITY.entity}"),
        ),
    },
    carc="16",
    snip=2,
    source="837 NM102 of loops 2310 and 2420",
    example=Example(
        base="inpatient-stay",
        field="attending_provider",
        fires={"npi": "1306172846", "entity_type": "ORGANIZATION", "organization_name": "Ward Associates"},
        silent={"npi": "1306172846", "entity_type": "PERSON", "first_name": "Alan", "last_name": "Ward"},
    ),
    waivable=False,
)
