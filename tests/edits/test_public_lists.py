"""What public lists decide is found once their files are loaded, and is listed as not checked before."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import pytest

from rules.engine.engine import Judgement
from rules.tables.kind import OpenTable
from rules.tables.loaders.load_table import load_table
from rules.tables.table_folder import open_tables

FIXTURES: Final = Path(__file__).parents[1] / "tables" / "fixtures"
NOW: Final = datetime(2026, 11, 10, 12, tzinfo=UTC)
FILES: Final[Mapping[str, tuple[str, str]]] = {
    "leie": ("leie/UPDATED.csv", "UPDATED.csv"),
    "dmepos_jurisdiction": ("dmepos_jurisdiction/2026 DMEPOS Jurisdiction List.csv", "2026-dmepos.csv"),
    "clia_certificates": ("clia_certificates/Clia_DATA.Q2_2026.csv", "Clia_DATA.Q3_2026.csv"),
    "payers": ("payers/payers.csv", "payers.csv"),
    "coverage": ("coverage/coverage.csv", "coverage.csv"),
    "snf_therapy": ("snf_therapy/snf_therapy.csv", "snf_therapy.csv"),
    "opt_out": ("opt_out/OptOut_August2026.csv", "OptOut_20261015.csv"),
    "order_referring": ("order_referring/OrderReferring_20260710.csv", "OrderReferring_20261030.csv"),
    "zip_states": ("zip_states/ZIP5_JUL2026.txt", "ZIP5_OCT2026.txt"),
}
"""A small file of each list, and the name that it has in the autumn of 2026."""

ORDER: Final = {"entity_type": "PERSON", "first_name": "Ora", "last_name": "Order", "npi": "1999999984"}
CLAIMS: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]]] = {
    "PV118": (("leie",), {"rendering_provider.npi": "1306172846"}),
    "PV119": (("leie",), {"ordering_provider": {**ORDER, "npi": "1306172846"}}),
    "PV120": (("opt_out",), {"rendering_provider.npi": "1306172846"}),
    "PV121": (("order_referring",), {"ordering_provider": ORDER, "service_lines[0].procedure_code": "71046"}),
    "CV110": (("dmepos_jurisdiction", "payers"), {"service_lines[0].procedure_code": "E0601"}),
    "CV111": (("payers",), {"coverages[0].payer_id": "ZZ999"}),
    "CV113": (("payers",), {"coverages[0].payer_id": "60054", "coverages[0].member_id": "!!"}),
    "LB105": (("clia_certificates",), {"clia_number": "99D9999999", "service_lines[0].procedure_code": "80053"}),
    "MN101": (("coverage",), {"service_lines[0].procedure_code": "80061", "billing_provider.address.state": "TX"}),
    "PS109": (
        ("snf_therapy",),
        {"place_of_service": "31", "service_lines[0].procedure_code": "97110", "service_lines[0].modifiers": ["GP"]},
    ),
    "TX111": (("zip_states",), {"patient.address.state": "TX"}),
}
"""For each edit the lists that it needs, and what makes a clean Medicare visit one that the lists object to."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, OpenTable]:
    """The tables, loaded from their files as `codes load` does."""
    folder = tmp_path_factory.mktemp("lists")
    for kind, (path, name) in FILES.items():
        copyfile(FIXTURES / path, folder / name)
        load_table(kind, [folder / name], folder=folder / "tables", now=NOW, allow_incomplete=True)
    tables = open_tables(folder / "tables")
    return {kind: table for kind in FILES if (table := tables.get(kind)) is not None}


@pytest.mark.parametrize(("edit", "needs", "changes"), [(edit, *rest) for edit, rest in CLAIMS.items()])
def test_each_is_found_or_listed(
    edit: str,
    needs: tuple[str, ...],
    changes: Mapping[str, Any],
    judge: Callable[..., Judgement],
    loaded: Mapping[str, OpenTable],
) -> None:
    """With its lists the edit fires once; without any one of them it is silent, and listed with that list."""
    said = judge("office-visit-medicare", changes, with_tables=[loaded[name] for name in needs])
    assert [finding.edit for finding in said.findings].count(edit) == 1
    for missing in needs:
        kept = [loaded[name] for name in needs if name != missing]
        silent = judge("office-visit-medicare", changes, with_tables=kept)
        assert edit not in {finding.edit for finding in silent.findings}
        listed = {entry.table: entry for entry in silent.not_checked if edit in entry.edits}
        assert listed[missing].reason == "NOT_LOADED"


def test_a_clean_claim_stays_clean(judge: Callable[..., Judgement], loaded: Mapping[str, OpenTable]) -> None:
    """None of the lists objects to a claim about which they have nothing to say."""
    kept = [table for name, table in loaded.items() if name != "clia_certificates"]
    said = judge("office-visit-medicare", {}, with_tables=kept)
    assert not {finding.edit for finding in said.findings} & CLAIMS.keys()
