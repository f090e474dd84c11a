"""Files as publishers really make them: headings, encodings and archives learned from official downloads."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.manifest import Manifest
from rules.tables.sources.tabular_list import TabularList
from rules.tables.store import Tables
from rules.tables.table import TableState
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]

POA_HEADING = "Order26\tPOAexemptCode\tDescription"
POA_ROWS = ("01238\tB90.0\tSequelae", "01239\tB90.1\tSequelae", "01240\tZ79.4\tLong term use")


def _text(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
    return path


def _zip(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def _opened(tmp_path: Path) -> Tables:
    return open_tables(tmp_path / "tables")


def _poa(*rows: str) -> str:
    return "".join(f"{line}\r\n" for line in (POA_HEADING, *rows))


def test_the_full_list_of_exemptions_is_chosen(load: Load, tmp_path: Path) -> None:
    """A zip of CDC has the full list beside those of added, deleted and revised codes, under one heading."""
    revised = "Order26\tAction\tPOAexemptCode\tDescription\r\n30219\tRevise from:\tQ75.001\tx\r\n"
    path = _zip(
        tmp_path / "POAexemptCodesFY26.zip",
        {
            "POAexemptAddCodesFY26.txt": _poa("00001\tA00.0\tx"),
            "POAexemptCodesFY26.txt": _poa(*POA_ROWS),
            "POAexemptDeleteCodesFY26.txt": _poa("00001\tA00.1\tx"),
            "POAexemptReviseCodesFY26.txt": revised,
            "ReadMePOAexemptFY26.txt": "Names of fields and counts of rows",
        },
    )
    manifest = load("poa_exempt", path)
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("FY2026", 3, 3)
    table = _opened(tmp_path).poa_exempt
    assert table is not None
    assert table.is_exempt("Z794", date(2026, 9, 30))
    assert not table.is_exempt("A000", date(2026, 9, 30))


@pytest.mark.parametrize(
    "name", ["POAexemptAddCodesFY26.txt", "POAexemptDeletedCodesFY26.txt", "POAexempt New Codes FY26.txt"]
)
def test_a_list_of_changes_is_not_the_list(load: Load, tmp_path: Path, name: str) -> None:
    """What was added or deleted is refused, and so is a list with an action for each code, whatever its name."""
    with pytest.raises(TableError, match="has only a part of the codes exempt"):
        load("poa_exempt", _text(tmp_path / name, POA_HEADING, *POA_ROWS))
    revised = _text(tmp_path / "codes2018.txt", "Order2018\tAction\tCode\tDescription", "1\tRevise from\tO09.10\tx")
    with pytest.raises(TableError, match="has only a part of the codes exempt"):
        load("poa_exempt", revised)


def test_an_april_list_takes_over_in_april(load: Load, tmp_path: Path) -> None:
    """The April list answers from April 1, whichever of the two was loaded first."""
    october = _text(tmp_path / "POAexemptCodesFY22.txt", POA_HEADING, *POA_ROWS)
    april = _text(tmp_path / "POAexemptCodesApr22.txt", POA_HEADING, *POA_ROWS, "01241\tZ59.82\tx")
    for first, second in ((october, april), (april, october)):
        load("poa_exempt", first)
        notes = load("poa_exempt", second).notes
        table = _opened(tmp_path).poa_exempt
        assert table is not None
        assert table.is_exempt("Z5982", date(2022, 4, 1))
        assert not table.is_exempt("Z5982", date(2022, 3, 31))
        assert table.is_exempt("Z794", date(2022, 3, 31))
        assert [each for each in notes if "takes the place" in each] == [
            "April 2022 takes the place of FY2022 from 2022-04-01 on"
        ]


def test_a_release_of_january(load: Load, tmp_path: Path) -> None:
    """The release of January 2021 is in force from January on, not from October."""
    manifest = load("poa_exempt", _text(tmp_path / "POAexemptCodesJan2021.txt", POA_HEADING, *POA_ROWS))
    assert (manifest.release, manifest.in_force_from) == ("January 2021", date(2021, 1, 1))
    assert manifest.in_force_through == date(2021, 9, 30)


def test_the_telehealth_list_of_2026(load: Load, tmp_path: Path) -> None:
    """The list of 2026 has the heading Proposed Action."""
    path = _text(
        tmp_path / "cy2026_list_508.txt",
        "CY 2026 Final List of Medicare Telehealth Services\t\t",
        "HCPCS\tShort Descriptor\tProposed Action",
        "0362T\tInvented\tMaintain",
        "90849\tInvented\tAddition",
        "90899\tInvented\tDeleted",
    )
    manifest = load("telehealth", path)
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026", 3, 2)


@pytest.mark.parametrize(
    ("name", "heading", "release"),
    [
        ("nucc_taxonomy_171.csv", "Code,Grouping,Classification,Specialization,Definition,Notes", "2017-07"),
        ("nucc_taxonomy_90.csv", "Code,Type,Classification,Specialization,Definition,Notes", "2009-01"),
    ],
)
def test_taxonomies_of_every_year(load: Load, tmp_path: Path, name: str, heading: str, release: str) -> None:
    """Texts may be UTF-8 without a byte order mark, and older lists have Type for Grouping."""
    row = "1835G0303X,Invented,Pharmacist,Geriatric,With “curly quotes”.,"
    assert load("nucc", _text(tmp_path / name, heading, row)).release == release
    taxonomy = _opened(tmp_path).nucc
    assert taxonomy is not None
    assert taxonomy.periods("1835G0303X")


def test_a_notice_between_header_and_codes(load: Load, tmp_path: Path) -> None:
    """NUCC's lists before 2014 have a notice in the first row, which may have fewer fields than the header."""
    heading = "Code,Type,Classification,Specialization,Definition,Notes"
    row = "1835G0303X,Invented,Pharmacist,Geriatric,Invented,"
    for notice in ("Copyright 2009 Invented Association,Invented terms", "Copyright 2010 Invented,Invented,,,,"):
        assert load("nucc", _text(tmp_path / "nucc_taxonomy_91.csv", heading, notice, row)).rows_read == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_no_break_space_after_a_code(load: Load, tmp_path: Path, encoding: str) -> None:
    """A no-break space is a blank in every encoding of the list."""
    path = _text(
        tmp_path / "2023_January_Addendum_B.csv",
        "Addendum B.- OPPS Payment by HCPCS Code for CY 2023,,",
        "HCPCS Code,Short Descriptor,SI",
        "G0465\u00a0,Invented,S",
        encoding=encoding,
    )
    assert load("opps_b", path).release == "2023 Q1"
    table = _opened(tmp_path).opps_b
    assert table is not None
    assert table.status("G0465", date(2023, 1, 1)) == "S"


