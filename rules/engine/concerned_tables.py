"""Which codes of a claim a table would have to answer for: where there is none, its absence is nobody's concern."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank

TABLE_ORDER: Final[tuple[str, ...]] = (
    "icd10cm",
    "icd10cm_tabular",
    "laterality",
    "age_ranges",
    "discharge_status",
    "icd10pcs",
    "poa_exempt",
    "hcpcs",
    "cpt",
    "ncci_ptp",
    "ncci_ptp_medicaid",
    "mue",
    "mue_medicaid",
    "aoc",
    "mpfs",
    "opps_b",
    "pos",
    "telehealth",
    "procedure_age",
    "procedure_sex",
    "modifier_rules",
    "payer_rules",
    "revenue_codes",
    "ub_codes",
    "nucc",
    "ndc_hcpcs",
    "ndc_directory",
    "npi_deactivated",
    "hipps",
    "adjustment_codes",
    "clia_tests",
    "coverage",
)
"""Every table of the catalogue, in the order in which `not_checked` lists them."""

_HCPCS_MODIFIER: Final = re.compile(r"[A-Z][0-9A-Z]")
_PHYSICAL_STATUS: Final = frozenset(f"P{n}" for n in range(1, 7))


def _diagnoses(claim: ClaimFacts) -> bool:
    return bool(claim.diagnoses)


def _procedures(claim: ClaimFacts) -> bool:
    return bool(claim.procedures)


def _cpt_lines(claim: ClaimFacts) -> bool:
    return "CPT" in claim.systems


def _hcpcs(claim: ClaimFacts) -> bool:
    return "HCPCS" in claim.systems or any(_is_hcpcs_modifier(sign) for line in claim.lines for sign in line.modifiers)


def _is_hcpcs_modifier(modifier: str) -> bool:
    """Whether a modifier has the form of HCPCS modifiers; P1 to P6 are CPT's."""
    return _HCPCS_MODIFIER.fullmatch(modifier) is not None and modifier not in _PHYSICAL_STATUS


def _procedure_lines(claim: ClaimFacts) -> bool:
    return "CPT" in claim.systems or "HCPCS" in claim.systems


def _of_ncci(claim: ClaimFacts) -> bool:
    return claim.ncci and _procedure_lines(claim)


def _of_ncci_for_medicare(claim: ClaimFacts) -> bool:
    return claim.payer_class != "medicaid" and _of_ncci(claim)


def _of_ncci_for_medicaid(claim: ClaimFacts) -> bool:
    return claim.payer_class == "medicaid" and _of_ncci(claim)


def _hospital_lines(claim: ClaimFacts) -> bool:
    return claim.hospital_outpatient and _procedure_lines(claim)


def _hipps_lines(claim: ClaimFacts) -> bool:
    return "HIPPS" in claim.systems


def _revenue_codes(claim: ClaimFacts) -> bool:
    return claim.institutional and any(not is_blank(line.line.revenue_code) for line in claim.lines)


def _ub_codes(claim: ClaimFacts) -> bool:
    details = claim.encounter.institutional
    return bool(claim.condition_codes) or (
        details is not None and bool(details.occurrence_codes or details.occurrence_spans or details.value_codes)
    )


def _places(claim: ClaimFacts) -> bool:
    return claim.professional and (
        not is_blank(claim.encounter.place_of_service) or any(not is_blank(line.place) for line in claim.lines)
    )


def _discharge_status(claim: ClaimFacts) -> bool:
    details = claim.encounter.institutional
    return details is not None and not is_blank(details.discharge_status)


def _taxonomies(claim: ClaimFacts) -> bool:
    return any(not is_blank(provider.provider.taxonomy_code) for provider in claim.providers)


def _npis(claim: ClaimFacts) -> bool:
    return any(not is_blank(provider.provider.npi) for provider in claim.providers)


def _drugs(claim: ClaimFacts) -> bool:
    return any(line.line.ndc is not None for line in claim.lines)


def _adjustments(claim: ClaimFacts) -> bool:
    return any(
        coverage.coverage.adjudication is not None
        and (coverage.coverage.adjudication.adjustments or coverage.coverage.adjudication.remark_codes)
        for coverage in claim.coverages
    ) or any(decision.adjustments for line in claim.lines for decision in line.line.adjudications)


_CARRIES: Final[Mapping[str, Callable[[ClaimFacts], bool]]] = {
    "icd10cm": _diagnoses,
    "icd10cm_tabular": _diagnoses,
    "laterality": _diagnoses,
    "age_ranges": _diagnoses,
    "poa_exempt": _diagnoses,
    "coverage": _procedure_lines,
    "discharge_status": _discharge_status,
    "icd10pcs": _procedures,
    "hcpcs": _hcpcs,
    "cpt": _cpt_lines,
    "hipps": _hipps_lines,
    "ncci_ptp": _of_ncci_for_medicare,
    "ncci_ptp_medicaid": _of_ncci_for_medicaid,
    "mue": _of_ncci_for_medicare,
    "mue_medicaid": _of_ncci_for_medicaid,
    "aoc": _of_ncci,
    "opps_b": _hospital_lines,
    "revenue_codes": _revenue_codes,
    "ub_codes": _ub_codes,
    "pos": _places,
    "nucc": _taxonomies,
    "npi_deactivated": _npis,
    "ndc_hcpcs": _drugs,
    "ndc_directory": _drugs,
    "adjustment_codes": _adjustments,
}


def carries_of(table: str) -> Callable[[ClaimFacts], bool]:
    """The question whether a claim has at least one code or number of the kind that a table holds."""
    return _CARRIES.get(table, _procedure_lines)
