"""TX111: a ZIP code lies in one state, rarely in two."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities
from rules.tables.kinds.zip_states import ZipStateTable
from rules.texts.codes_by_party import codes_by_party
from rules.texts.regions import US_STATES
from schemas.encounter import Address

_ZIP = 5


def check(claim: ClaimFacts) -> Found:
    """An address has a state in which neither its ZIP code nor any that begins like it lies."""
    table, encounter = claim.tables.zip_states, claim.encounter
    if table is None:
        return None
    found = []
    if _contradict(encounter.patient.address, table):
        found.append(problem("patient.address.state", "default", "patient"))
    if _contradict(encounter.billing_provider.address, table):
        found.append(problem("billing_provider.address.state", "default", "billing"))
    if _contradict(encounter.pay_to_address, table):
        found.append(problem("pay_to_address.state", "default", "pay-to"))
    facility = encounter.service_facility
    if facility is not None and _contradict(facility.address, table):
        found.append(problem("service_facility.address.state", "default", "service_facility"))
    return found


def _contradict(address: Address | None, table: ZipStateTable) -> bool:
    if address is None or address.country != "US" or address.state not in US_STATES:
        return False
    states = table.states((address.postal_code or "")[:_ZIP])
    return bool(states) and address.state not in states


EDIT = Edit(
    code="TX111",
    name="address-state-against-zip",
    title="The ZIP code of an address is in another state.",
    why="Payers find the locality, the fee and the contractor by ZIP code and state, and some return a claim on which "
    "they contradict each other. New ZIP codes, which the file does not have, are left alone.",
    fix="Check the address, and correct its state or its ZIP code at the source.",
    looks_at=(
        "patient.address.state",
        "billing_provider.address.state",
        "pay_to_address.state",
        "service_facility.address.state",
    ),
    subject="claim",
    check=check,
    severity=severities("N", "N", "N"),
    cases={
        "default": Case(
            says="The state of the {role}'s address is not the state of its ZIP code.",
            by=codes_by_party(
                ("patient", "billing", "pay-to", "service_facility"),
                "A7:500:{entity}",
                rarc="address",
            ),
        )
    },
    carc="16",
    snip=5,
    source="CMS, ZIP code to carrier locality file",
    basis="logic",
    since="2",
    related=("TX108", "TX109"),
    example=Example(
        base="office-visit",
        field="patient.address.state",
        fires="TX",
        silent="IL",
        tables={"zip_states": ({"zip": "60614", "state": "IL"},)},
    ),
    tables=(needs("zip_states"),),
)