def test_the_workbook_of_hcpcs_saved_as_csv(load: Load, tmp_path: Path) -> None:
    """The workbook saved as csv gives the same as the workbook."""
    path = _text(
        tmp_path / "HCPC2026_OCT_ANWEB.csv",
        "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD",
        "   A1,0010,7,Invented dressing,Invented,C,20020701,20020701,,N",
        'A0021,0010,3,"Invented, ride",Invented,I,20100101,20260701,,N',
        "A0021,0020,4,told to the end,,,,,,",
    )
    manifest = load("hcpcs", path)
    assert (manifest.release, manifest.rows_kept) == ("2026 Q4", 2)
    table = _opened(tmp_path).hcpcs
    assert table is not None
    row = table.row_on("A0021", date(2026, 10, 1))
    assert row is not None
    assert (row.coverage, row.description) == ("I", "Invented, ride told to the end")
    assert table.modifier_on("A1", date(2026, 10, 1)) is not None


def test_an_annual_hcpcs_name_with_two_digits(load: Load, tmp_path: Path) -> None:
    """The annual release of 2017 has a year of two digits in its name and is in force for the whole year."""
    path = _text(
        tmp_path / "HCPC17_CONTR_ANWEB.csv",
        "HCPC,SEQNUM,RECID,LONG DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT",
        "A0021,0010,3,Invented ride,I,20170101,20170101,",
    )
    manifest = load("hcpcs", path)
    assert (manifest.release, manifest.in_force_through) == ("2017", date(2017, 12, 31))


