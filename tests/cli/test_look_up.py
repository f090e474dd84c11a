"""A biller can look up every code on a bill: places, statuses, UB-04 codes, drugs, remark codes, providers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.conftest import RunCodes

FIXTURES = Path(__file__).parents[1] / "tables" / "fixtures"
DAY = "2026-07-15"


def _load(run: RunCodes, *kinds: str) -> None:
    for kind in kinds:
        said = run("load", kind, *(str(path) for path in sorted((FIXTURES / kind).iterdir())), "--allow-incomplete")
        assert said.exit_code == 0, said.stderr


def _load_own(run: RunCodes, kind: str, path: Path, text: str, *period: str) -> None:
    path.write_text(text)
    said = run("load", kind, str(path), *period, "--allow-incomplete")
    assert said.exit_code == 0, said.stderr


def _answers(run: RunCodes, code: str, on: str = DAY) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = json.loads(run("lookup", code, "--date", on, "--format", "json").stdout or "[]")
    return answers


def _told(answer: dict[str, Any]) -> tuple[str, str, bool, list[tuple[str, str]]]:
    periods = [(period["from"], period["through"]) for period in answer["periods"]]
    return answer["table"], dict(answer["notes"])["kind"], answer["in_force"], periods


def test_each_table_gives_its_own_answer(run: RunCodes) -> None:
    """A code in several tables gets an answer from each, with its meaning there."""
    _load(run, "ub_codes", "adjustment_codes")
    office, occurrence = _answers(run, "11")
    assert office["description"] == "office"
    assert _told(office) == ("pos", "place of service", True, [("2003-10-16", "9999-12-31")])
    assert _told(occurrence) == ("ub_codes", "occurrence code", True, [("2000-01-01", "9999-12-31")])
    clinic, reason = _answers(run, "17")
    assert clinic["in_force"]
    assert _told(reason) == (
        "adjustment_codes",
        "claim adjustment reason code (CARC)",
        False,
        [("1995-01-01", "2009-07-01")],
    )
    said = run("lookup", "17", "--date", DAY).stdout
    assert "valid on 2026-07-15  pos" in said
    assert "not valid on 2026-07-15  adjustment_codes" in said
    assert "1995-01-01 … 2009-07-01" in said


def test_all_answers_have_the_same_fields(run: RunCodes) -> None:
    """JSON answers for all tables have the same fields."""
    (diagnosis,), (place,) = _answers(run, "M72.20", "2026-10-01"), _answers(run, "12")
    assert list(place) == list(diagnosis)


def test_discharge_statuses_are_looked_up(run: RunCodes) -> None:
    """A discharge status has its dates, even if it ended, and a note if acute hospitals never use it."""
    (died,) = _answers(run, "30")
    assert _told(died) == ("discharge_status", "discharge status", True, [("1980-10-01", "9999-12-31")])
    ended = _answers(run, "71")[-1]
    assert _told(ended)[2:] == (False, [("2001-10-01", "2003-09-30")])
    at_home = _answers(run, "40")[-1]
    assert at_home["in_force"]
    assert ["bills", "never on an acute hospital bill (11x)"] in at_home["notes"]


def test_revenue_codes_are_looked_up(run: RunCodes) -> None:
    """A revenue code shows whether its line needs a procedure code; the leading zero is optional."""
    _load(run, "revenue_codes")
    (drugs,) = _answers(run, "0636")
    assert _told(drugs) == ("revenue_codes", "revenue code", True, [("2000-01-01", "9999-12-31")])
    assert ["procedure code", "needed on an outpatient bill"] in drugs["notes"]
    assert _answers(run, "636") == [drugs]
    assert ["procedure code", "not needed on an outpatient bill"] in _answers(run, "0250")[0]["notes"]
    (ended,) = _answers(run, "0905")
    assert _told(ended)[2:] == (False, [("2004-04-01", "2019-12-31")])
    assert "procedure code" not in dict(ended["notes"])


def test_ub04_codes_show_their_kind(run: RunCodes) -> None:
    """Condition, occurrence, occurrence span and value codes are distinguished."""
    _load(run, "ub_codes")
    kinds = {code: dict(_answers(run, code)[-1]["notes"])["kind"] for code in ("C5", "11", "74", "80")}
    assert kinds == {"C5": "condition code", "11": "occurrence code", "74": "occurrence span code", "80": "value code"}
    assert not _answers(run, "80", "2007-02-28")[-1]["in_force"]


def test_remark_codes_are_looked_up(run: RunCodes) -> None:
    """A remark code has its dates, and never a text."""
    _load(run, "adjustment_codes")
    (remark,) = _answers(run, "ma130")
    assert remark["description"] is None
    assert _told(remark)[1:] == ("remittance advice remark code (RARC)", True, [("1997-01-01", "9999-12-31")])


def test_drugs_are_looked_up(run: RunCodes) -> None:
    """The crosswalk has an NDC's billing code, the directory its marketing dates; hyphens show where zeros go."""
    _load(run, "ndc_hcpcs", "ndc_directory")
    billed, sold = _answers(run, "0003-0293-05")
    assert billed["code"] == sold["code"] == "00003029305"
    assert ["billed with", "J3301"] in billed["notes"]
    assert _told(billed)[2:] == (True, [("2026-07-01", "2026-09-30")])
    assert _told(sold)[2:] == (True, [("2009-01-01", "9999-12-31")])
    (ended,) = _answers(run, "12345067890")
    assert _told(ended)[2:] == (False, [("2020-01-01", "2025-12-31")])
    assert ["directory", "not marketed on the date"] in ended["notes"]
    assert _answers(run, "54321-9876-1")[0]["code"] == "54321987601"
    assert _answers(run, "00003029399") == []


