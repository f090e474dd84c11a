"""Code tables are loaded, listed, searched, compared and removed on the command line."""

import json
from pathlib import Path

import pytest

from rules.tables.store import LOADABLE, TABLE_ORDER
from tests.cli.conftest import RunCodes

FIXTURES = Path(__file__).parents[1] / "tables" / "fixtures"


def _files(kind: str) -> list[str]:
    """The small files of a table, and the option that such files need."""
    return [*(str(path) for path in sorted((FIXTURES / kind).iterdir())), "--allow-incomplete"]


def test_a_release_is_loaded(run: RunCodes) -> None:
    """Loading prints the release, the rows and the dates; as JSON it prints the manifest."""
    said = run("load", "hcpcs", *_files("hcpcs"))
    assert said.exit_code == 0
    assert "hcpcs 2026 Q3: 9 of 9 rows kept, in force 2018-01-01 … 2026-09-30" in said.stdout
    assert "descriptions of dental codes left out" in said.stdout
    form = json.loads(run("load", "mue", *_files("mue"), "--format", "json").stdout)
    assert (form["kind"], form["release"], form["rows"], form["holds_licence"]) == ("mue", "2026 Q3", 6, False)
    for flag in ("--i-hold-a-license", "--i-hold-a-licence"):
        licensed = json.loads(run("load", "hcpcs", *_files("hcpcs"), flag, "--format", "json").stdout)
        assert licensed["holds_licence"] is True
        assert not any("dental" in note for note in licensed["notes"])


def test_a_refused_load_says_why(run: RunCodes) -> None:
    """Rejected files give exit code 1 and one sentence; an invalid date or table gives 2."""
    refused = run("load", "hcpcs", *_files("mue"))
    assert refused.exit_code == 1
    assert "is not a HCPCS release of CMS" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert run("load", "hcpcs", *_files("hcpcs"), "--from", "July").exit_code == 2
    assert run("load", "icd11", *_files("hcpcs")).exit_code == 2
    assert run("load", "hcpcs").exit_code == 2
    assert run("load", "hcpcs", "/absent.txt").exit_code == 2


def test_wrong_rows_are_listed_at_once(run: RunCodes, tmp_path: Path) -> None:
    """Up to ten wrong rows of a list have a line each, and nothing is loaded."""
    path = tmp_path / "rules.csv"
    head, good = "payer_id,rule,value,place,start,end", "P1,filing_days,90,,,"
    wrong = ["P2,fling_days,90,,,", "P3,filing_days,ninety,,,", "P4,drg,,,2026-13-01,", ",drg,,,,", "P1,filing_days"]
    path.write_text("\n".join([head, good, *wrong, good, "P5,drg,,,,", ""]))
    refused = run("load", "payer_rules", str(path))
    assert refused.exit_code == 1
    assert [line.split(":")[1] for line in refused.stderr.splitlines()] == [
        *(" line 3, rule", " line 4, value", " line 5, start", " line 6, payer_id", " line 7, row", " line 8, row")
    ]
    path.write_text("\n".join([head, *["P2,fling_days,90,,,"] * 12, ""]))
    lines = run("load", "payer_rules", str(path)).stderr.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "there may be more wrong rows"
    rows = {row["table"]: row for row in json.loads(run("status", "--format", "json").stdout)}
    assert not rows["payer_rules"].get("rows")


def test_a_list_in_another_layout_is_loaded(run: RunCodes, tmp_path: Path) -> None:
    """Columns are mapped on the command line; an invalid or repeated mapping gives exit code 2."""
    path = tmp_path / "rev.csv"
    path.write_text("Rev Code,HCPCS?,Long name\n250,N,x\n636,Y,x\n")
    said = run("load", "revenue_codes", str(path), "--column", "code=REV CODE", "--column", "needs_hcpcs=hcpcs?")
    assert said.exit_code == 0, said.stderr
    assert "2 of 2 rows kept" in said.stdout
    rows = {row["table"]: row for row in json.loads(run("status", "--format", "json").stdout)}
    assert rows["revenue_codes"]["rows"] == 2
    for wrong in (("--column", "code"), ("--word", "kind="), ("--column", "code=a", "--column", "code=b")):
        refused = run("load", "revenue_codes", str(path), *wrong)
        assert refused.exit_code == 2
        assert "must be COLUMN=" in refused.stderr