ASP = "_2026_CODE,Short Description,LABELER NAME,NDC,Drug Name"


def test_the_crosswalk_of_asp_is_chosen(load: Load, tmp_path: Path) -> None:
    """A zip of four crosswalks has one for Medicare's drug payment: ASP."""
    lead = ["October 2026 {} NDC - HCPCS Crosswalk,,,,", ",,,,", ASP]
    members = {}
    for number, payment in enumerate(("ASP", "AWP", "OPPS", "PrEP"), 1):
        lines = [lead[0].format(payment), *lead[1:], f"J903{number},x,y,50242-0060-0{number},z"]
        members[f"section 508 version of October 2026 {payment} NDC-HCPCS Crosswalk.csv"] = "\r\n".join(lines) + "\r\n"
    manifest = load("ndc_hcpcs", _zip(tmp_path / "october-2026-ndc-hcpcs-crosswalk-final.zip", members))
    assert (manifest.release, manifest.rows_kept) == ("2026 Q4", 1)
    table = _opened(tmp_path).ndc_hcpcs
    assert table is not None
    assert table.procedures_of("50242006001", date(2026, 10, 1)) == {"J9031"}


def test_product_numbers_in_a_crosswalk(load: Load, tmp_path: Path) -> None:
    """A few rows without an NDC are left out and named; many are refused, and so is a malformed NDC."""
    title, good = "October 2026 ASP NDC-HCPCS Crosswalk,,,,", "J9035,x,y,50242-0060-01,z"
    path = tmp_path / "asp.csv"
    manifest = load("ndc_hcpcs", _text(path, title, ASP, "J7331,x,y,888867413689,z", good))
    assert (manifest.rows_read, manifest.rows_kept) == (2, 1)
    assert "rows left out because their number is not an NDC: 1 (888867413689 on line 3)" in manifest.notes
    many = [f"J7331,x,y,88886741368{number},z" for number in range(4)]
    with pytest.raises(TableError, match="line 3, NDC: '888867413680' is not a valid NDC, nor are 3 more"):
        load("ndc_hcpcs", _text(path, title, ASP, *many, good))
    with pytest.raises(TableError, match="line 3, NDC: '5024200601' is not a valid NDC"):
        load("ndc_hcpcs", _text(path, title, ASP, "J7331,x,y,5024200601,z", good))


def test_groups_of_revenue_codes_are_left_out(load: Load, tmp_path: Path) -> None:
    """An export's row of a group, such as 091X, is no code: it is left out and counted."""
    path = _text(tmp_path / "rev.csv", "revenue_center_code,description", "0001,x", "091X,x – Reserved", "0250,x")
    options = {"headings": {"code": "revenue_center_code"}, "words": {"needs_hcpcs": ("no",)}}
    manifest = load("revenue_codes", path, **options)
    assert (manifest.rows_read, manifest.rows_kept) == (3, 2)
    assert manifest.notes == ("rows of groups left out, which are no codes: 1",)
    own = _text(tmp_path / "own.csv", "code,needs_hcpcs,start,end", "091X,no,,")
    with pytest.raises(TableError, match="'091X' is not a valid revenue code"):
        load("revenue_codes", own)


