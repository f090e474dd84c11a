"""PV109: individuals refer, order, supervise, attend and operate; a service facility is an organization."""

from typing import Final

from rules.claim.facts import FIRST_UNDER_5010, ClaimFacts, ProviderFacts
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.references import usage_837i_4010, usage_837p_4010
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import ProviderRole

PERSONAL_ROLES: Final[tuple[ProviderRole, ...]] = ("referring", "ordering", "supervising", "attending", "operating")
_ALSO_ORGANIZATIONS_BEFORE_5010: Final[tuple[ProviderRole, ...]] = ("referring", "attending")


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """An organization is in a role only for persons, or a person is the service facility."""
    if provider.role == "service_facility":
        not_allowed = "PERSON"
    elif provider.role in PERSONAL_ROLES:
        not_allowed = "ORGANIZATION"
    else:
        return None
    if provider.provider.entity_type != not_allowed:
        return None
    if claim.as_of < FIRST_UNDER_5010 and provider.role in _ALSO_ORGANIZATIONS_BEFORE_5010:
        return None
    case = "person" if not_allowed == "PERSON" else "organization"
    return problem(f"{provider.path}.entity_type", case, provider.role)


EDIT = Edit(
    code="PV109",
    name="provider-kind-not-allowed",
    title="A provider's entity type is not allowed for its role.",
    why="Only individuals may refer, order, supervise, attend or operate, and only an organization may be the "
    "service facility. A claim with the wrong entity type fails validation and is returned.",
    fix="Enter the practitioner instead of the practice, or the facility instead of the practitioner. If only the "
    "entity type is wrong, correct entity_type.",
    looks_at=(
        *(f"{role}_provider.entity_type" for role in PERSONAL_ROLES),
        "service_facility.entity_type",
        "occurred_at",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "organization": Case(
            says="The {role} is an organization; only a person is allowed.",
            by=codes_by_party(PERSONAL_ROLES, "A7:741:{entity}", rarc="name"),
        ),
        "person": Case(
            says="The {role} is a person; only an organization is allowed.",
            by=codes_by_party(("service_facility",), "A7:775:{entity}", rarc="name"),
        ),
    },
    carc="16",
    snip=2,
    source="837 NM102 of loops 2310 and 2420",
    basis="regulation",
    references=(
        usage_837p_4010("loop 2310A: the referring provider may be an organization"),
        usage_837i_4010("loop 2310A: the attending provider may be an organization"),
    ),
    changed="2",
    example=Example(
        base="inpatient-stay",
        field="attending_provider",
        fires={"npi": "1306172846", "entity_type": "ORGANIZATION", "organization_name": "Ward Associates"},
        silent={"npi": "1306172846", "entity_type": "PERSON", "first_name": "Alan", "last_name": "Ward"},
    ),
    waivable=False,
)
