"""Invalid input is refused in one clear sentence with file, line and field, and earlier loads stay."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from rules.tables.error import TableError
from rules.tables.loaders.load_table import load_table
from rules.tables.manifest import Manifest
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]


def _lines(fixtures: Path, name: str, encoding: str = "cp1252") -> list[str]:
    return (fixtures / name).read_text(encoding=encoding).splitlines()


def _write(path: Path, lines: list[str], encoding: str = "cp1252") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def _refused(load: Load, kind: str, *files: Path, match: str, **options: object) -> None:
    with pytest.raises(TableError, match=match) as caught:
        load(kind, *files, **options)
    assert "\n" not in str(caught.value)


MUE = "mue/MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
AOC = "aoc_text/AOC_V2026Q3-MCR.txt"
JURISDICTION = "dmepos_jurisdiction/2026 DMEPOS Jurisdiction List.csv"
CLIA = "clia_certificates/Clia_DATA.Q2_2026.csv"
AFFIDAVITS = "opt_out/OptOut_August2026.csv"
ORDERS = "order_referring/OrderReferring_20260710.csv"
CARC = "adjustment_codes/adjustment_codes.csv"
HCPCS = "hcpcs/HCPC2026_JUL_ANWEB.txt"


@pytest.mark.parametrize(
    ("number", "old", "new", "match"),
    [
        (10, "A9900", "99213", "line 10, code: 99213 is a CPT code"),
        (10, "A9900", "0042T", "line 10, code: 0042T is a CPT code"),
        (10, "A9900", "X9900", "line 10, code: 'X9900' is not a valid HCPCS code"),
        (10, "A9900", "A0021", "line 10, code: A0021 is in force twice on some days, first on line 8"),
        (10, "20100101", "20101301", "line 10, add date: '20101301' is not a valid date"),
        (10, "20100101", "2010 101", "line 10, add date: expected a date, found '2010 101'"),
        (
            10,
            "20251231",
            "20091231",
            "line 10, dates: the last day of A9900, 2009-12-31, is before its first",
        ),
        (9, "A0021", "A0022", "line 9, record: continues A0022, but does not follow it"),
        (12, "G0499", "g0499", "line 12, record: is neither a code nor a modifier"),
    ],
)
def test_a_bad_row_of_hcpcs(
    load: Load, fixtures: Path, tmp_path: Path, number: int, old: str, new: str, match: str
) -> None:
    """A code of another system, an invalid date and overlapping periods are named with their line."""
    lines = _lines(fixtures, HCPCS)
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    _refused(
        load, "hcpcs", _write(tmp_path / "HCPC2026_JUL_ANWEB.txt", lines), match=rf"HCPC2026_JUL_ANWEB\.txt: {match}"
    )


def test_duplicate_rows_are_refused(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A repeated row is refused."""
    lines = _lines(fixtures, HCPCS)
    path = _write(tmp_path / "HCPC2026_JUL_ANWEB.txt", [*lines, lines[-1]])
    _refused(load, "hcpcs", path, match="line 15, code: Q5150 is listed twice, first on line 14")