def test_a_truncated_list_is_refused(load: Load, tmp_path: Path) -> None:
    """A list with far fewer codes than any full release is refused, unless the user says so; the manifest then does."""
    path = _text(tmp_path / "POAexemptCodesFY26.txt", POA_HEADING, *POA_ROWS)
    match = "has 3 rows, and a full release has at least 30,000: truncated, or not the full list; --allow-incomplete"
    with pytest.raises(TableError, match=match):
        load("poa_exempt", path, allow_incomplete=False)
    assert _opened(tmp_path).poa_exempt is None
    assert any("has 3 rows" in note for note in load("poa_exempt", path).notes)


def _taxonomies(path: Path, count: int) -> Path:
    rows = (f"{number:09}X,Invented,Invented,,Invented," for number in range(count))
    return _text(path, "Code,Grouping,Classification,Specialization,Definition,Notes", *rows)


def test_a_list_is_compared_with_the_loaded_release(load: Load, tmp_path: Path) -> None:
    """A list that lost a tenth of the codes of the release next to it is refused; one years apart may differ more."""
    load("nucc", _taxonomies(tmp_path / "nucc_taxonomy_251.csv", 880), allow_incomplete=False)
    for name in ("nucc_taxonomy_251.csv", "nucc_taxonomy_260.csv"):
        match = "has 700 rows, and 2025-07, which is loaded, has 880: truncated"
        with pytest.raises(TableError, match=match):
            load("nucc", _taxonomies(tmp_path / name, 700), allow_incomplete=False)
    older = load("nucc", _taxonomies(tmp_path / "nucc_taxonomy_191.csv", 700), allow_incomplete=False)
    assert older.rows_kept == 700
    (note,) = load("nucc", _taxonomies(tmp_path / "nucc_taxonomy_251.csv", 879), allow_incomplete=False).notes
    assert note == "replaces 2025-07 as loaded on 2026-07-20: 880 rows then, 879 now"


def test_each_part_of_a_release_is_counted(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """The limits for practitioners may be truncated while those for hospitals are whole."""
    lists = {}
    for path in sorted((fixtures / "mue").iterdir()):
        lines = path.read_text(encoding="latin-1").splitlines()
        row = next(line for line in lines if line[:5].isdigit() or line[1:5].isdigit())
        rows = (f"{number:05}{row[5:]}" for number in range(10_000))
        at = lines.index(row)
        lists[path.name] = _text(tmp_path / path.name, *lines[:at], *rows, encoding="latin-1")
    load("mue", *lists.values(), allow_incomplete=False)
    cut = next(path for name, path in lists.items() if "Practitioner" in name)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2].rpartition(b"\r\n")[0])
    with pytest.raises(
        TableError, match=r"has [0-9,]+ limits for practitioners, and a full release has at least 10,000"
    ):
        load("mue", *lists.values(), allow_incomplete=False)


def test_a_last_row_with_too_few_fields(load: Load, tmp_path: Path) -> None:
    """A file cut within its last row is refused although the row has the fields that are read."""
    path = _taxonomies(tmp_path / "nucc_taxonomy_251.csv", 10)
    path.write_bytes(path.read_bytes().removesuffix(b",Invented,\r\n"))
    with pytest.raises(
        TableError, match="line 11, row: has 4 fields, and every other row at least 6: the file is trunc"
    ):
        load("nucc", path)


def test_a_notice_below_the_list(load: Load, tmp_path: Path) -> None:
    """A copyright notice in a row of its own is no code."""
    path = _text(
        tmp_path / "2026_July_Web_Addendum_B.csv",
        "Addendum B.- OPPS Payment by HCPCS Code for CY 2026,,",
        "HCPCS Code,Short Descriptor,SI",
        "G0465,Invented,S",
        "* Copyright invented by somebody,,",
    )
    assert load("opps_b", path).rows_kept == 1


