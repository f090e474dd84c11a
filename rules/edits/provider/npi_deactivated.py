"""PV117: a deactivated NPI cannot bill for later services."""

from rules.claim.facts import ClaimFacts, ProviderFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import PROVIDER_CODES


def check(provider: ProviderFacts, claim: ClaimFacts) -> Found:
    """The NPI was deactivated by the date of service and has not been reactivated."""
    npi = provider.provider.npi
    table = claim.tables.npi_deactivated
    if npi is None or is_blank(npi) or table is None:
        return None
    index = provider.line_index
    on = claim.encounter.service_from if index is None else claim.all_lines[index].date_from
    if not table.deactivated_on(npi, on):
        return None
    return problem(f"{provider.path}.npi", "default", provider.role, on=on)


EDIT = Edit(
    code="PV117",
    name="npi-deactivated",
    title="A provider's NPI was deactivated on or before the date of service.",
    why="CMS publishes deactivated NPIs, for example after a death or a closed practice. Payers deny services under "
    "such an NPI, but the published file lags behind, so this is a warning.",
    fix="Look up the provider in the NPI registry and use the NPI that was active on the date. If the registry shows "
    "it reactivated, leave the claim as it is and load a newer file.",
    looks_at=("billing_provider.npi", "rendering_provider.npi", "service_lines[].rendering_provider.npi"),
    subject="provider",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The NPI of the {role} was not active on {on}.",
            by=codes_by_party(PROVIDER_CODES, "A7:562:{entity}", rarc="identifier"),
        )
    },
    carc="208",
    snip=5,
    source="CMS NPPES NPI deactivation report",
    basis="manual",
    example=Example(
        base="office-visit",
        field="rendering_provider.npi",
        fires="1306172846",
        silent="1229629633",
        tables={"npi_deactivated": ({"npi": "1306172846"},)},
    ),
    tables=(needs("npi_deactivated"),),
)
