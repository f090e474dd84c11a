"""Every official layout is loaded from a small file written for the tests, and the loaded table answers the edits."""

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.tables.error import TableError
from rules.tables.kinds.modifier_rules import ModifierRule
from rules.tables.loaders.draft import LoadRequest
from rules.tables.loaders.load_hcpcs import load_hcpcs
from rules.tables.loaders.source_file import open_sources
from rules.tables.manifest import Manifest
from rules.tables.store import LOADABLE, SHIPPED, Tables
from rules.tables.table import TableState
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]
DAY = date(2026, 7, 15)


def _opened(tmp_path: Path) -> Tables:
    return open_tables(tmp_path / "tables")


def test_hcpcs_codes_and_modifiers(load: Load, tmp_path: Path) -> None:
    """Codes and modifiers have their dates, inclusive, their coverage and their whole description."""
    manifest = load("hcpcs")
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026 Q3", 9, 9)
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2018, 1, 1), date(2026, 9, 30))
    table = _opened(tmp_path).hcpcs
    assert table is not None
    long = table.row_on("A0021", DAY)
    assert long is not None
    assert long.coverage == "I"
    assert long.description == (
        "Invented ride outside the state, a text so long it needs the next line to be told in full"
    )
    assert table.row_on("A9900", date(2025, 12, 31)) is not None
    assert table.row_on("A9900", date(2026, 1, 1)) is None
    assert [row.end for row in table.history("A9900")] == [date(2025, 12, 31)]
    assert table.row_on("G0499", date(2026, 6, 30)) is None
    cafe = table.row_on("G0499", date(2026, 7, 1))
    assert cafe is not None
    assert cafe.description == "Invented screening café"
    assert table.modifier_on("GT", DAY) is not None
    assert table.modifier_on("CP", DAY) is None
    assert [row.end for row in table.modifier_history("CP")] == [date(2017, 12, 31)]
    for absent in ("99213", "A0022", "GT", "a0021", "", "A0021X", "À0021"):
        assert table.row_on(absent, DAY) is None
        assert table.history(absent) == ()
    assert table.modifier_history("A0021") == ()


@pytest.mark.parametrize("licensed", [False, True])
def test_dental_descriptions_need_a_license(load: Load, tmp_path: Path, licensed: bool) -> None:
    """A dental code is known; its description is kept only if the user declares a license, which is recorded."""
    manifest = load("hcpcs", holds_licence=licensed)
    table = _opened(tmp_path).hcpcs
    assert table is not None
    row = table.row_on("D0120", DAY)
    assert row is not None
    assert row.description == ("Invented look at teeth" if licensed else None)
    assert manifest.holds_licence is licensed
    assert any("dental codes" in note for note in manifest.notes) is not licensed


def test_text_and_workbook_of_hcpcs_are_twins(fixtures: Path) -> None:
    """The workbook of a release gives the same as its text."""
    request = LoadRequest(kind="hcpcs", today=DAY)
    text, book = (
        load_hcpcs(open_sources([fixtures / "hcpcs" / f"HCPC2026_JUL_ANWEB.{form}"]), request)
        for form in ("txt", "xlsx")
    )
    assert [file.spreadsheet for file in (*text.used, *book.used)] == [False, True]
    assert text.columns == book.columns
    assert (text.release, text.in_force_from, text.rows_kept) == (book.release, book.in_force_from, book.rows_kept)