def test_a_release_of_another_year_than_its_title(load: Load, tmp_path: Path) -> None:
    """A title with a year alone is enough to refuse the name of another year; the same year is accepted."""
    title = "Addendum B.- OPPS Payment by HCPCS Code for CY 2023,,"
    path = _text(tmp_path / "AddendumB.csv", title, "HCPCS Code,Short Descriptor,SI", "G0465,Invented,S")
    with pytest.raises(TableError, match="says it is for 2023, not for 2026 Q4"):
        load("opps_b", path, release="2026 Q4")
    assert load("opps_b", path, release="2023 Q1").in_force_from == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("kind", "fixture", "match"),
    [
        ("mue_medicaid", "mue", "is Medicare's edition, not Medicaid's; this looks like mue "),
        ("mue", "mue_medicaid", "has no unit limits: .*; this looks like mue_medicaid "),
        ("ncci_ptp_medicaid", "ncci_ptp", "is Medicare's edition, not Medicaid's; this looks like ncci_ptp "),
        ("ncci_ptp", "ncci_ptp_medicaid", "is Medicaid's edition, not Medicare's; this looks like ncci_ptp_medicaid "),
    ],
)
def test_the_editions_of_medicare_and_medicaid(load: Load, kind: str, fixture: str, match: str) -> None:
    """The lists of one program are refused as the other's."""
    with pytest.raises(TableError, match=match):
        load(kind, fixture=fixture)


def test_medicaids_pairs_have_six_columns(load: Load, tmp_path: Path) -> None:
    """Medicaid's pairs lack the third column, an empty last day is open, and pairs of suppliers are left out."""
    lead = ("Invented title", "Invented notice", "Column1\tColumn2\tEffDt\tDelDt\tModifier\tPTP Edit Rationale")
    rows = ("27447\t29870\t20260701\t\t0\tInvented", "27447\t29871\t20100101\t20260731\t1\tInvented")
    files = []
    for setting in ("practitioner-services", "outpatient-hospital-services", "durable-medical-equipment"):
        member = {f"{setting[:3]}.txt": "".join(f"{line}\r\n" for line in (*lead, *rows))}
        files.append(_zip(tmp_path / f"medicaid-ncci-2026-q3-ptp-edits-{setting}.zip", member))
    manifest = load("ncci_ptp_medicaid", *files)
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026 Q3", 4, 4)
    assert manifest.notes[0].startswith("left out, because it has the pairs of suppliers: medicaid-ncci-2026-q3-ptp")
    pairs = _opened(tmp_path).ncci_ptp_medicaid
    assert pairs is not None
    for hospital in (False, True):
        living = pairs.pair("27447", "29870", date(2026, 9, 30), hospital=hospital)
        assert living is not None
        assert living.indicator == "0"
        assert pairs.pair("27447", "29871", date(2026, 7, 31), hospital=hospital) is not None
        assert pairs.pair("27447", "29871", date(2026, 8, 1), hospital=hospital) is None


def test_medicaids_limits_as_text(load: Load, tmp_path: Path) -> None:
    """Medicaid's limits have no indicator, and only their archive may say whose they are."""
    lines = ('"Invented notice', 'in two lines"', "HCPCS/CPT Code\tMUE Values\tMUE Rationale", "27447\t{}\tInvented")
    files = []
    for limit, setting in enumerate(("practitioner-services", "outpatient-hospital-services"), 1):
        text = "".join(f"{line}\r\n" for line in lines).format(limit)
        files.append(_zip(tmp_path / f"medicaid-ncci-2026-q3-mue-edits-{setting}.zip", {"limits.txt": text}))
    assert load("mue_medicaid", *files).release == "2026 Q3"
    limits = _opened(tmp_path).mue_medicaid
    assert limits is not None
    found = {setting: limit.value for setting, limit in limits.limits("27447", date(2026, 7, 1)).items()}
    assert found == {"practitioner": 1, "hospital": 2}


