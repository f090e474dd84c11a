"""Which loader reads the official files of which table."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from rules.tables.loaders.draft import Draft, LoadRequest
from rules.tables.loaders.load_add_on_codes import load_add_on_codes
from rules.tables.loaders.load_code_lists import (
    load_ndc_hcpcs,
    load_nucc,
    load_opps_b,
    load_poa_exempt,
    load_telehealth,
)
from rules.tables.loaders.load_cpt import load_cpt
from rules.tables.loaders.load_directories import load_ndc_directory, load_npi_deactivated
from rules.tables.loaders.load_fee_schedule import load_fee_schedule
from rules.tables.loaders.load_hcpcs import load_hcpcs
from rules.tables.loaders.load_icd10 import load_icd10_order
from rules.tables.loaders.load_own_lists import OWN_LISTS, load_coverage, load_own_list, load_payer_rules
from rules.tables.loaders.load_pairs import load_pairs
from rules.tables.loaders.load_places import load_places
from rules.tables.loaders.load_tabular_list import load_tabular_list
from rules.tables.loaders.load_unit_limits import load_unit_limits
from rules.tables.loaders.source_file import SourceFile

Layout: TypeAlias = Callable[[list[SourceFile], LoadRequest], Draft]

LAYOUTS: Final[Mapping[str, Layout]] = {
    "icd10cm": load_icd10_order,
    "icd10cm_tabular": load_tabular_list,
    "laterality": load_tabular_list,
    "icd10pcs": load_icd10_order,
    "pos": load_places,
    "poa_exempt": load_poa_exempt,
    "hcpcs": load_hcpcs,
    "cpt": load_cpt,
    "ncci_ptp": load_pairs,
    "ncci_ptp_medicaid": load_pairs,
    "mue": load_unit_limits,
    "mue_medicaid": load_unit_limits,
    "aoc": load_add_on_codes,
    "mpfs": load_fee_schedule,
    "opps_b": load_opps_b,
    "telehealth": load_telehealth,
    "payer_rules": load_payer_rules,
    "nucc": load_nucc,
    "ndc_hcpcs": load_ndc_hcpcs,
    "ndc_directory": load_ndc_directory,
    "npi_deactivated": load_npi_deactivated,
    "coverage": load_coverage,
    **dict.fromkeys(OWN_LISTS, load_own_list),
}
"""By the table's name in the catalogue."""