def test_case_mix_groups_are_looked_up(run: RunCodes) -> None:
    """A HIPPS code shows its kind and its dates."""
    _load(run, "hipps")
    (ended,) = _answers(run, "1AA11")
    kind = "case-mix group of a prospective payment system (HIPPS)"
    assert _told(ended) == ("hipps", kind, False, [("2020-01-01", "2023-12-31")])


def test_providers_are_looked_up(run: RunCodes) -> None:
    """A taxonomy code has the dates of its releases; an NPI is valid until it is deactivated."""
    _load(run, "nucc", "npi_deactivated")
    (taxonomy,) = _answers(run, "207q00000x")
    assert _told(taxonomy) == ("nucc", "provider taxonomy code", True, [("2026-07-01", "2026-12-31")])
    (off,), (on,) = _answers(run, "1234567893"), _answers(run, "1234567893", "2015-05-22")
    assert (off["in_force"], on["in_force"]) == (False, True)
    assert ["deactivated", "2015-05-23 … no end known"] in off["notes"]
    assert _answers(run, "1999999984") == []


def test_public_lists_are_looked_up(run: RunCodes) -> None:
    """An excluded or opted-out practitioner is not valid on its days; a laboratory shows its certificate."""
    _load(run, "leie", "opt_out", "order_referring", "dmepos_jurisdiction")
    excluded, opted_out, orders = _answers(run, "1306172846")
    assert [each["table"] for each in (excluded, opted_out, orders)] == ["leie", "opt_out", "order_referring"]
    assert [each["in_force"] for each in (excluded, opted_out, orders)] == [False, False, True]
    assert ["excluded", "2020-03-19 … no end known"] in excluded["notes"]
    assert ["opted out of Medicare", "2024-04-01 … 2028-03-31"] in opted_out["notes"]
    assert ["may order", "PARTB, DME, HHA, PMD, HOSPICE"] in orders["notes"]
    assert [each["in_force"] for each in _answers(run, "1306172846", "2019-01-01")] == [True, True]
    (device,) = _answers(run, "E0601")
    assert ["Medicare contractor", "DME contractor"] in device["notes"]
    _load(run, "clia_certificates", "snf_therapy", "coverage", "payers")
    (panel,) = _answers(run, "80061")
    assert ["coverage policies", "190.99, L00001"] in panel["notes"]
    payer = next(each for each in _answers(run, "00952") if each["table"] == "payers")
    assert {"claims": "professional", "Medicare contractor": "AB"}.items() <= dict(payer["notes"]).items()
    (therapy,) = _answers(run, "97110")
    assert "skilled nursing" in dict(therapy["notes"])
    (ended,) = _answers(run, "05D0600002")
    assert not ended["in_force"]
    assert {"certificate": "PPM", "ended": "2025-03-31"}.items() <= dict(ended["notes"]).items()


def test_a_date_that_no_release_covers_is_neither_valid_nor_invalid(run: RunCodes) -> None:
    """On a date outside the releases of a table, a code is reported as not covered."""
    _load(run, "nucc")
    said = run("lookup", "207Q00000X", "--date", "2027-07-15").stdout
    assert "not covered on 2027-07-15" in said
    assert "no release of the table covers the date" in said
    (answer,) = _answers(run, "207Q00000X", "2027-07-15")
    assert not answer["in_force"]
    assert "not checked" in dict(answer["notes"])


