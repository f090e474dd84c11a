"""PV108: a person has a last and a first name, an organization has an organization name."""

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.references import usage_837i, usage_837p
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import PROVIDER_CODES
from schemas.encounter import Provider

_NO_LAST_NAME = codes_by_party(PROVIDER_CODES, "A6:504:{entity}", rarc="name")
_NO_FIRST_NAME = codes_by_party(PROVIDER_CODES, "A6:505:{entity}", rarc="name")
_MIXED = codes_by_party(PROVIDER_CODES, "A7:775:{entity}", rarc="name")


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """A name required for the entity type is missing, or an organization has a personal name too."""
    given = provider.provider
    no_first, no_last = is_blank(given.first_name), is_blank(given.last_name)
    wrong: list[tuple[str, str]] = []
    if _is_organization(given):
        if is_blank(given.organization_name):
            wrong.append(("organization_name", "organization"))
        if not no_first:
            wrong.append(("first_name", "mixed"))
        if not no_last:
            wrong.append(("last_name", "mixed"))
    else:
        if no_first:
            wrong.append(("first_name", "first"))
        if no_last:
            wrong.append(("last_name", "last"))
    return [problem(f"{provider.path}.{name}", case, provider.role) for name, case in wrong]


def _is_organization(given: Provider) -> bool:
    if given.entity_type != "UNKNOWN":
        return given.entity_type == "ORGANIZATION"
    return is_blank(given.last_name) and not is_blank(given.organization_name)


EDIT = Edit(
    code="PV108",
    name="provider-name-missing-or-mixed",
    title="A provider has no name for its entity type, or an organization also has a personal name.",
    why="A claim has one element for a last name or organization name, and a first name only for persons. Payers "
    "return a claim whose provider has no name; a personal name on an organization is not sent.",
    fix="Enter last_name and first_name for a person, organization_name for an organization, and check entity_type. "
    "For a person with only one name, use last_name and leave the warning on the first name.",
    looks_at=(
        "billing_provider.entity_type",
        "billing_provider.organization_name",
        "billing_provider.first_name",
        "billing_provider.last_name",
    ),
    subject="provider",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "last": Case(says="The {role} has no last name.", by=_NO_LAST_NAME),
        "organization": Case(
            says="The {role} is an organization without a name.",
            by=_NO_LAST_NAME,
        ),
        "first": Case(
            says="The {role} has no first name.",
            mark="WARN",
            by=_NO_FIRST_NAME,
        ),
        "mixed": Case(
            says="The {role} is an organization, so its personal name is not sent.",
            mark="WARN",
            by=_MIXED,
        ),
    },
    carc="16",
    snip=2,
    source="837 NM1 of every provider loop (NM102 to NM104)",
    basis="regulation",
    references=(
        usage_837p("NM103 of a provider that is named: required; NM104: situational"),
        usage_837i("NM103 of a provider that is named: required; NM104: situational"),
    ),
    example=Example(base="office-visit", field="rendering_provider.last_name", fires=None, silent="Doctor"),
    waivable=False,
)
