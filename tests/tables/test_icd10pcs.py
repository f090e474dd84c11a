"""The inpatient procedure codes: when each is in force, and with which flags."""

from datetime import date

import pytest

from rules.tables.shipped.icd10pcs import Icd10pcs
from rules.tables.store import Tables


@pytest.fixture(scope="session")
def icd10pcs(tables: Tables) -> Icd10pcs:
    assert tables.icd10pcs is not None
    return tables.icd10pcs


@pytest.mark.parametrize(
    ("on", "rows"), [(date(2025, 10, 1), 79_115), (date(2026, 4, 1), 79_193), (date(2026, 10, 1), 79_256)]
)
def test_as_many_codes_are_in_force_as_were_published(icd10pcs: Icd10pcs, on: date, rows: int) -> None:
    """The codes in force on the first day of a release are as many as it has."""
    assert sum(icd10pcs.row_on(code, on) is not None for code in icd10pcs.all_codes()) == rows


def test_the_flag_of_long_ventilation(icd10pcs: Icd10pcs) -> None:
    """5A1955Z is the only code that requires a minimum length of stay."""
    flagged = [code for code in icd10pcs.all_codes() if any("los" in row.flags for row in icd10pcs.history(code))]
    assert flagged == ["5A1955Z"]


def test_a_retired_procedure_leads_to_its_replacement(icd10pcs: Icd10pcs) -> None:
    """The published conversion table is followed: 037004Z replaced 0370046 on 2019-10-01."""
    assert icd10pcs.row_on("0370046", date(2019, 9, 30)) is not None
    assert icd10pcs.row_on("0370046", date(2019, 10, 1)) is None
    assert icd10pcs.successors("0370046", date(2019, 10, 1)) == ("037004Z",)
    assert "0370046" in icd10pcs.predecessors("037004Z")


def test_a_description_is_there_or_is_none(icd10pcs: Icd10pcs) -> None:
    """A code without a published description has none, not an empty one."""
    assert icd10pcs.description("5A1955Z") == "Respiratory Ventilation, Greater than 96 Consecutive Hours"
    assert icd10pcs.description("0016ZZZ") is None