def test_the_status_lists_every_table(run: RunCodes) -> None:
    """Every code table is listed; a loaded one has its releases with their manifests."""
    run("load", "hcpcs", *_files("hcpcs"))
    run("load", "hcpcs", *_files("hcpcs_next"))
    rows = {row["table"]: row for row in json.loads(run("status", "--format", "json").stdout)}
    assert tuple(rows) == TABLE_ORDER
    assert not rows["cpt"]["loaded"]
    assert rows["hcpcs"]["release"] == "2026 Q4"
    assert [each["release"] for each in rows["hcpcs"]["releases"]] == ["2026 Q4", "2026 Q3"]
    assert "HC102" in rows["hcpcs"]["edits"]
    assert rows["icd10pcs"]["undescribed"] > 0
    assert "FY2016" in rows["icd10pcs"]["described_by"]
    text = run("status").stdout
    assert "codes of icd10cm have no description; the order files of FY2016, " in text
    assert "2026 Q4 and 1 more" in text
    assert "not loaded" in text


def test_every_table_is_shipped_or_can_be_loaded() -> None:
    """No edit needs a table that can never be loaded."""
    shipped = {"icd10cm", "icd10cm_tabular", "laterality", "age_ranges", "discharge_status", "icd10pcs", "pos"}
    assert set(LOADABLE) | shipped == set(TABLE_ORDER)


def test_a_diagnosis_is_looked_up(run: RunCodes) -> None:
    """A retired code shows the codes to use instead."""
    said = run("lookup", "M72.2", "--date", "2026-10-01").stdout
    assert "choose from   M72.20\n                M72.21\n                M72.22\n" in said
    assert "not specific enough on 2026-10-01" in said
    procedure = run("lookup", "0DTJ4ZZ", "--date", "2026-10-01").stdout
    assert "Resection of Appendix, Percutaneous Endoscopic Approach" in procedure


def test_a_service_is_looked_up_in_all_tables(run: RunCodes) -> None:
    """A procedure code has its dates, indicators, unit limits and NCCI pairs on the date."""
    for kind in ("mue", "mpfs", "aoc", "ncci_ptp", "opps_b", "telehealth"):
        assert run("load", kind, *_files(kind)).exit_code == 0
    run("load", "cpt", str(FIXTURES / "mpfs" / "PPRRVU2026_Jul_nonQPP.csv"), "--allow-incomplete")
    (answer,) = json.loads(run("lookup", "27447", "--date", "2026-07-15", "--format", "json").stdout)
    assert (answer["table"], answer["in_force"]) == ("cpt", True)
    notes = dict(answer["notes"])
    assert notes["fee schedule"].startswith("status A, PC/TC 0, global days 090")
    assert notes["unit limit (Medicare, practitioner)"] == "1 a day, by policy"
    assert notes["never paid with it (Medicare, practitioner)"] == "29870"
    assert notes["paid with it only with a modifier (Medicare, practitioner)"] == "29871"
    assert notes["paid with it only with a modifier (Medicare, hospital)"] == "29870"
    assert notes["outpatient status"] == "J1"
    add_on = run("lookup", "22614", "--date", "2026-07-15").stdout
    assert "add-on code (type 1): only with 22612" in add_on
    assert "telehealth: on Medicare's list" in run("lookup", "99213", "--date", "2026-07-15").stdout


