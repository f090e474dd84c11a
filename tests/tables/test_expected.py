"""What a caller knows of a release, such as its period on the publisher's page, is compared with its files."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.loaders.expected import Expected
from rules.tables.loaders.period import period_in
from rules.tables.manifest import Manifest
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]

APRIL = Expected(release="April 2022", first=date(2022, 4, 1), last=date(2022, 9, 30))


def _exemptions(path: Path, count: int = 5) -> Path:
    rows = "".join(f"{number:05}\tZ{number:02}.1\tInvented\r\n" for number in range(count))
    path.write_text(f"Order22\tPOAexemptCode\tDescription\r\n{rows}")
    return path


def test_the_expected_period_is_taken(load: Load, tmp_path: Path) -> None:
    """Files that name no period, or only its year, are in force for the expected days."""
    for name in ("exempt.txt", "POAexemptCodesFY22.txt"):
        manifest = load("poa_exempt", _exemptions(tmp_path / name), expected=APRIL)
        assert (manifest.release, manifest.in_force_from, manifest.in_force_through) == (
            "April 2022",
            APRIL.first,
            APRIL.last,
        )


def test_another_period_in_the_files_is_refused(load: Load, tmp_path: Path) -> None:
    """Files that name another period than the page are refused."""
    with pytest.raises(TableError, match="says it is for FY2021, not for April 2022"):
        load("poa_exempt", _exemptions(tmp_path / "POAexemptCodesFY21.txt"), expected=APRIL)
    assert open_tables(tmp_path / "tables").poa_exempt is None


def test_a_table_with_the_past_keeps_its_first_day(load: Load) -> None:
    """The expected period of a table that includes the past is that of its newest rows, not the days it covers."""
    expected = Expected(release="2026 Q3", first=date(2026, 7, 1), last=date(2026, 9, 30))
    told, alone = load("ncci_ptp", expected=expected), load("ncci_ptp")
    assert (told.release, told.in_force_from, told.in_force_through) == (
        "2026 Q3",
        alone.in_force_from,
        date(2026, 9, 30),
    )


def test_places_begin_on_the_expected_day(load: Load) -> None:
    """A list that does not name its first day begins on the expected one."""
    expected = Expected(first=date(2027, 1, 1), last=date.max)
    assert load("pos", fixture="pos_page", expected=expected).release == "CMS 2027-01"


@pytest.mark.parametrize(
    ("expected", "match"),
    [
        (Expected(fewest=6), "has 5 rows, and at least 6 are expected"),
        (Expected(most=4), "has 5 rows, and at most 4 are expected"),
        (Expected(stated=6), "has 5 rows, and its publisher states 6"),
        (Expected(members=re.compile("^Full", re.IGNORECASE)), None),
        (Expected(fewest=5, most=5, stated=5), None),
    ],
)
def test_the_number_of_rows(load: Load, tmp_path: Path, expected: Expected, match: str | None) -> None:
    """A release with fewer or more rows than expected, or another number than stated, is refused."""
    path = _exemptions(tmp_path / "POAexemptCodesFY22.txt")
    if match is None:
        assert load("poa_exempt", path, expected=expected).rows_kept == 5
        return
    with pytest.raises(TableError, match=match):
        load("poa_exempt", path, expected=expected, allow_incomplete=False)
    assert open_tables(tmp_path / "tables").poa_exempt is None


def test_the_share_of_the_release_before(load: Load, tmp_path: Path) -> None:
    """A list that may shrink less than others is compared with its own share."""
    load("payer_rules")
    rows = load("payer_rules").rows_kept
    files = sorted((Path(__file__).parent / "fixtures" / "payer_rules").iterdir())
    lines = files[0].read_text().splitlines(keepends=True)
    cut = tmp_path / files[0].name
    cut.write_text("".join(lines[:-1]))
    with pytest.raises(TableError, match=f"has {rows - 1} rows, and .*, which is loaded, has {rows}: truncated"):
        load("payer_rules", cut, expected=Expected(share_of_previous=0.99), allow_incomplete=False)
    few = Expected(share_of_previous=0.1)
    assert load("payer_rules", cut, expected=few, allow_incomplete=False).rows_kept == rows - 1


def test_only_expected_files_of_an_archive_are_read(load: Load, tmp_path: Path) -> None:
    """Of an archive with two full lists, the expected one is read; an archive without it is refused."""
    path = tmp_path / "exempt-fy22.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("old.txt", "Current.txt"):
            archive.write(_exemptions(tmp_path / name, 3 if name == "old.txt" else 4), name)
    with pytest.raises(TableError, match="contain several lists"):
        load("poa_exempt", path)
    assert load("poa_exempt", path, expected=Expected(members=re.compile("^current"))).rows_kept == 4
    with pytest.raises(TableError, match=r"exempt-fy22\.zip: has no file whose name matches \^full"):
        load("poa_exempt", path, expected=Expected(members=re.compile("^full")))


@pytest.mark.parametrize(("first", "last"), [(date(2026, 7, 1), None), (date(2026, 7, 1), date(2026, 6, 30))])
def test_days_that_cannot_be(first: date, last: date | None) -> None:
    """A period has two days in their order."""
    with pytest.raises(ValueError, match="last day"):
        Expected(first=first, last=last)


@pytest.mark.parametrize(
    ("name", "label"), [("rvu24ar", "2024 Q1"), ("rvu24ar1-1", "2024 Q1"), ("rvu25d-0", "2025 Q4")]
)
def test_a_corrected_fee_schedule_is_of_its_quarter(name: str, label: str) -> None:
    """CMS marks a correction with r behind the letter of the quarter."""
    period = period_in(name, "quarter")
    assert period is not None
    assert period.label == label