def test_medicares_limits_under_another_name(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """Without a name, the adjudication indicator tells Medicare's limits from Medicaid's."""
    renamed = []
    for path in (fixtures / "mue").iterdir():
        renamed.append(tmp_path / path.name.removeprefix("MCR_"))
        renamed[-1].write_bytes(path.read_bytes())
    with pytest.raises(TableError, match="has an MUE adjudication indicator, as only Medicare's lists do"):
        load("mue_medicaid", *renamed)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "the file is a web page, not the download"),
        ("Code,Grouping,Classification\r\n".encode("utf-16"), "the file is UTF-16 text: save it as UTF-8"),
        (b"Code,Grouping,Classification\rA,b,c\r", "its lines end with a carriage return only"),
        ("Code,Grouping,Classification\r\n".encode("utf-16-le"), "the file is UTF-16 text: save it as UTF-8"),
        (b"", "the file is empty"),
        (bytes(5_000), "the file has only zero bytes: the download was interrupted"),
        (b"%PDF-1.7\n", "the file is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the file is an old Excel workbook"),
        (b"Title,,\nTaxonomy,Group,Class\nA,b,c\n", "no header with Code, Grouping .*; found: Taxonomy, Group, Class$"),
    ],
)
def test_what_a_file_is_instead(load: Load, tmp_path: Path, content: bytes, match: str) -> None:
    """A file in no known layout is refused with what it is, or with the headings it has."""
    path = tmp_path / "nucc.zip"
    path.write_bytes(content)
    with pytest.raises(TableError, match=match):
        load("nucc", path)


def test_carriage_returns_in_fixed_columns(load: Load, tmp_path: Path) -> None:
    """One long line is not taken for a list of one row, also where no heading tells."""
    path = tmp_path / "ZIP5_JUL2026.txt"
    path.write_bytes(b"CA900010118218           B\rCA900020118218           B\r")
    with pytest.raises(TableError, match=r"ZIP5_JUL2026\.txt: its lines end with a carriage return only: save it with"):
        load("zip_states", path, allow_incomplete=True)


@pytest.mark.parametrize("fixture", ["opps_b_workbook", "hcpcs", "telehealth", "mpfs", "ndc_directory", "aoc_text"])
def test_files_of_another_table_are_named(load: Load, fixture: str) -> None:
    """A file that another loader reads is refused with the name of its table."""
    kind = fixture.removesuffix("_workbook").removesuffix("_text")
    with pytest.raises(TableError, match=rf"; this looks like {kind} \(claims-worker codes load {kind} FILE\)"):
        load("nucc", fixture=fixture)


def test_a_list_behind_a_common_heading_is_not_guessed(load: Load, tmp_path: Path) -> None:
    """Corrections of HCPCS have the heading of a POA list, and are not one; a POA list is."""
    rows = ("2017 HCPCS CORRECTIONS\t\t", "CODE\tACTION\tEFF DATE", "C1842\tADD\t01/01/2017")
    with pytest.raises(TableError, match=r"; found: CODE, ACTION, EFF DATE$"):
        load("hcpcs", _text(tmp_path / "hcpc2017_corrections_alpha.txt", *rows))
    with pytest.raises(TableError, match="; this looks like poa_exempt "):
        load("hcpcs", _text(tmp_path / "POAexemptCodesFY26.txt", POA_HEADING, *POA_ROWS))


def test_many_files_of_an_archive_are_one_name(load: Load, tmp_path: Path) -> None:
    """An archive with many files is named once, with their number."""
    path = _zip(tmp_path / "many.zip", {f"{number}.txt": "x\n" for number in range(9)})
    with pytest.raises(TableError, match=r"^many\.zip \(9 files\): has no taxonomy codes"):
        load("nucc", path)


def test_leading_zeros_that_a_spreadsheet_dropped(load: Load, tmp_path: Path) -> None:
    """A code that is too short says why it may be."""
    path = _text(tmp_path / "2026_July_Web_Addendum_B.csv", "HCPCS Code,Short Descriptor,SI", "100,Invented,N")
    with pytest.raises(TableError, match=r"'100' is not a valid procedure code \(a spreadsheet program drops leading"):
        load("opps_b", path)
    other = _text(tmp_path / "POAexemptCodesFY26.txt", POA_HEADING, "00001\t138\tx")
    with pytest.raises(TableError, match=r"'138' is not a valid ICD-10-CM code$"):  # no ICD-10-CM code begins with 0
        load("poa_exempt", other)


