"""The definitions of a fiscal year give the codes of its order file their flags, in one load."""

import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.manifest import Manifest
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.store import Tables
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]
LAST, FIRST = date(2027, 3, 31), date(2027, 10, 1)

_SECTIONS = [
    ("4. Age conflict", ()),
    ("A. Perinatal/Newborn diagnoses", ("newborn",)),
    ("B. Pediatric diagnoses (age 0 through 17)", ("pediatric",)),
    ("C. Maternity diagnoses (age 9 through 64)", ("maternity",)),
    ("D. Adult diagnoses (age 15 through 124)", ("adult",)),
    ("5. Sex conflict", ()),
    ("6. Manifestation code as principal diagnosis", ("manifestation",)),
    ("8. Questionable admission", ("qadm", "csect", "vagdel", "delout")),
    ("9. Unacceptable principal diagnosis", ("reqsdx", "unacceptable")),
    ("11. Non-covered procedure", ("noncovered", "ncov_z302", "ncov45", "kidneyxp", "ncov6", "ncov12agele60")),
    ("17. Limited coverage", ("lcov",)),
    ("18. Wrong procedure performed", ("wrngproc",)),
    ("19. Procedure inconsistent with LOS", ("los",)),
    ("20. Unspecified code", ("unspecified",)),
]


