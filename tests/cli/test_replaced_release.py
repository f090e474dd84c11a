"""A release that replaces another of its name shows what it changes, and how to see its effect on claims."""

import json
from datetime import date
from pathlib import Path

import pytest

from rules.tables.diff_releases import Difference
from schemas.samples import sample_form
from tests.cli.conftest import RunCodes
from tests.cli.test_edits_impact import _impact


def _addendum_b(path: Path, *rows: str) -> str:
    path.mkdir(exist_ok=True)
    file = path / "2020_July_Web_Addendum_B.csv"
    file.write_text("\n".join(("HCPCS Code,Short Descriptor,SI", *rows)) + "\n")
    return str(file)


def _load(run: RunCodes, file: str, *options: str) -> str:
    said = run("load", "opps_b", file, "--allow-incomplete", *options)
    assert said.exit_code == 0, said.stderr
    return said.stdout


@pytest.fixture
def reposted(run: RunCodes, tmp_path: Path) -> str:
    """What the load of a reposted quarter prints."""
    _load(run, _addendum_b(tmp_path / "first", "27447,Invented,J1", "33016,Invented,C", "99281,Invented,J2"))
    return _load(run, _addendum_b(tmp_path / "second", "27447,Invented,C", "33016,Invented,C", "99282,Invented,J2"))


def test_a_reposted_quarter_shows_its_differences(reposted: str) -> None:
    """Each difference, the edits that use the table and the command that shows the claims."""
    assert "replaces 2020 Q3 as loaded on" in reposted
    assert "1 added, 1 removed, 1 changed; 3 of them for dates before today" in reposted
    assert "~ 27447  J1 → C" in reposted
    assert "edits that use the table: FS108" in reposted
    assert "claims-worker edits impact 'opps_b=2020 Q3@before' now ENCOUNTERS.jsonl" in reposted


def test_both_can_be_compared_until_one_is_pruned(run: RunCodes, reposted: str) -> None:
    """The replaced release answers nothing, can be compared by its name, and is removed by it."""
    assert reposted
    said = run("diff", "opps_b", "2020 Q3@before", "2020 Q3")
    assert (said.exit_code, "~ 27447  J1 → C" in said.stdout) == (1, True)
    (row,) = [row for row in json.loads(run("status", "--format", "json").stdout) if row["table"] == "opps_b"]
    assert [each["release"] for each in row["releases"]] == ["2020 Q3"]
    assert run("prune", "opps_b", "--release", "2020 Q3@before").stdout == "removed opps_b 2020 Q3@before\n"
    assert "release '2020 Q3' replaced no other" in run("diff", "opps_b", "2020 Q3@before", "2020 Q3").stderr
    assert run("lookup", "27447", "--date", "2020-07-15").exit_code == 0


def test_a_pruned_release_takes_the_one_before_with_it(run: RunCodes, reposted: str, tmp_path: Path) -> None:
    """Nothing of a pruned release stays in the folder."""
    assert reposted
    assert run("prune", "opps_b", "--release", "2020 Q3").stdout.count("removed") == 2
    assert not list(tmp_path.glob("tables/*/*.table"))


def test_the_same_files_replace_nothing(run: RunCodes, reposted: str, tmp_path: Path) -> None:
    """A second load of the same files shows no differences and keeps the release before the first."""
    assert reposted
    again = _load(run, str(tmp_path / "second" / "2020_July_Web_Addendum_B.csv"))
    assert "replaces" not in again
    assert run("diff", "opps_b", "2020 Q3@before", "2020 Q3").exit_code == 1
    assert len(list(tmp_path.glob("tables/*/*.table"))) == 2


def test_only_the_last_one_before_is_kept(run: RunCodes, reposted: str, tmp_path: Path) -> None:
    """After a third load, the second release is the one before; JSON has every difference."""
    assert reposted
    third = _addendum_b(tmp_path / "third", "27447,Invented,C", "33016,Invented,C")
    form = json.loads(_load(run, third, "--format", "json"))
    assert form["replaces"] is not None
    assert form["replaced"] == {
        "release": "2020 Q3@before",
        "added": 0,
        "removed": 1,
        "changed": 0,
        "for_past_dates": 1,
        "differences": [{"change": "removed", "code": "99282", "old": [["J2"]], "new": []}],
        "edits": ["FS108"],
    }
    assert len(list(tmp_path.glob("tables/*/*.table"))) == 2


def test_the_effect_on_claims(run: RunCodes, tmp_path: Path) -> None:
    """Encounters are checked with the release before and with the current one."""
    ages = tmp_path / "ages.csv"
    for oldest in (99, 17):
        ages.write_text(f"code,payer_id,youngest,oldest,start,end\n99213,,0,{oldest},,\n")
        assert run("load", "procedure_age", str(ages), "--release", "1").exit_code == 0
    claims = tmp_path / "claims.jsonl"
    claims.write_text(json.dumps(sample_form("office-visit")))
    made = _impact("procedure_age=1@before", "now", str(claims))
    assert made["old"] == "current settings with procedure_age 1@before"
    (found,) = made["edits"]
    assert (found["edit"], found["changes"][0]["old"], found["changes"][0]["new"]) == ("HC105", None, "WARN")


@pytest.mark.parametrize(
    ("old", "new", "past"),
    [
        (("2026-04-01", "9999-12-31", "D"), ("2026-04-01", "2026-12-31", "D"), False),
        (("2026-04-01", "9999-12-31", "D"), ("2026-04-01", "2026-06-30", "D"), True),
        (("2026-04-01", "9999-12-31", "D"), ("2026-04-01", "9999-12-31", "C"), True),
        ((2, None, "2026-04-01", "9999-12-31"), (2, None, "2026-01-01", "9999-12-31"), True),
        (("2026-10-01", "9999-12-31"), ("2026-11-01", "9999-12-31"), False),
        (("J1",), ("C",), True),
    ],
)
def test_differences_for_past_dates(old: tuple[object, ...], new: tuple[object, ...], past: bool) -> None:
    """A row that changes only from today on changes no claim that was checked."""
    assert Difference(change="changed", code="A", old=(old,), new=(new,)).reaches_back(date(2026, 7, 20)) is past