def test_codes_modifiers_and_drugs_are_looked_up(run: RunCodes) -> None:
    """HCPCS codes and modifiers show their dates, NDCs their billing codes; hyphens are ignored."""
    for kind in ("hcpcs", "hipps", "nucc", "ndc_hcpcs", "ndc_directory"):
        assert run("load", kind, *_files(kind)).exit_code == 0
    ended = run("lookup", "A9900", "--date", "2026-07-15").stdout
    assert "not valid on 2026-07-15" in ended
    assert "2010-01-01 … 2025-12-31  [coverage C]" in ended
    assert "Invented adjunct service" in run("lookup", "cp", "--date", "2026-07-15").stdout
    assert "billed with: J1030, J3301" in run("lookup", "00003-0293-20", "--date", "2026-07-15").stdout
    assert "marketed on the date" in run("lookup", "00003029305", "--date", "2026-07-15").stdout
    assert "Invented group" in run("lookup", "AAAA1", "--date", "2026-07-15").stdout
    assert run("lookup", "207Q00000X", "--date", "2026-07-15").exit_code == 0
    unknown = run("lookup", "J9999", "--date", "2026-07-15")
    assert unknown.exit_code == 1
    assert "J9999 is not in any loaded code table" in unknown.stderr


def test_releases_are_compared(run: RunCodes) -> None:
    """Differences are listed and counted; a release that is not loaded is an error."""
    run("load", "hcpcs", *_files("hcpcs"))
    run("load", "hcpcs", *_files("hcpcs_next"))
    said = run("diff", "hcpcs", "2026 Q3", "2026 Q4")
    assert said.exit_code == 1
    assert said.stdout.splitlines() == [
        "~ Q5150  2026-04-01 9999-12-31 D → 2026-04-01 2026-09-30 D",
        "+ Q5160  2026-10-01 9999-12-31 D",
        "1 added, 0 removed, 1 changed",
    ]
    forms = [
        json.loads(line) for line in run("diff", "hcpcs", "2026 Q3", "2026 Q4", "--format", "json").stdout.splitlines()
    ]
    assert [form["change"] for form in forms] == ["changed", "added"]
    assert run("diff", "hcpcs", "2026 Q3", "2026 Q3").exit_code == 0
    missing = run("diff", "hcpcs", "2020 Q1", "2026 Q4")
    assert missing.exit_code == 2
    assert "release '2020 Q1' is not loaded; loaded: 2026 Q3, 2026 Q4" in missing.stderr


def test_old_releases_are_removed(run: RunCodes) -> None:
    """By name or by end date; without a condition nothing is removed."""
    run("load", "hcpcs", *_files("hcpcs"))
    run("load", "hcpcs", *_files("hcpcs_next"))
    assert run("prune", "hcpcs").exit_code == 2
    assert "nothing to remove" in run("prune", "--before", "2026-09-30").stdout
    assert run("prune", "--before", "2026-10-01").stdout == "removed hcpcs 2026 Q3\n"
    assert run("prune", "hcpcs", "--release", "2026 Q4").stdout == "removed hcpcs 2026 Q4\n"


def test_a_damaged_folder_ends_the_commands_that_read_it(run: RunCodes, tmp_path: Path) -> None:
    """A damaged table is an error; no command continues with the remaining tables."""
    run("load", "hcpcs", *_files("hcpcs"))
    next((tmp_path / "tables" / "hcpcs").iterdir()).write_bytes(b"x" * 200)
    for arguments in (("status",), ("lookup", "A0021")):
        said = run(*arguments)
        assert said.exit_code == 2
        assert "is not a code table, or is cut off in its first bytes" in said.stderr


@pytest.mark.parametrize("kind", LOADABLE)
def test_every_layout_is_described(run: RunCodes, kind: str) -> None:
    """`codes layout` describes the files of every table that can be loaded."""
    said = run("layout", kind)
    assert said.exit_code == 0
    for heading in (f"{kind}: ", "\nSource: ", "\nLicense: "):
        assert heading in said.stdout


def test_your_own_lists_have_documented_columns(run: RunCodes) -> None:
    """`codes layout` names the columns of a list that users write themselves."""
    assert "payer_id, rule (drg, filing_days, authorization)" in run("layout", "payer_rules").stdout
