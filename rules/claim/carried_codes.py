"""Which kinds of codes a claim carries. Without those of a table, a claim does not miss it."""

import re
from typing import Final, TypeAlias, get_args

from rules.claim.facts import ClaimFacts, is_blank
from rules.tables.kind import CarriedCodes

CARRIED_CODES: Final[tuple[CarriedCodes, ...]] = get_args(CarriedCodes)

Carried: TypeAlias = tuple[bool, ...]
"""Whether a claim carries each of `CARRIED_CODES`."""

_ORDERING: Final = frozenset(("ordering", "referring", "attending"))
_MODIFIER: Final = re.compile(r"[A-Z][0-9A-Z]")
# These modifiers look like HCPCS modifiers, but are CPT's.
_PHYSICAL_STATUS: Final = frozenset([f"P{number}" for number in range(1, 7)])


def carried_codes(claim: ClaimFacts) -> Carried:
    """The kinds of codes that a claim carries, in the order of `CARRIED_CODES`."""
    encounter, institutional, systems = claim.encounter, claim.encounter.institutional, claim.systems
    drug_codes = ndcs = clia = revenue = places = adjustments = level_ii = False
    for line in claim.lines:
        sent = line.line
        if sent.procedure_code is not None and sent.procedure_code.startswith(("C9", "J", "Q")):
            drug_codes = True
        if sent.ndc is not None:
            ndcs = True
        if not is_blank(sent.clia_number):
            clia = True
        if not is_blank(sent.revenue_code):
            revenue = True
        if not is_blank(line.place):
            places = True
        for decision in sent.adjudications:
            if decision.adjustments:
                adjustments = True
        for modifier in line.modifiers:
            if _MODIFIER.fullmatch(modifier) is not None and modifier not in _PHYSICAL_STATUS:
                level_ii = True
    payers = False
    for coverage in encounter.coverages:
        if not is_blank(coverage.payer_id):
            payers = True
        adjudication = coverage.adjudication
        if adjudication is not None and (adjudication.adjustments or adjudication.remark_codes):
            adjustments = True
    npis = ordering = taxonomies = False
    for provider in claim.providers:
        if not is_blank(provider.provider.npi):
            npis = True
            if provider.role in _ORDERING:
                ordering = True
        if not is_blank(provider.provider.taxonomy_code):
            taxonomies = True
    cpt, hcpcs = "CPT" in systems, "HCPCS" in systems
    procedures = cpt or hcpcs
    ncci = claim.ncci and procedures
    medicaid = claim.payer_class == "medicaid"
    ub_codes = bool(encounter.condition_codes) or (
        institutional is not None
        and bool(institutional.occurrence_codes or institutional.occurrence_spans or institutional.value_codes)
    )
    return (
        True,
        bool(encounter.diagnoses),
        bool(encounter.procedures),
        cpt,
        hcpcs or level_ii,
        "HIPPS" in systems,
        procedures,
        claim.professional and procedures,
        claim.hospital_outpatient and procedures,
        ncci,
        ncci and not medicaid,
        ncci and medicaid,
        drug_codes,
        ndcs,
        claim.professional and (places or not is_blank(encounter.place_of_service)),
        claim.institutional and revenue,
        ub_codes,
        institutional is not None and not is_blank(institutional.discharge_status),
        npis,
        ordering,
        taxonomies,
        payers,
        clia or not is_blank(encounter.clia_number),
        adjustments,
    )