def test_a_release_of_another_year_is_refused(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A name that contradicts the rows, and a release other than the requested one, are refused."""
    path = _write(tmp_path / "HCPC2024_JUL_ANWEB.txt", _lines(fixtures, HCPCS))
    _refused(load, "hcpcs", path, match="seems to be for 2024 Q3, but its newest row is from 2026-07-01")
    path = _write(tmp_path / "HCPC2028_JUL_ANWEB.txt", _lines(fixtures, HCPCS))
    _refused(load, "hcpcs", path, match="seems to be for 2028 Q3, but its newest row is from 2026-07-01")
    _refused(load, "hcpcs", release="2025 Q3", match="says it is for 2026 Q3, not for 2025 Q3")
    mue = tuple((fixtures / "mue").iterdir())
    _refused(load, "mue", *mue, release="2026 Q2", match="says it is for 2026 Q3, not for 2026 Q2")
    _refused(load, "ncci_ptp", release="2027 Q4", match="says it is for 2026 Q3, not for 2027 Q4")


def test_another_table_is_recognized_by_its_content(load: Load, fixtures: Path) -> None:
    """Files of another table are refused, whatever their names."""
    _refused(load, "hcpcs", *(fixtures / "mue").iterdir(), match="is not a HCPCS release of CMS")
    _refused(load, "mue", *(fixtures / "hcpcs").iterdir(), match="has no unit limits")
    _refused(load, "ncci_ptp", *(fixtures / "mpfs").iterdir(), match="has no NCCI pairs")
    _refused(load, "mpfs", *(fixtures / "ncci_ptp").iterdir(), match="is not a PPRRVU file")
    _refused(load, "aoc", *(fixtures / "mue").iterdir(), match="has no add-on code edits")
    _refused(load, "hipps", *(fixtures / "ub_codes").iterdir(), match="is not a single list with the header")
    _refused(load, "opps_b", *(fixtures / "telehealth").iterdir(), match="has no Addendum B")
    with pytest.raises(TableError, match="unknown table; these can be loaded"):
        load("icd11", *(fixtures / "mue").iterdir())


def test_a_hcpcs_code_does_not_belong_into_cpt(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """The list of CPT codes must have no codes of the other system."""
    lines = [*_lines(fixtures, "cpt/cpt-2026.csv", "utf-8"), "J3301,2009-01-01,,"]
    _refused(
        load, "cpt", _write(tmp_path / "cpt-2026.csv", lines), match="line 6, code: J3301 is a HCPCS Level II code"
    )


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ("27447\t2987\t \t20100101\t*\t0\tx", "line 10, column 2: '2987' is not a valid procedure code"),
        ("D7447X\t29870\t \t20100101\t*\t0\tx", "line 10, column 1: 'D7447X' is not a valid procedure code"),
        ("27447\t29873\t \t20101301\t*\t0\tx", "line 10, effective date: expected a date"),
        ("27447\t29873\t \t20100101\t20090101\t0\tx", "line 10, deletion date: 2009-01-01 is before"),
        ("27447\t29873\t \t20100101\t*\t2\tx", "line 10, modifier indicator: '2' is not 0, 1 or 9"),
        ("27447\t29873", "line 10, column 1: '' is not a valid procedure code"),
        ("27447\t29870\t \t20110101\t*\t0\tx", "line 10, column 1, column 2: 27447 with 29870 is in force twice"),
    ],
)
def test_a_bad_pair(load: Load, fixtures: Path, tmp_path: Path, row: str, match: str) -> None:
    """A malformed pair is named with its line and field, and so is a repeated one."""
    lines = _lines(fixtures, "ncci_ptp/ccipra-v322r0-f1.txt", "latin-1")
    path = _write(tmp_path / "new" / "ccipra-v322r0-f1.txt", [*lines[:9], row, *lines[9:]])
    others = [fixtures / "ncci_ptp" / f"{name}.txt" for name in ("ccipra-v322r0-f2", "ccioph-v322r0-f1")]
    _refused(load, "ncci_ptp", path, *others, match=match)


def test_half_of_a_release_is_refused(load: Load, fixtures: Path) -> None:
    """Pairs and limits of practitioners alone would pass every hospital claim: both are required."""
    pairs = sorted((fixtures / "ncci_ptp").glob("ccipra*"))
    _refused(load, "ncci_ptp", *pairs, match="lacks the pairs of outpatient hospitals")
    limits = next((fixtures / "mue").glob("*Practitioner*"))
    _refused(load, "mue", limits, match="lacks the limits for outpatient hospitals")


@pytest.mark.parametrize(
    ("kind", "name", "row", "match"),
    [
        (
            "mue",
            MUE,
            "9711,6,3 Date,x",
            "code: '9711' is not a valid procedure code",
        ),
        ("mue", MUE, "97112,six,3 Date,x", "value: expected a whole"),
        ("mue", MUE, "97112,6,4 Date,x", "'4 Date' must begin with 1, 2 or 3"),
        (
            "mue",
            MUE,
            "97110,6,3 Date,x",
            "is listed twice, first on line 5",
        ),
        (
            "mue",
            MUE,
            "97112,6",
            "has 2 fields, but its header needs 3",
        ),
        ("mpfs", "mpfs/PPRRVU2026_Jul_nonQPP.csv", "99213,,x", "row: has 3 fields; at least 23 are needed"),
        ("mpfs", "mpfs/PPRRVU2026_Jul_nonQPP.csv", "1,1", "row: has 2 fields"),
        (
            "aoc",
            AOC,
            "4226140000000226120000000201309100000000",
            "does not match the fixed columns",
        ),
        (
            "aoc",
            AOC,
            "1226140000000226120000000201340000000000",
            "AOC_Edit_EffDT: expected a date",
        ),
        ("telehealth", "telehealth/list-of-telehealth-services.txt", "9921\tx\t", "'9921' is not a valid"),
        ("nucc", "nucc/nucc_taxonomy_261.csv", "207Q0000,x,x,,,,x,x", "Code: '207Q0000' is not a valid taxonomy code"),
        ("ndc_directory", "ndc_directory/package.txt", "a\ta\t1-2-3\ta\t20200101\t\tN\tN", "'1-2-3' is not a valid"),
        (
            "adjustment_codes",
            CARC,
            "XARC,45,,",
            "list: must be one of CARC, RARC \\(got 'XARC'\\)",
        ),
        ("adjustment_codes", CARC, "CARC,45,2020-01-01,", "code: 45 is listed twice"),
        ("revenue_codes", "revenue_codes/revenue_codes.csv", "250,no,,", "code: '250' is not a valid revenue code"),
        ("procedure_age", "procedure_age/procedure_age.csv", "99381,,9,1,,", "oldest: 1 is less than the youngest"),
        ("procedure_age", "procedure_age/procedure_age.csv", "99387,,1,2,,", "99387 is listed twice for some days"),
        ("opt_out", AFFIDAVITS, "A,B,1306172847,x,04/01/2024,,1,,x,IL,6,Y,", "NPI: must be ten digits"),
        ("opt_out", AFFIDAVITS, "A,B,1306172846,x,04/01/2024,03/01/2024,1,,x,IL,6,Y,", "2024-03-01 is before the"),
        ("opt_out", AFFIDAVITS, "A,B,1306172846,x,04/01/2024,,1,,x,IL,6,?,", "must be Y or N \\(got '\\?'\\)"),
        ("order_referring", ORDERS, "1306172847,A,B,Y,Y,Y,Y,Y", "NPI: must be ten digits with a valid check digit"),
        ("order_referring", ORDERS, "1306172846,A,B,Y,Y,X,Y,Y", "HHA: must be Y or N"),
        ("order_referring", ORDERS, "1306172846,Y,Y,Y", "line 5, row: must have eight fields"),
        ("zip_states", "zip_states/ZIP5_JUL2026.txt", "Illinois 60614", "row: does not match the fixed columns"),
        ("clia_certificates", CLIA, "x,01D0300009,7,00,,IL,60601", "CRTFCT_TYPE_CD: must be one of 1, 2, 3, 4, 9"),
        ("clia_certificates", CLIA, "x,01D0300009,1,01,soon,IL,60601", "TRMNTN_EXPRTN_DT: expected a date"),
        ("clia_certificates", CLIA, "x,01D0300001,1,00,,IL,60601", "PRVDR_NUM: 01D0300001 is listed twice"),
        ("payers", "payers/payers.csv", "60054,x,,,,,,", "payer_id: 60054 is listed twice for some days, see line 2"),
        ("payers", "payers/payers.csv", "P1,x,,W9*,,,,", "member_id: 'W9\\*' is not a pattern"),
        ("payers", "payers/payers.csv", "P1,x,,,MAC,,,", "medicare_contractor: must be one of AB, DME, HHH"),
        ("leie", "leie/UPDATED.csv", f"{',' * 7}1306172846{',' * 7}2020-13-01,,,", "EXCLDATE: '2020-13-01' is not a"),
        ("dmepos_jurisdiction", JURISDICTION, "A4206,x,DME MAC,", "HCPCS: A4206 has another jurisdiction on line 8"),
        ("dmepos_jurisdiction", JURISDICTION, "E0700-A0701,x,DME MAC,", "is not a valid range of HCPCS codes"),
        ("dmepos_jurisdiction", JURISDICTION, "E0700,x,Ask us,", "neither DME MAC nor Part B MAC: 'Ask us' \\(line 12"),
        ("payer_rules", "payer_rules/payer_rules.csv", "P,filing_days,soon,,,", "value: expected a whole number"),
        ("payer_rules", "payer_rules/payer_rules.csv", "P,drg,,,2026-01-01,2025-01-01", "end: 2025-01-01 is before"),
        (
            "coverage",
            "coverage/coverage.csv",
            "L1,no,,,80061,E7X?,,,,,,,",
            "'E7X\\?' is not a valid ICD-10-CM code",
        ),
        ("coverage", "coverage/coverage.csv", "L1,no,,,80061,,,1,,,,,", "youngest, oldest: give both or neither"),
    ],
)
def test_a_bad_row_stops_the_load(
    load: Load, fixtures: Path, tmp_path: Path, kind: str, name: str, row: str, match: str
) -> None:
    """In every layout, a malformed row is named and nothing is loaded."""
    path = _write(tmp_path / "new" / Path(name).name, [*_lines(fixtures, name), row])
    others = [file for file in sorted((fixtures / Path(name).parent).iterdir()) if file.name != path.name]
    _refused(load, kind, path, *others, match=match)
    assert not (tmp_path / "tables" / "index.json").exists()


def test_columns_that_do_not_fit(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """An unknown column, one value too many and a code listed in two files are each named."""
    one, two = _write(tmp_path / "one.csv", ["CC,x", "C5,y"]), _write(tmp_path / "two.csv", ["CC,x", "C5,y"])
    named = {"code": "CC"}
    _refused(load, "ub_codes", one, match="has no column 'cod'", headings={"cod": "CC"})
    _refused(load, "ub_codes", one, match="one.csv: is not a single list with the header kind,CC", headings=named)
    both = {"headings": named, "words": {"kind": ("condition", "value", "span")}}
    _refused(load, "ub_codes", one, two, match="kind: 3 values were given for 2 lists", **both)
    same = {"headings": named, "words": {"kind": ("condition",)}}
    _refused(load, "ub_codes", one, two, match="two.csv: line 2, code: C5 .* see line 2 of one.csv", **same)
    wrong = {"headings": named, "words": {"kind": ("payer",)}}
    _refused(load, "ub_codes", one, match="kind: must be one of condition, occurrence, span, value", **wrong)
    _refused(load, "hcpcs", fixtures / HCPCS, match="hcpcs: is loaded from official files", words={"code": ("x",)})
    _refused(
        load, "hcpcs", fixtures / HCPCS, match="has no column 'cod'; it has code, sequence", headings={"cod": "CC"}
    )
    _refused(load, "mpfs", fixtures / HCPCS, match="mpfs: is loaded from files without headings", headings=named)


def test_wrong_encodings(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """UTF-16, and bytes that the encoding of the layout does not have, are named."""
    lines = _lines(fixtures, HCPCS)
    _refused(load, "hcpcs", _write(tmp_path / "a.txt", lines, "utf-16"), match="a.txt")
    path = _write(tmp_path / "HCPC2026_JUL_ANWEB.txt", lines)
    path.write_bytes(path.read_bytes().replace(b"caf\xe9", b"caf\x81"))
    _refused(load, "hcpcs", path, match="line 12 is not valid cp1252: byte 0x81")
    own = _write(tmp_path / "hipps.csv", ["code,start,end,description", "AAAA1,2020-01-01,,é"], "latin-1")
    _refused(load, "hipps", own, match="line 2 is not valid utf-8: byte 0xe9")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    _refused(load, "hcpcs", empty, match="is not a HCPCS release")
    _refused(load, "hcpcs", tmp_path / "absent.txt", match="absent.txt: cannot be read: No such file")


def test_damaged_archives(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A truncated, changed or empty zip is refused, not read in part."""
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(fixtures / HCPCS, "HCPC2026_JUL_ANWEB.txt")
    raw = whole.read_bytes()
    load("hcpcs", whole)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(raw[: len(raw) // 2])
    _refused(load, "hcpcs", cut, match=r"cut\.zip: is truncated or damaged")
    changed = tmp_path / "changed.zip"
    changed.write_bytes(raw[:200] + bytes([raw[200] ^ 255]) + raw[201:])
    _refused(load, "hcpcs", changed, match="is truncated or damaged")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    _refused(load, "hcpcs", tmp_path / "empty.zip", match="no file: is not a HCPCS release")
    book = (fixtures / "hcpcs" / "HCPC2026_JUL_ANWEB.xlsx").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(book[:-300])
    _refused(load, "hcpcs", tmp_path / "cut.xlsx", match=r"cut\.xlsx: is truncated or damaged")


@pytest.mark.parametrize("name", ["../escape.txt", "/etc/escape.txt", "a/../../escape.txt", "C:\\escape.txt"])
def test_a_path_out_of_the_archive(load: Load, tmp_path: Path, name: str) -> None:
    """A zip that names a file outside itself is refused before any of it is read."""
    path = tmp_path / "escape.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "text")
    _refused(load, "hcpcs", path, match=r"escape\.zip: names a file outside itself")


def test_a_zip_bomb(load: Load, tmp_path: Path) -> None:
    """A zip that would unpack to hundreds of times its size is refused by its directory, without unpacking it."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.txt", "w") as file:
        for _ in range(20):
            file.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    _refused(load, "hcpcs", path, match="bomb.txt would unpack to 20,971,520 bytes: a zip bomb")


def test_a_zip_in_a_zip(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A zip inside a zip is read; a third level is not."""
    inner, outer, outermost = (tmp_path / f"{name}.zip" for name in ("inner", "outer", "outermost"))
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(fixtures / HCPCS, "HCPC2026_JUL_ANWEB.txt")
    for path, held in ((outer, inner), (outermost, outer)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(held, held.name)
    assert load("hcpcs", outer).rows_kept == 9
    _refused(load, "hcpcs", outermost, match="is nested too deep")


def test_a_formula_in_a_workbook(load: Load, tmp_path: Path, fixtures: Path) -> None:
    """A workbook with a formula or an error in a cell is refused with the name of the cell."""
    for value, match in (
        ("=1+1", "sheet A, cell C5 has a formula"),
        ("#REF!", "sheet A, cell C5 has the error #REF!"),
    ):
        book = openpyxl.load_workbook(fixtures / "hcpcs" / "HCPC2026_JUL_ANWEB.xlsx")
        cell = book["A"]["C5"]
        cell.value = value
        cell.data_type = "f" if value.startswith("=") else "e"
        path = tmp_path / "HCPC2026_JUL_ANWEB.xlsx"
        book.save(path)
        _refused(load, "hcpcs", path, match=match)


def test_a_bad_row_of_a_workbook(load: Load, tmp_path: Path, fixtures: Path) -> None:
    """A row of a sheet is named with its number."""
    book = openpyxl.load_workbook(fixtures / "hcpcs" / "HCPC2026_JUL_ANWEB.xlsx")
    book["A"]["A9"].value = "99213"
    path = tmp_path / "HCPC2026_JUL_ANWEB.xlsx"
    book.save(path)
    _refused(load, "hcpcs", path, match=r"HCPC2026_JUL_ANWEB\.xlsx: line 9, code: 99213 is a CPT code")


def test_releases_that_would_be_in_force_together(load: Load) -> None:
    """Two releases of a table without dates of its own cannot answer for the same day."""
    load("mue")
    match = r"release mine .* would overlap 2026 Q3 \(2026-07-01 … 2026-09-30\)"
    _refused(load, "mue", release="mine", match=match)
    days = {"in_force_from": date(2026, 10, 1), "in_force_through": date(2026, 12, 31)}
    assert load("mue", release="mine", **days).release == "mine"


def test_a_refused_load_leaves_what_was_there(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """After a refused load, the folder is byte for byte the same."""
    load("hcpcs")
    folder = tmp_path / "tables"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    lines = _lines(fixtures, "hcpcs_next/HCPC2026_OCT_ANWEB.txt")
    bad = _write(tmp_path / "HCPC2026_OCT_ANWEB.txt", [*lines, "99999" + lines[-1][5:]])
    _refused(load, "hcpcs", bad, match="99999 is a CPT code")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    table = open_tables(folder).get("hcpcs")
    assert table is not None
    assert table.release == "2026 Q3"


def test_names_of_releases_and_folders(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A release must have a plain name, and a folder that cannot be written to is named."""
    _refused(load, "hcpcs", release="../x", match="is not a valid release name")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TableError, match="cannot be written to"):
        load_table("hcpcs", [fixtures / HCPCS], folder=tmp_path / "file" / "tables", allow_incomplete=True)
    with pytest.raises(TableError, match="no file was given"):
        load_table("hcpcs", [], folder=tmp_path)


def test_who_says_both_days_is_believed(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A release whose newest row is later than its name says can be loaded by giving its dates."""
    path = _write(tmp_path / "HCPC2026_APR_ANWEB.txt", _lines(fixtures, HCPCS))
    _refused(load, "hcpcs", path, match="seems to be for 2026 Q2, but its newest row is from 2026-07-01")
    days = {"in_force_from": date(2026, 4, 1), "in_force_through": date(2026, 6, 30)}
    manifest = load("hcpcs", path, **days)
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2026, 4, 1), date(2026, 6, 30))