class Files:
    """Writes order files and definitions from the shipped table, with the changes of a test."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        assert tables.icd10cm is not None
        assert tables.icd10pcs is not None
        self.folder = folder
        self.tables: dict[str, DatedCodes] = {"icd10cm": tables.icd10cm, "icd10pcs": tables.icd10pcs}
        self.listed: dict[tuple[str, str], list[str]] = {}
        self.codes: dict[str, list[str]] = {}
        for kind, table in self.tables.items():
            rows = [row for code in table.all_codes() if (row := table.row_on(code, LAST)) is not None]
            self.codes[kind] = [row.code for row in rows]
            for row in rows:
                for flag in row.flags:
                    self.listed.setdefault((kind, flag), []).append(row.code)

    def order(self, kind: str, more: Iterable[str] = (), name: str = "order_2028") -> Path:
        codes = sorted([*self.codes[kind], *more])
        path = self.folder / f"{kind}_{name}.txt"
        lines = [f"{at:05} {code:<7} 1 {'Invented':<60} Invented\n" for at, code in enumerate(codes, 1)]
        path.write_text("".join(lines))
        return path

    def definitions(self, version: int = 45) -> Path:
        lines = ["Definitions of Medicare Code Edits", f"Software version {version}.0"]
        for title, flags in _SECTIONS:
            lines += [title, "Invented words."]
            for flag in flags:
                for kind in self.tables:
                    if codes := self.listed.get((kind, flag)):
                        lines += ["Invented words on a list."] if len(flags) > 1 else []
                        lines += [f"{code}\tInvented" for code in codes]
        path = self.folder / "mce.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"Definitions of Medicare Code Edits_v_{version}.txt", "\r\n".join(lines))
            archive.writestr("Definitions of Medicare Code Edits.pdf", "%PDF-1.7 Definitions of Medicare Code Edits")
        return path


@pytest.fixture
def files(tmp_path: Path, tables: Tables) -> Files:
    return Files(tmp_path, tables)


@pytest.mark.slow
def test_diagnoses_have_the_flags_that_are_listed(load: Load, files: Files, tmp_path: Path) -> None:
    """Listed codes get a flag, unlisted ones lose it from the first day on, and the history stays."""
    more = ("A0001", "Y9999")
    files.listed["icd10cm", "pediatric"].append("A0001")
    files.listed["icd10cm", "unacceptable"].append("A0001")
    files.listed["icd10cm", "manifestation"].remove("D630")
    april = load("icd10cm", files.order("icd10cm", name="order_april_2027"))
    manifest = load("icd10cm", files.order("icd10cm", more), files.definitions())
    assert april.release == "April 2027"
    assert [each.name for each in manifest.sources] == ["icd10cm_order_2028.txt", "mce.zip"]
    assert manifest.notes[0].startswith("Medicare Code Editor flags from the definitions: adult, delout, ecodepdx")
    assert manifest.notes[1].endswith("unchanged: clintrial, diabtypeI")
    table, shipped = open_tables(tmp_path / "tables").icd10cm, files.tables["icd10cm"]
    assert table is not None
    flags = {
        code: row.flags for code in ("A0001", "Y9999", "D630", "Z5189", "Z006") if (row := table.row_on(code, FIRST))
    }
    assert flags == {
        "A0001": {"pediatric", "unacceptable"},
        "Y9999": {"ecodepdx"},
        "D630": set(),
        "Z5189": {"unacceptable", "reqsdx"},
        "Z006": {"clintrial"},
    }
    before = table.row_on("D630", date(2027, 9, 30))
    assert before is not None
    assert before.flags == {"manifestation"}
    for code in ("A33", "O80", "Z370", "I10", "G8100", "Y6551"):
        assert table.history(code) == shipped.history(code)


@pytest.mark.slow
def test_procedures_have_the_flags_that_are_listed(load: Load, files: Files, tmp_path: Path) -> None:
    """Lists without a title are recognized by the codes they share with the earlier release."""
    files.listed["icd10pcs", "noncovered"].append("XZZ0000")
    load("icd10pcs", files.order("icd10pcs", name="order_apr_2027"))
    manifest = load("icd10pcs", files.order("icd10pcs", ["XZZ0000"]), files.definitions())
    (note,) = manifest.notes
    assert note.endswith("csect, kidneyxp, lcov, los, ncov12agele60, ncov45, ncov6, ncov_z302, noncovered, vagdel")
    table, shipped = open_tables(tmp_path / "tables").icd10pcs, files.tables["icd10pcs"]
    assert table is not None
    new = table.row_on("XZZ0000", FIRST)
    assert new is not None
    assert new.flags == {"noncovered"}
    for flag in ("csect", "kidneyxp", "lcov", "los", "ncov45", "ncov6", "ncov_z302", "noncovered", "vagdel"):
        code = files.listed["icd10pcs", flag][0]
        assert table.history(code) == shipped.history(code)


@pytest.mark.slow
def test_definitions_that_do_not_fit_are_refused(load: Load, files: Files, tmp_path: Path) -> None:
    """Another fiscal year, unknown codes, missing, truncated or unknown lists, and useless files stop the load."""
    order = files.order("icd10cm", name="order_april_2027")
    with pytest.raises(TableError, match=r"mce\.zip .*: is for FY2028, but the order file is for FY2027"):
        load("icd10cm", order, files.definitions())
    whole = {flag: list(codes) for flag, codes in files.listed.items()}
    cases: list[tuple[str, list[str], str]] = [
        ("newborn", [*whole["icd10cm", "newborn"], "A0009"], "code: A0009 is not a billable code of the release"),
        ("newborn", [], "has no list for newborn, a flag that 42 codes had"),
        (
            "unspecified",
            whole["icd10cm", "unspecified"][:3000],
            "lacks 476 of the 3,476 codes of unspecified",
        ),
        ("qadm", whole["icd10cm", "qadm"][:10], "the list that begins with .* matches no list of the earlier release"),
        ("qadm", [*whole["icd10cm", "qadm"], "A0009"], "code: A0009 is not a billable code"),
    ]
    for flag, codes, match in cases:
        files.listed = {**whole, ("icd10cm", flag): codes}
        with pytest.raises(TableError, match=match):
            load("icd10cm", order, files.definitions(44))
    files.listed = whole
    definitions = files.definitions(44)
    stray = tmp_path / "stray.txt"
    stray.write_text("Invented words")
    with pytest.raises(TableError, match=r"stray\.txt: is neither an order file nor the text of"):
        load("icd10cm", order, definitions, stray)
    twin = tmp_path / "twin.zip"
    twin.write_bytes(definitions.read_bytes())
    with pytest.raises(TableError, match="are several editions"):
        load("icd10cm", order, definitions, twin)
    text = zipfile.ZipFile(definitions).read("Definitions of Medicare Code Edits_v_44.txt").decode()
    (tmp_path / "ages.txt").write_text(text.replace("age 9 through 64", "age 9 through 60"))
    with pytest.raises(TableError, match="has ages 9 to 60 for maternity, unlike the table of age ranges"):
        load("icd10cm", order, tmp_path / "ages.txt")
    assert not list((tmp_path / "tables").glob("*/*.table"))