def test_cpt_from_the_users_own_list(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """A list of codes, with or without days, answers for its year; descriptions need a license."""
    manifest = load("cpt", fixtures / "cpt" / "cpt-2026.csv")
    assert "licensed descriptions left out: 4" in manifest.notes
    table = _opened(tmp_path).cpt
    assert table is not None
    row = table.row_on("99213", DAY)
    assert row is not None
    assert (row.start, row.end, row.description) == (date(1992, 1, 1), date.max, None)
    assert table.row_on("99201", DAY) is None
    assert [each.end for each in table.history("99201")] == [date(2020, 12, 31)]
    load("cpt", fixtures / "cpt" / "cpt-2026.csv", holds_licence=True)
    table = _opened(tmp_path).cpt
    assert table is not None
    row = table.row_on("99213", DAY)
    assert row is not None
    assert row.description == "Invented visit"
    bare = load("cpt", fixtures / "cpt" / "cpt-codes-2026.txt")
    assert (bare.release, bare.rows_kept) == ("2026", 5)


def test_cpt_from_the_fee_schedule(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """The CPT codes of PPRRVU are the codes of its quarter; its HCPCS codes are left out."""
    manifest = load("cpt", *(fixtures / "mpfs").iterdir())
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026 Q3", 8, 4)
    tables = _opened(tmp_path)
    table = tables.cpt
    assert table is not None
    assert table.row_on("27447", DAY) is not None
    assert table.row_on("A4550", DAY) is None
    assert tables.state("cpt", date(2026, 10, 1)) is TableState.DATE_NOT_COVERED


def test_pairs_of_both_kinds(load: Load, tmp_path: Path) -> None:
    """Pairs have their days and indicator; practitioners' and hospitals' are separate; a pair may return."""
    manifest = load("ncci_ptp")
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026 Q3", 10, 9)
    assert "pairs left out because they were never in force: 1" in manifest.notes
    table = _opened(tmp_path).ncci_ptp
    assert table is not None
    assert table.partners("27447", hospital=False) == {"29870", "29871"}
    assert table.partners("27447", hospital=True) == {"29870"}
    assert table.partners("29870", hospital=False) == frozenset()
    assert table.partners("00000", hospital=False) == frozenset()
    practitioner = table.pair("27447", "29870", DAY, hospital=False)
    hospital = table.pair("27447", "29870", DAY, hospital=True)
    assert practitioner is not None
    assert hospital is not None
    assert (practitioner.indicator, hospital.indicator) == ("0", "1")
    assert (practitioner.start, practitioner.end) == (date(2010, 1, 1), date.max)
    assert table.pair("29870", "27447", DAY, hospital=False) is None
    assert table.pair("27447", "29871", date(2026, 9, 30), hospital=False) is not None
    assert table.pair("80053", "84132", date(2015, 1, 1), hospital=False) is None
    found = [
        table.pair("80053", "82947", day, hospital=False)
        for day in (date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1))
    ]
    assert [pair and pair.indicator for pair in found] == ["1", None, "0"]


def test_medicaid_has_pairs_of_its_own(load: Load, tmp_path: Path) -> None:
    """Medicaid's edition is separate from Medicare's."""
    load("ncci_ptp")
    load("ncci_ptp_medicaid")
    tables = _opened(tmp_path)
    assert tables.ncci_ptp is not None
    assert tables.ncci_ptp_medicaid is not None
    pair = tables.ncci_ptp_medicaid.pair("99213", "G0101", DAY, hospital=False)
    assert pair is not None
    assert pair.indicator == "0"
    assert tables.ncci_ptp.partners("99213", hospital=False) == {"G0101", "36415"}


def test_unit_limits(load: Load, tmp_path: Path) -> None:
    """A limit has its value and adjudication indicator; suppliers' limits apply to professional claims."""
    load("mue")
    load("mue_medicaid")
    tables = _opened(tmp_path)
    assert tables.mue is not None
    limit = tables.mue.limit("97110", DAY, hospital=False)
    assert limit is not None
    assert (limit.value, limit.adjudication) == (6, 3)
    hospital = tables.mue.limit("97110", DAY, hospital=True)
    assert hospital is not None
    assert hospital.value == 8
    supplier = tables.mue.limit("E0110", DAY, hospital=False)
    assert supplier is not None
    assert tables.mue.limit("E0110", DAY, hospital=True) is None
    assert tables.mue.limit("J3301", DAY, hospital=True) is None
    assert tables.mue.limit("J3301", date(2026, 6, 30), hospital=False) is None
    assert tables.state("mue", date(2026, 6, 30)) is TableState.DATE_NOT_COVERED
    assert tables.mue_medicaid is not None
    medicaid = tables.mue_medicaid.limit("27447", DAY, hospital=False)
    assert medicaid is not None
    assert (medicaid.value, medicaid.adjudication) == (2, 1)


@pytest.mark.parametrize("fixture", ["aoc", "aoc_text"])
def test_add_on_codes(load: Load, tmp_path: Path, fixture: str) -> None:
    """Primaries, edits and add-on codes have their last days; the workbook and the text are the same."""
    manifest = load("aoc", fixture=fixture)
    assert (manifest.release, manifest.rows_kept) == ("2026 Q3", 6)
    table = _opened(tmp_path).aoc
    assert table is not None
    row = table.add_on("22614", DAY)
    assert row is not None
    assert (row.kind, row.primaries) == (1, frozenset(("22612",)))
    before = table.add_on("22614", date(2025, 12, 31))
    assert before is not None
    assert before.primaries == {"22612", "22633"}
    contractor = table.add_on("99292", DAY)
    assert contractor is not None
    assert (contractor.kind, contractor.primaries) == (2, frozenset())
    some = table.add_on("11008", DAY)
    assert some is not None
    assert some.kind == 3
    assert table.add_on("64480", date(2024, 12, 31)) is not None
    assert table.add_on("64480", date(2025, 1, 1)) is None
    assert table.add_on("22585", date(2020, 1, 2)) is None
    assert table.add_on("22612", DAY) is None
    assert table.add_on("22614", date(2013, 3, 31)) is None


def test_fee_schedule(load: Load, tmp_path: Path) -> None:
    """Indicators are kept by code and modifier; a modifier without a row has none."""
    load("mpfs")
    table = _opened(tmp_path).mpfs
    assert table is not None
    row = table.row("27447", None, DAY)
    assert row is not None
    assert (row.status, row.component, row.global_days, row.multiple) == ("A", "0", "090", "2")
    assert (row.bilateral, row.assistant, row.co_surgeon, row.team) == ("1", "2", "1", "0")
    assert table.row("71046", "TC", DAY) is not None
    assert table.row("71046", "53", DAY) is None
    assert table.row("27447", "TC", DAY) is None
    assert table.row("27447", None, date(2026, 10, 1)) is None


@pytest.mark.parametrize("fixture", ["opps_b", "opps_b_workbook"])
def test_outpatient_statuses(load: Load, tmp_path: Path, fixture: str) -> None:
    """The status indicator is the quarter's, from csv and from a workbook."""
    load("opps_b", fixture=fixture)
    table = _opened(tmp_path).opps_b
    assert table is not None
    assert [table.status(code, DAY) for code in ("27447", "33016", "99213", "00000")] == ["J1", "C", "B", None]
    assert table.status("27447", date(2026, 10, 1)) is None


def test_lists_of_codes(load: Load, tmp_path: Path) -> None:
    """Telehealth services, POA exemptions, taxonomy codes and drug crosswalks answer for their period."""
    for kind in ("telehealth", "poa_exempt", "nucc", "ndc_hcpcs"):
        load(kind)
    tables = _opened(tmp_path)
    telehealth, exempt, taxonomy, drugs = tables.telehealth, tables.poa_exempt, tables.nucc, tables.ndc_hcpcs
    assert telehealth is not None
    assert [telehealth.listed(code, DAY) for code in ("99213", "G0108", "0373T", "27447")] == [True, True, False, False]
    assert exempt is not None
    assert exempt.is_exempt("B900", date(2026, 10, 1))
    assert not exempt.is_exempt("B900", date(2026, 9, 30))
    assert not exempt.is_exempt("A000", date(2026, 10, 1))
    assert taxonomy is not None
    assert taxonomy.known("207Q00000X", DAY)
    assert not taxonomy.known("207Q00001X", DAY)
    assert tables.state("nucc", date(2027, 1, 1)) is TableState.DATE_NOT_COVERED
    assert drugs is not None
    assert drugs.procedures_of("00003029320", DAY) == {"J3301", "J1030"}
    assert drugs.procedures_of("00003029399", DAY) == frozenset()


def test_directories(load: Load, tmp_path: Path) -> None:
    """NDCs are padded to 11 digits and have marketing dates; an NPI is deactivated from its day on."""
    load("ndc_directory")
    manifest = load("npi_deactivated")
    assert manifest.release == "2026-07-13"
    tables = _opened(tmp_path)
    drugs, npis = tables.ndc_directory, tables.npi_deactivated
    assert drugs is not None
    for ndc in ("00003029305", "12345067890", "54321987601"):
        assert drugs.listed(ndc)
    assert not drugs.listed("00003029306")
    assert drugs.marketed_on("00003029305", DAY)
    assert drugs.marketed_on("12345067890", date(2025, 12, 31))
    assert not drugs.marketed_on("12345067890", DAY)
    assert not drugs.marketed_on("54321987601", date(2025, 12, 31))
    assert npis is not None
    assert npis.deactivated_on("1234567893", date(2015, 5, 23))
    assert not npis.deactivated_on("1234567893", date(2015, 5, 22))
    assert npis.deactivated_on("1245319599", date(2026, 3, 1))
    assert not npis.deactivated_on("1999999984", DAY)


def test_exclusions(load: Load, tmp_path: Path) -> None:
    """Only rows with a valid NPI are kept, once each; the list answers for a month, and for another with doubt."""
    manifest = load("leie", release="2026-07-10")
    assert (manifest.rows_read, manifest.rows_kept) == (6, 3)
    assert manifest.notes[0] == "1 of 6 rows have no NPI and cannot be matched"
    assert "rows left out, whose NPI is not valid: 1" in manifest.notes
    table = _opened(tmp_path).leie
    assert table is not None
    found = table.exclusion("1306172846", date(2020, 3, 19))
    assert found is not None
    assert (found.since, found.waived_in, found.stale) == (date(2020, 3, 19), None, False)
    assert table.exclusion("1306172846", date(2020, 3, 18)) is None
    waived = table.exclusion("1245319599", DAY)
    assert waived is not None
    assert waived.waived_in == "AK"
    assert table.exclusion("1999999984", date(2021, 5, 19)) is not None
    assert table.exclusion("1999999984", date(2021, 5, 20)) is None
    fresh, stale = (table.exclusion("1306172846", date(2026, 8, day)) for day in (10, 11))
    assert fresh is not None
    assert stale is not None
    assert (fresh.stale, stale.stale) == (False, True)
    assert table.exclusion("1306172846", date(2026, 9, 11)) is None


def test_jurisdictions(load: Load, tmp_path: Path) -> None:
    """Ranges have every code between their ends, and prose with a condition means either contractor."""
    manifest = load("dmepos_jurisdiction")
    assert (manifest.release, manifest.in_force_from, manifest.in_force_through, manifest.rows_kept) == (
        "2026",
        date(2026, 1, 1),
        date(2026, 12, 31),
        10,
    )
    table = _opened(tmp_path).dmepos_jurisdiction
    assert table is not None
    asked = {code: table.jurisdiction(code, DAY) for code in ("A4209", "E0601", "L8602", "A4649", "A4210")}
    assert asked == {"A4209": "JOINT", "E0601": "DME", "L8602": "PART_B", "A4649": "JOINT", "A4210": None}
    assert table.periods("E0601") == ((date(2026, 1, 1), date(2026, 12, 31)),)


def test_a_quarterly_update_of_the_jurisdictions(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """The list of a quarter takes the place of the year's from its first day on."""
    load("dmepos_jurisdiction")
    path = tmp_path / "2026-april-dmepos-jurisdiction-list.csv"
    path.write_text("HCPCS,DESCRIPTION,JURISDICTION,COMMENTS\nE0601,x,Part B MAC,\n")
    manifest = load("dmepos_jurisdiction", path)
    assert (manifest.release, manifest.in_force_from) == ("2026 Q2", date(2026, 4, 1))
    table = _opened(tmp_path).dmepos_jurisdiction
    assert table is not None
    days = (date(2026, 3, 31), date(2026, 4, 1))
    assert [table.jurisdiction("E0601", day) for day in days] == ["DME", "PART_B"]


def test_payers(load: Load, tmp_path: Path) -> None:
    """The user's payer list has forms, a pattern of member IDs, contractors and successors."""
    load("payers")
    table = _opened(tmp_path).payers
    assert table is not None
    health, part_b, old = (table.payer(each, DAY) for each in ("60054", "00952", "OLD01"))
    assert health is not None
    assert health.forms == {"P", "I"}
    assert health.contractor is None
    assert health.member_ids is not None
    given = ("W123456789", "XYZ123456789", "W1234567890", "123456789")
    assert [bool(health.member_ids.fullmatch(each)) for each in given] == [True, True, False, False]
    assert part_b is not None
    assert (part_b.contractor, part_b.member_ids) == ("AB", None)
    assert old is None
    assert table.payer("OLD01", date(2026, 6, 30)) is not None
    assert table.successor("OLD01") == "60054"


def test_affidavits(load: Load, tmp_path: Path) -> None:
    """A practitioner has its periods and may order or not; the day of the list is its newest update."""
    manifest = load("opt_out")
    assert (manifest.release, manifest.rows_kept, manifest.in_force_through) == ("2026-08-15", 3, date(2026, 9, 29))
    table = _opened(tmp_path).opt_out
    assert table is not None
    found, before = (table.opt_out("1306172846", day) for day in (date(2024, 4, 1), date(2024, 3, 31)))
    assert found is not None
    assert before is not None
    assert (found.since, before.since, found.may_order) == (date(2024, 4, 1), date(2020, 4, 1), True)
    dentist = table.opt_out("1245319599", DAY)
    assert dentist is not None
    assert not dentist.may_order
    assert table.opt_out("1245319599", date(2027, 12, 15)) is None
    assert table.opt_out("1999999984", DAY) is None


def test_who_may_order(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """Each NPI has its flags, whatever is in the names; each list answers for the weeks around its own day."""
    manifest = load("order_referring")
    assert (manifest.release, manifest.rows_kept) == ("2026-07-10", 3)
    later = tmp_path / "OrderReferring_20260717.csv"
    text = (fixtures / "order_referring" / "OrderReferring_20260710.csv").read_text(encoding="utf-8")
    later.write_text(text.replace("1306172846", "1999999984"), encoding="utf-8")
    load("order_referring", later)
    table = _opened(tmp_path).order_referring
    assert table is not None
    before = date(2026, 6, 20)
    assert table.may_order("1306172846", "DME", before)
    assert table.may_order("1245319599", "PARTB", before)
    assert table.may_order("1245319599", "DME", before) is False
    assert table.may_order("2000000010", "HOSPICE", before)
    assert table.may_order("1306172846", "DME", DAY) is None
    assert table.may_order("1999999984", "DME", DAY)
    assert table.may_order("1999999985", "DME", DAY) is None
    assert table.may_order("1306172846", "DME", date(2026, 8, 8)) is None
    assert [code for code, _ in table.releases[0].entries()] == ["124531959", "199999998", "200000001"]


def test_zip_codes(load: Load, tmp_path: Path) -> None:
    """A ZIP code has its state and those of its area; ZIP+4 files are passed over."""
    manifest = load("zip_states")
    assert (manifest.release, manifest.rows_read, manifest.in_force_through) == ("2026 Q3", 5, date(2027, 10, 1))
    assert "rows left out, whose state is no postal abbreviation: 1" in manifest.notes
    table = _opened(tmp_path).zip_states
    assert table is not None
    asked = {code: table.states(code) for code in ("60614", "60699", "82399", "99999", "606", "")}
    assert {code: sorted(states) for code, states in asked.items()} == {
        "60614": ["IL", "IN"],
        "60699": ["IL", "IN"],
        "82399": ["WY"],
        "99999": [],
        "606": ["IL", "IN"],
        "": [],
    }


def test_certificates(load: Load, tmp_path: Path) -> None:
    """A CLIA number has its type and the day it ended; those that ended long ago and other numbers are left out."""
    manifest = load("clia_certificates")
    assert (manifest.release, manifest.rows_read, manifest.rows_kept) == ("2026 Q2", 6, 3)
    assert "rows left out, without a CLIA number or a certificate: 2" in manifest.notes
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2025, 9, 29), date(2026, 9, 30))
    table = _opened(tmp_path).clia_certificates
    assert table is not None
    found = {number: table.certificate(number) for number in ("01D0300001", "05D0600002", "14D1234567", "99D9999999")}
    assert {number: each and (each.kind, each.ended) for number, each in found.items()} == {
        "01D0300001": ("waiver", None),
        "05D0600002": ("PPM", date(2025, 3, 31)),
        "14D1234567": ("accreditation", None),
        "99D9999999": None,
    }


def test_the_zip_of_the_drug_directory(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """The directory's zip is read as downloaded; other files in it are ignored."""
    path = tmp_path / "ndctext.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(fixtures / "ndc_directory" / "package.txt", "package.txt")
        archive.writestr("product.txt", "PRODUCTID\tPRODUCTNDC\r\nx\t0003-0293\r\n")
    manifest = load("ndc_directory", path)
    assert manifest.rows_kept == 3
    assert [source.name for source in manifest.sources] == ["ndctext.zip"]


def test_own_lists_of_codes(load: Load, tmp_path: Path) -> None:
    """Users' lists answer by date: HIPPS, adjustment codes, laboratory tests, codes of hospital bills."""
    for kind in ("hipps", "adjustment_codes", "clia_tests", "revenue_codes", "ub_codes", "single_dose_drugs"):
        load(kind)
    tables = _opened(tmp_path)
    hipps = tables.hipps
    assert hipps is not None
    assert hipps.row_on("AAAA1", DAY) is not None
    assert hipps.row_on("1AA11", DAY) is None
    assert hipps.history("1AA11") != ()
    adjustment, tests = tables.adjustment_codes, tables.clia_tests
    assert adjustment is not None
    assert adjustment.reason_in_force("B7", DAY)
    assert adjustment.reason_in_force("17", date(2009, 7, 1))
    assert not adjustment.reason_in_force("17", DAY)
    assert adjustment.remark_in_force("MA130", DAY)
    assert not adjustment.remark_in_force("45", DAY)
    assert tests is not None
    assert tests.needs_certificate("80053", DAY)
    assert not tests.is_waived("80053", DAY)
    assert tests.is_waived("87635", date(2020, 3, 20))
    assert not tests.is_waived("87635", date(2020, 3, 19))
    drugs = tables.single_dose_drugs
    assert drugs is not None
    assert drugs.listed("J0178", date(2025, 12, 31))
    assert not drugs.listed("J0178", DAY)
    assert drugs.listed("J9271", DAY)
    assert not drugs.listed("J3420", DAY)
    revenue, codes = tables.revenue_codes, tables.ub_codes
    assert revenue is not None
    assert revenue.known("0250", DAY)
    assert not revenue.needs_procedure("0250", DAY)
    assert revenue.needs_procedure("0636", DAY)
    assert not revenue.known("0905", DAY)
    assert codes is not None
    assert codes.known("condition", "C5", DAY)
    assert not codes.known("occurrence", "C5", DAY)
    assert not codes.known("value", "80", date(2007, 2, 28))


def test_lists_from_another_program(load: Load, tmp_path: Path) -> None:
    """With mapped columns, exports of other programs load as they are: other headings, more columns."""
    revenue = tmp_path / "rev.txt"
    revenue.write_text(
        "Revenue Code Table\nREV CD|DESCRIPTION|HCPCS REQ|BEGIN|TERM\n250|x|N|20031001|\n0636|x|Y|20031001|\n"
        "0905|x||20031001|12/31/2025\n"
    )
    manifest = load(
        "revenue_codes",
        revenue,
        headings={"code": "Rev Cd", "needs_hcpcs": "HCPCS Req", "start": "Begin", "end": "Term"},
    )
    assert (manifest.rows_read, [source.name for source in manifest.sources]) == (3, ["rev.txt"])
    conditions, values = tmp_path / "cc.csv", tmp_path / "vc.csv"
    conditions.write_text("Code,Title\nC5,x\n44,x\n")
    values.write_text("Code,Title\n80,x\n")
    manifest = load("ub_codes", conditions, values, words={"kind": ("condition", "value")})
    assert manifest.rows_kept == 3
    tables = _opened(tmp_path)
    codes, lines = tables.ub_codes, tables.revenue_codes
    assert lines is not None
    assert lines.known("0250", DAY)
    assert lines.needs_procedure("0636", DAY)
    assert not lines.needs_procedure("0250", DAY)
    assert lines.known("0905", date(2025, 12, 31))
    assert not lines.known("0905", DAY)
    assert codes is not None
    assert codes.known("condition", "44", DAY)
    assert codes.known("value", "80", DAY)
    assert not codes.known("value", "44", DAY)


def test_own_rules_of_payers(load: Load, tmp_path: Path) -> None:
    """A payer's own rule takes precedence over that for all payers; payers' rules have dates."""
    for kind in ("procedure_age", "procedure_sex", "modifier_rules", "payer_rules"):
        load(kind)
    tables = _opened(tmp_path)
    assert tables.procedure_age is not None
    assert tables.procedure_age.ages("99381", "PAYER1", DAY) == (0, 1)
    assert tables.procedure_age.ages("99381", "PAYER2", DAY) == (0, 0)
    assert tables.procedure_age.ages("99387", None, date(2019, 12, 31)) is None
    assert tables.procedure_sex is not None
    assert tables.procedure_sex.sex("58150", None, date(2024, 9, 30)) == "FEMALE"
    assert tables.procedure_sex.sex("58150", None, DAY) is None
    assert tables.procedure_sex.sex("55866", "PAYER1", DAY) == "MALE"
    assert tables.procedure_sex.sex("55866", None, DAY) is None
    assert tables.modifier_rules is not None
    assert set(map(_words, tables.modifier_rules.rules("97110", "PAYER1", DAY))) == {"GN GO GP", "KX"}
    assert set(map(_words, tables.modifier_rules.rules("97110", None, DAY))) == {"GN GO GP"}
    payers = tables.payer_rules
    assert payers is not None
    assert payers.filing_limit_days("PAYER1", DAY) == 90
    assert payers.filing_limit_days("PAYER 2", DAY) is None
    assert payers.needs_authorization("PAYER1", "70551", None, DAY)
    assert not payers.needs_authorization("PAYER1", "70551", None, date(2025, 12, 31))
    assert payers.needs_authorization("PAYER1", "27447", "22", DAY)
    assert not payers.needs_authorization("PAYER1", "27447", "11", DAY)
    assert payers.pays_by_drg("PAYER 2", DAY)
    assert not payers.pays_by_drg("PAYER 2", date(2027, 1, 1))


def test_coverage_policies(load: Load, tmp_path: Path) -> None:
    """A policy applies to its payer, states and days, with the diagnoses it covers and denies."""
    load("coverage")
    table = _opened(tmp_path).coverage
    assert table is not None
    national, local = (
        {each.policy: each for each in table.policies("80061", None, state, DAY)} for state in ("CA", "TX")
    )
    assert set(national) == {"190.99"}
    assert set(local) == {"190.99", "L00001"}
    covered = local["L00001"].covered
    assert covered is not None
    assert [code in covered for code in ("E785", "Z13220", "E78", "R99", "")] == [True, True, False, False, False]
    policy = national["190.99"]
    assert policy.national
    assert policy.covered is None
    assert [code in policy.denied for code in ("R99", "E785")] == [True, False]
    assert (policy.ages, policy.places, policy.units_per_day) == ((18, 124), frozenset(("11", "22")), Decimal(2))
    payer = table.policies("80061", "PAYER1", None, date(2025, 12, 31))
    assert {each.policy for each in payer} == {"190.99", "P-7"}


def test_every_layout_has_a_fixture(fixtures: Path) -> None:
    """Every loader has a small file in its layout."""
    # The shipped tables that can be loaded have tests of their own.
    assert {kind for kind in LOADABLE if not (fixtures / kind).is_dir()} == set(LOADABLE) & set(SHIPPED)


@pytest.mark.parametrize("kind", sorted(set(LOADABLE) - set(SHIPPED)))
def test_every_table_is_one_to_the_edits(load: Load, tmp_path: Path, fixtures: Path, kind: str) -> None:
    """Each loaded table has its release, rows and dates, and is open under its name."""
    chosen: list[Any] = [fixtures / "cpt" / "cpt-2026.csv"] if kind == "cpt" else []
    manifest = load(kind, *chosen)
    tables = _opened(tmp_path)
    table = tables.get(kind)
    assert table is not None
    assert (table.name, table.release, table.rows) == (kind, manifest.release, manifest.rows_kept)
    assert table.covers(manifest.in_force_from)
    assert table.covers(manifest.in_force_through)


def _words(rule: ModifierRule) -> str:
    return " ".join(rule.one_of)


def test_a_twin_of_another_name_is_passed_over(load: Load, fixtures: Path, tmp_path: Path) -> None:
    """If a download has a list as text and as workbook under different names, the text is read."""
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(fixtures / "hcpcs" / "HCPC2026_JUL_ANWEB.txt", "HCPC2026_JUL_ANWEB_v2.txt")
        archive.write(fixtures / "hcpcs" / "HCPC2026_JUL_ANWEB.xlsx", "folder/HCPC2026_JUL_ANWEB_corrected.xlsx")
    assert load("hcpcs", path).rows_kept == 9
    path = tmp_path / "aoc.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(fixtures / "aoc" / "AOC_V2026Q3-MCR.xlsx", "a_2026Q3.xlsx")
        archive.write(fixtures / "aoc_text" / "AOC_V2026Q3-MCR.txt", "b_2026Q3.txt")
    assert load("aoc", path).rows_kept == 6
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("hcpcs/HCPC2026_JUL_ANWEB.txt", "hcpcs_next/HCPC2026_OCT_ANWEB.txt"):
            archive.write(fixtures / name, Path(name).name)
    with pytest.raises(TableError, match="are several HCPCS releases; load them one at a time"):
        load("hcpcs", path)
