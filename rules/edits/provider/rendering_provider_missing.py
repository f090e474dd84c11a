"""PV103: a group bills, but one of its members renders the service."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p
from schemas.encounter import Provider


def check(claim: ClaimFacts, *, groups: frozenset[str]) -> Found:
    """The billing provider is a group, and neither the claim nor a line has a rendering provider."""
    encounter = claim.encounter
    if encounter.billing_provider.taxonomy_code not in groups or _has_npi(encounter.rendering_provider):
        return None
    if any(_has_npi(line.rendering_provider) for line in encounter.service_lines):
        return None
    return problem("rendering_provider.npi", taxonomy=encounter.billing_provider.taxonomy_code)


def _has_npi(provider: Provider | None) -> bool:
    return provider is not None and not is_blank(provider.npi)


EDIT = Edit(
    code="PV103",
    name="rendering-provider-missing",
    title="A group's professional claim has no rendering provider.",
    why="The billing provider's taxonomy is that of a group, and a group does not treat patients itself. Many payers "
    "deny the lines without a rendering provider.",
    fix="Enter rendering_provider with its NPI on the claim, or on each line if they differ. Leave it out only if "
    "the payer has told you that it credentials the group alone.",
    looks_at=("billing_provider.taxonomy_code", "rendering_provider.npi", "service_lines[].rendering_provider.npi"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="The billing taxonomy {taxonomy} is a group's, and no rendering provider has an NPI."),
    },
    carc="16",
    rarc=("N290",),
    status=statuses("A6:562:82"),
    snip=4,
    source="837P loop 2310B, situational use (not verified as an edit of every payer)",
    basis="regulation",
    references=(usage_837p("loops 2310B and 2420A: situational"),),
    lists={"groups": dated_list("group_taxonomies")},
    example=Example(
        base="office-visit",
        field="rendering_provider.npi",
        fires=None,
        silent="1229629633",
        given={"billing_provider.taxonomy_code": "193200000X"},
    ),
    form="professional",
)
