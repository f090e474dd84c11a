"""The comparison with official files works: it is run on the small files of the tests, in the same layouts."""

import shutil
from pathlib import Path

import pytest

from tests.tables.conftest import FIXTURES
from tests.tables.official.__main__ import main, releases

KINDS = ("poa_exempt", "hcpcs", "nucc", "opps_b", "telehealth", "mue", "mue_medicaid", "mpfs", "aoc", "ndc_hcpcs")
MORE = ("ncci_ptp", "ncci_ptp_medicaid", "ndc_directory", "npi_deactivated")


def test_both_readings_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Loader and independent reading find the same rows in each layout; a table without files is left out."""
    for kind in (*KINDS, *MORE):
        shutil.copytree(FIXTURES / kind, tmp_path / kind / "one release")
    assert main(tmp_path, allow_incomplete=True) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.endswith("14 of 14 releases have the same rows as an independent reading\n")


def test_a_row_that_differs_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A HCPCS code loaded with another date than its workbook's is shown, though the number of rows is the same."""
    release = tmp_path / "hcpcs" / "one release"
    shutil.copytree(FIXTURES / "hcpcs", release)
    text = release / "HCPC2026_JUL_ANWEB.txt"
    text.write_bytes(text.read_bytes().replace(b"20090101", b"20080101", 1))
    assert main(tmp_path, allow_incomplete=True) == 1
    assert "rows differ | J3301" in capsys.readouterr().out


def test_a_difference_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is refused, or read in part, is shown and gives exit code 1; so does an empty folder."""
    assert main(tmp_path) == 1
    (tmp_path / "nucc").mkdir()
    (tmp_path / "nucc" / "nucc_taxonomy_251.csv").write_text("Code,Grouping,Classification\n207Q,x,x\n")
    assert [(kind, name) for kind, name, _ in releases(tmp_path)] == [("nucc", "nucc_taxonomy_251.csv")]
    assert main(tmp_path) == 1
    assert "DIFFERENT  nucc" in capsys.readouterr().out