def test_several_releases_give_one_history(run: RunCodes, tmp_path: Path) -> None:
    """Periods of consecutive releases are joined, and a newer release overrides an older one on its own dates."""
    revenue = tmp_path / "revenue.csv"
    head = "code,needs_hcpcs,start,end\n"
    _load_own(
        run,
        "revenue_codes",
        revenue,
        f"{head}0250,no,,\n0636,yes,,\n",
        "--from",
        "2024-01-01",
        "--through",
        "2024-12-31",
    )
    _load_own(
        run, "revenue_codes", revenue, f"{head}0250,no,,\n0905,no,,\n", "--from", "2025-01-01", "--release", "later"
    )
    periods = {code: _told(_answers(run, code)[0])[2:] for code in ("0250", "0636", "0905")}
    assert periods == {
        "0250": (True, [("2024-01-01", "9999-12-31")]),
        "0636": (False, [("2024-01-01", "2024-12-31")]),
        "0905": (True, [("2025-01-01", "9999-12-31")]),
    }
    assert _answers(run, "0636", "2024-12-31")[0]["in_force"]
    taxonomies = "Code,Grouping,Classification\n"
    _load_own(run, "nucc", tmp_path / "nucc_taxonomy_260.csv", f"{taxonomies}207Q00000X,x,x\n282N00000X,x,x\n")
    _load_own(run, "nucc", tmp_path / "nucc_taxonomy_261.csv", f"{taxonomies}207Q00000X,x,x\n")
    assert _told(_answers(run, "207Q00000X")[0])[2:] == (True, [("2026-01-01", "2026-12-31")])
    assert _told(_answers(run, "282N00000X")[0])[2:] == (False, [("2026-01-01", "2026-06-30")])


def test_a_lookup_does_not_import_the_loaders() -> None:
    """Looking up a code imports no module that parses published files."""
    program = (
        "import sys; from click.testing import CliRunner; from workers.__main__ import main;"
        "CliRunner().invoke(main, ('codes', 'lookup', '11'), catch_exceptions=False);"
        "sys.exit(any(name.startswith('rules.tables.loaders') for name in sys.modules))"
    )
    subprocess.run((sys.executable, "-c", program), check=True)


def _addendum_b(path: Path, quarter: str) -> str:
    path = path / f"{quarter}_Web_Addendum_B.csv"
    path.write_text("HCPCS Code,Short Descriptor,SI\n27447,Invented,J1\n")
    return str(path)


def test_a_gap_between_quarters_is_shown(run: RunCodes, tmp_path: Path) -> None:
    """The days between two loaded quarters are named by the status, the lookup and the comparison."""
    for quarter in ("2019_January", "2020_January", "2020_April", "2021_January"):
        assert run("load", "opps_b", _addendum_b(tmp_path, quarter), "--allow-incomplete").exit_code == 0
    row = next(row for row in json.loads(run("status", "--format", "json").stdout) if row["table"] == "opps_b")
    assert row["gaps"] == [
        {"from": "2019-04-01", "through": "2019-12-31"},
        {"from": "2020-07-01", "through": "2020-12-31"},
    ]
    assert "without 2019-04-01 … 2019-12-31" in run("status").stdout
    said = run("lookup", "27447", "--date", "2019-05-01")
    assert said.exit_code == 1
    assert "27447 is not in any loaded code table; no release for the date: opps_b; not loaded: cpt," in said.stderr
    assert "no release covers 2020-07-01 … 2020-12-31" in run("diff", "opps_b", "2020 Q2", "2021 Q1").stderr
    assert not run("diff", "opps_b", "2020 Q1", "2020 Q2").stderr


def test_missing_tables_are_named_below_the_answers(run: RunCodes) -> None:
    """A code that one table knows still shows which other tables would say more about it."""
    _load(run, "opps_b", "mue")
    text = run("lookup", "27447", "--date", DAY).stdout
    assert "outpatient status: J1" in text
    assert "not loaded: cpt, ncci_ptp, ncci_ptp_medicaid, mue_medicaid, aoc, mpfs, telehealth" in text
    assert "not loaded: poa_exempt" in run("lookup", "Z79.4", "--date", "2026-10-01").stdout
    assert "not loaded" not in run("lookup", "0FT44ZZ", "--date", "2026-10-01").stdout
    _load(run, "nucc")
    uncovered = run("lookup", "207Q00000X", "--date", "2027-07-15").stdout
    assert uncovered.count("no release") == 1


def test_the_limits_of_all_settings_are_shown(run: RunCodes) -> None:
    """Practitioners, hospitals and suppliers each have their own limit."""
    _load(run, "mue")
    (supplied,) = _answers(run, "E0110")
    assert supplied["notes"] == [["unit limit (Medicare, supplier)", "1 a day, by policy"]]
    (given,) = _answers(run, "J3301")
    assert ["unit limit (Medicare, practitioner)", "10 on each line"] in given["notes"]


def test_exemptions_from_present_on_admission_are_shown(run: RunCodes) -> None:
    """A diagnosis shows whether it needs the indicator, for dates that the list covers."""
    _load(run, "poa_exempt")
    exempt, other = (_answers(run, code, "2026-10-01")[0]["notes"] for code in ("Z00.00", "E11.65"))
    assert ["present on admission", "exempt from the indicator"] in exempt
    assert ["present on admission", "indicator needed"] in other
    assert not any(kind == "present on admission" for kind, _ in _answers(run, "Z00.00", "2026-09-30")[0]["notes"])