def test_headings_of_an_official_list_can_be_mapped(load: Load, tmp_path: Path, tables: Tables) -> None:
    """Where the headings are others, the user names them."""
    table = tables.pos
    assert table is not None
    rows = [f"{code},{name}" for code, _, end, name in table.places() if end == date.max]
    path = _text(tmp_path / "places.csv", "place_of_service_code,description", *rows)
    named = {"code": "place_of_service_code", "name": "description"}
    manifest = load("pos", path, headings=named, in_force_from=date(2027, 1, 1))
    assert manifest.rows_read == len(rows)
    dressed = _text(tmp_path / "2026.csv", "Proc,Text,Verdict", "99213,Invented,Permanent")
    mapped = {"code": "Proc", "description": "text", "action": "VERDICT"}
    assert load("telehealth", dressed, headings=mapped).rows_kept == 1


def _tabular(path: Path) -> Path:
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<ICD10CM.tabular><version>x</version>'
        "<chapter><name>1</name><desc>Invented chapter (A00-B99)</desc>"
        '<section id="A00-A09"><desc>Invented block (A00-A09)</desc>'
        "<diag><name>A00</name><desc>Invented category</desc>"
        "<diag><name>A00.0</name><desc>Invented illness of right arm</desc></diag>"
        "<diag><name>A00.1</name><desc>Invented illness of left arm</desc></diag></diag></section></chapter>"
        "</ICD10CM.tabular>"
    )
    return path


def test_a_code_below_its_sibling(tmp_path: Path) -> None:
    """The list of FY2021 has H54.512A below H54.511: the parent is the nearest entry with which the code begins."""
    path = _tabular(tmp_path / "icd10cm_tabular_2021.xml")
    first = "<diag><name>A00.0</name><desc>Invented illness of right arm</desc>"
    inner = f"{first}<diag><name>A00.12</name><desc>Invented</desc></diag>"
    found = {
        one.name: one.parent
        for one in TabularList(path.read_bytes().replace(first.encode(), inner.encode()), path=path).entries
    }
    assert (found["A0012"], found["A000"], found["A00"]) == ("A00", "A00", "A00-A09")
    with pytest.raises(TableError, match="B0012 is below A000"):
        TabularList(path.read_bytes().replace(first.encode(), inner.replace("A00.12", "B00.12").encode()), path=path)


@pytest.mark.parametrize("kind", ["icd10cm_tabular", "laterality"])
@pytest.mark.parametrize("year", [2012, 2016, 2026])
def test_an_older_tabular_list_does_not_replace_the_shipped_one(
    load: Load, tables: Tables, tmp_path: Path, kind: str, year: int
) -> None:
    """A list that ends before the shipped one is refused: the edits it serves would stop."""
    with pytest.raises(TableError, match=f"adds nothing: it ends on {year}-09-30, and the table covers dates through"):
        load(kind, _tabular(tmp_path / f"icd10cm_tabular_{year}.xml"))
    shipped = tables.get(kind)
    assert shipped is not None
    assert _opened(tmp_path).get(kind) is not None
    assert _opened(tmp_path).state(kind, shipped.in_force_through) is TableState.OPEN


def test_an_older_tabular_list_does_not_replace_a_loaded_one(load: Load, tmp_path: Path) -> None:
    """Neither an earlier year's list nor October's takes the place of April's; the same release may be reloaded."""
    october = _tabular(tmp_path / "icd10cm_tabular_2028.xml")
    load("laterality", october)
    april = _tabular(tmp_path / "icd10cm_tabular_april_2028.xml")
    load("laterality", april)
    with pytest.raises(TableError, match="release FY2028 is older than April 2028, which is loaded"):
        load("laterality", october)
    load("laterality", april)
    with pytest.raises(TableError, match="release FY2027 is older than"):
        load("laterality", _tabular(tmp_path / "icd10cm_tabular_2027.xml"))
    sides = _opened(tmp_path).laterality
    assert sides is not None
    assert sides.release == "April 2028"


