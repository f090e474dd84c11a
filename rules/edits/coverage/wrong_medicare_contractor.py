"""CV110: Medicare's DME contractors take equipment and supplies, its Part B contractors most other services."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, needs, problem, severities, statuses

_PART_B: Final = "MB"


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The jurisdiction list gives the code to the one contractor, and the payer list says that the payer is the other.

    An item that either of them may take, and one that the list does not have, is silent.
    """
    payers, billed, items = claim.tables.payers, claim.billed, claim.tables.dmepos_jurisdiction
    if payers is None or items is None or billed is None or billed.payer_id is None:
        return None
    if claim.filing != _PART_B or line.code is None:
        return None
    payer = payers.payer(billed.payer_id, claim.as_of)
    if payer is None:
        return None
    taken_by = items.jurisdiction(line.code, line.date_from)
    is_equipment = taken_by == "DME" and payer.contractor == "AB"
    is_service = taken_by == "PART_B" and payer.contractor == "DME"
    if not is_equipment and not is_service:
        return None
    sure = "-rejected" if claim.parameters["CV110"]["reject"] else ""
    case = "equipment" if is_equipment else "service"
    return problem(f"{line.path}.procedure_code", case + sure, code=line.code, payer=billed.payer_id)


_EQUIPMENT: Final = "{code} belongs to the DME contractor, but payer {payer} is a Part B contractor."
_SERVICE: Final = "{code} belongs to the Part B contractor, but payer {payer} is a DME contractor."

EDIT = Edit(
    code="CV110",
    name="wrong-medicare-contractor",
    title="A line belongs to a different Medicare contractor than the one that the claim is sent to.",
    why="Medicare has DME contractors for equipment and supplies that a patient takes home, and Part B contractors for "
    "what belongs to a practitioner's service. Each denies what goes to the other.",
    fix="Send the item on a separate claim to the contractor responsible for it; the provider must be enrolled "
    "there. If the payer list has the wrong contractor for this payer, correct the list.",
    looks_at=("service_lines[].procedure_code", "coverages[].payer_id", "coverages[].filing_indicator"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "equipment": Case(says=_EQUIPMENT),
        "equipment-rejected": Case(says=_EQUIPMENT, lifts=True),
        "service": Case(says=_SERVICE),
        "service-rejected": Case(says=_SERVICE, lifts=True),
    },
    carc="109",
    rarc=("N104",),
    status=statuses("A3:116"),
    snip=7,
    source="CMS, DMEPOS jurisdiction list",
    basis="manual",
    references=(
        Reference(
            text="2024 jurisdiction list for DMEPOS HCPCS codes (First Coast): listed codes are the DME contractor's "
            "or joint, and codes not listed are the Part B contractor's alone",
            address="https://medicare-prod.fcso.com/claims/2024-jurisdiction-list-dmepos-hcpcs-codes",
        ),
    ),
    form="professional",
    parameters={"reject": False},
    since="2",
    example=Example(
        base="office-visit-medicare",
        field="service_lines[1].procedure_code",
        fires="E0601",
        silent="93000",
        given={
            "ordering_provider": {"npi": "1306172846", "entity_type": "PERSON", "first_name": "A", "last_name": "Ward"}
        },
        tables={
            "dmepos_jurisdiction": ({"code": "E0601", "jurisdiction": "DME"},),
            "payers": ({"payer_id": "00952", "contractor": "AB"},),
        },
    ),
    tables=(needs("dmepos_jurisdiction"), needs("payers")),
)