def _order(tables: Tables, on: date, without: str, *new: str) -> str:
    table = tables.icd10pcs
    assert table is not None
    codes = {code for code in table.all_codes() if table.row_on(code, on)} - {without} | {*new} - {""}
    return "".join(
        f"{number:05} {code:<7} 1 {'Invented':<60} Invented\r\n" for number, code in enumerate(sorted(codes), 1)
    )


@pytest.mark.slow
def test_an_april_archive_with_unmarked_members(load: Load, tables: Tables, tmp_path: Path) -> None:
    """CMS marks April only in the archive's name; without a mark, a list that differs from October's is refused."""
    text = _order(tables, date(2027, 3, 31), "02HT32Z", "XW0ZZZ1")
    unmarked = _zip(tmp_path / "cms_2027_pr.zip", {"icd10pcs_order_2027.txt": text})
    with pytest.raises(TableError, match="it may be the October release or the April one; add --release FY2027 or"):
        load("icd10pcs", unmarked)
    name = "april-1-2027-icd-10-pcs-order-file-long-and-abbreviated-titles.zip"
    april = load("icd10pcs", _zip(tmp_path / name, {"icd10pcs_order_2027.txt": text}))
    assert (april.release, april.in_force_through) == ("April 2027", date(2027, 9, 30))
    table = _opened(tmp_path).icd10pcs
    assert table is not None
    assert [row.end for row in table.history("02HT32Z")][-1:] == [date(2027, 3, 31)]
    assert [row.start for row in table.history("XW0ZZZ1")] == [date(2027, 4, 1)]
    with pytest.raises(TableError, match="release FY2027 is older than April 2027, which is loaded"):
        load("icd10pcs", unmarked, release="FY2027")


@pytest.mark.slow
def test_an_october_list_needs_no_question(load: Load, tables: Tables, tmp_path: Path) -> None:
    """A list with the codes of October 1 is October's; a later year's may be April's once that can be published."""
    october = _text(tmp_path / "icd10pcs_order_2027.txt", end="")
    october.write_text(_order(tables, date(2026, 10, 1), "", ""))
    assert load("icd10pcs", october).release == "FY2027"
    following = tmp_path / "icd10pcs_order_2028.txt"
    following.write_text(_order(tables, date(2026, 10, 1), "", "XW0ZZZ1"))
    with pytest.raises(TableError, match="names only the year 2028: it may be the October release or the April one"):
        load("icd10pcs", following, now=datetime(2027, 12, 2, tzinfo=UTC))


@pytest.mark.slow
def test_april_builds_on_october(load: Load, tables: Tables, tmp_path: Path) -> None:
    """The April release keeps the codes that began in October; with --from it has the name of its month."""
    new = ((), ("XW0ZZZ1",), ("XW0ZZZ1", "XW0ZZZ2"))
    orders = [_order(tables, date(2026, 10, 1), "", *codes) for codes in new]
    for year, text in ((2027, orders[0]), (2028, orders[1])):
        load("icd10pcs", _text(tmp_path / f"icd10pcs_order_{year}.txt", text, end=""), release=f"FY{year}")
    path = _text(tmp_path / "icd10pcs_order_2028.txt", orders[2], end="")
    assert load("icd10pcs", path, in_force_from=date(2028, 4, 1)).release == "April 2028"
    table = _opened(tmp_path).icd10pcs
    assert table is not None
    assert [row.start for row in table.history("XW0ZZZ1")] == [date(2027, 10, 1)]
    assert [row.start for row in table.history("XW0ZZZ2")] == [date(2028, 4, 1)]
