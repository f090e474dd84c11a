"""The export of the Medicare Coverage Database: csv tables in a zip in a zip, joined by article and version."""

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from rules.tables.error import TableError
from rules.tables.kinds.coverage_policies import CoveragePolicy, CoverageTable
from rules.tables.manifest import Manifest
from rules.tables.table_file import TableFile, table_file_bytes
from rules.tables.table_folder import open_tables

Load = Callable[..., Manifest]
DAY: Final = date(2026, 11, 2)
LONG: Final = "<p>An invented text.</p>" * 8_000
EXPORT: Final[Mapping[str, str]] = {
    "update_period": 'start_date,end_date\n"2026-11-19 00:00:00","2026-11-26 00:00:00"\n',
    "article": "article_id,article_version,title,display_id,date_retired,article_eff_date,description\n"
    f'"52369","57","Billing and Coding: Invented","A52369","","2019-10-01 00:00:00","{LONG}"\n'
    '"52370","3","Billing and Coding: In part of a state","","","2019-10-01",""\n'
    '"52371","3","RETIRED - Billing and Coding: Gone","A52371","","2019-10-01",""\n'
    '"52372","3","Billing and Coding: Gone too","A52372","2026-01-31","2019-10-01",""\n'
    '"52373","1","Billing and Coding: To come","A52373","","2026-12-01",""\n',
    "article_x_hcpc_code": "article_id,article_version,hcpc_code_id,hcpc_code_group,range\n"
    "52369,57,82306,1,\n52369,57,82652,2,\n52369,56,99999,1,\n52370,3,82306,1,\n52371,3,82306,1,\n"
    "52372,3,82306,1,\n52373,1,82306,1,\n",
    "article_x_icd10_covered": "article_id,article_version,icd10_code_id,icd10_covered_group,range,asterisk\n"
    "52369,57,E55.9,1,,N\n52369,57,N18.6,2,B,Y\n52369,56,I10,1,,N\n52370,3,E55.9,1,,N\n52373,1,E55.9,1,,N\n",
    "article_x_icd10_noncovered": "article_id,article_version,icd10_code_id,icd10_noncovered_group\n"
    "52369,57,Z00.00,1\n",
    "article_x_contractor": "article_id,article_version,contractor_id,contractor_type_id,contractor_version\n"
    "52369,57,4,2,1\n52370,3,5,2,1\n52373,1,4,2,1\n",
    "contractor_jurisdiction": "contractor_id,contractor_type_id,contractor_version,state_id,term_date\n"
    "4,2,1,12,\n4,2,1,13,2020-01-01\n5,2,1,14,\n4,2,1,14,\n4,2,1,15,\n4,2,1,16,\n",
    "state_lookup": "state_id,state_abbrev\n12,IL\n13,TX\n14,DN\n15,QN\n16,UN\n",
}


def _export(path: Path, **changed: str | None) -> Path:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as archive:
        for name, text in {**EXPORT, **changed}.items():
            if text is not None:
                archive.writestr(f"{name}.csv", text.replace("\n", "\r\n"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("current_article_csv.zip", inner.getvalue())
    return path


def _table(tmp_path: Path) -> CoverageTable:
    table = open_tables(tmp_path / "tables").coverage
    assert table is not None
    return table


def _has(policy: CoveragePolicy, *codes: str) -> list[bool]:
    assert policy.covered is not None
    return [code in policy.covered for code in codes]


def test_articles(load: Load, tmp_path: Path) -> None:
    """An article has its codes, its diagnoses in all groups, and its states; retired ones and old versions are gone."""
    manifest = load("coverage", _export(tmp_path / "current_article.zip"))
    assert (manifest.release, manifest.rows_kept) == ("MCD 2026-11-26", 3)
    assert (manifest.in_force_from, manifest.in_force_through) == (date(2026, 8, 26), date(2027, 2, 26))
    table = _table(tmp_path)
    (article,) = table.policies("82306", "00952", "IL", DAY)
    assert (article.policy, article.medicare, article.national) == ("A52369", True, False)
    assert _has(article, "E559", "N186", "I10", "Z0000") == [True, True, False, False]
    assert "Z0000" in article.denied
    assert [each.policy for each in table.policies("82652", None, "IL", DAY)] == ["A52369"]
    assert table.policies("82306", None, "TX", DAY) == ()
    assert table.policies("99999", None, "IL", DAY) == ()
    assert [each.policy for each in table.policies("82306", None, "IL", date(2026, 12, 1))] == ["A52369", "A52373"]


def test_an_article_without_diagnoses(load: Load, tmp_path: Path) -> None:
    """A list of diagnoses that says "not applicable" is no list, so that it objects to no claim."""
    header = "article_id,article_version,icd10_code_id,icd10_covered_group,range,asterisk\n"
    listed = f"{header}52369,57,XX000,1,,N\n52370,3,,1,,N\n"
    load("coverage", _export(tmp_path / "current_article.zip", article_x_icd10_covered=listed))
    asked = _table(tmp_path).policies("82306", None, "NY", DAY)
    assert {each.policy: each.covered for each in asked} == {"A52369": None, "A52370": None}


def test_parts_of_a_state(load: Load, tmp_path: Path) -> None:
    """An article for all parts of a state is the state's; one for some of them applies in a part."""
    load("coverage", _export(tmp_path / "current_article.zip"))
    found = {each.policy: each.partly for each in _table(tmp_path).policies("82306", None, "NY", DAY)}
    assert found == {"A52369": frozenset(), "A52370": {"NY"}}


def test_beside_the_users_own_list(load: Load, tmp_path: Path) -> None:
    """The export and the user's list answer together, whichever was loaded last; each replaces its own kind only."""
    own = tmp_path / "own.csv"
    header = "policy,national,payer_id,states,codes,covered,denied,youngest,oldest,places,units_per_day,start,end"
    own.write_text(f"{header}\nP-1,no,60054,,82306,E559,,,,,,,\n")
    for _ in range(2):
        load("coverage", own)
        load("coverage", _export(tmp_path / "current_article.zip"))
    asked = _table(tmp_path).policies("82306", "60054", "IL", DAY)
    assert {each.policy: each.medicare for each in asked} == {"A52369": True, "P-1": False}
    assert [each.policy for each in _table(tmp_path).policies("82306", "60054", "IL", date(2026, 8, 25))] == ["P-1"]


def test_what_an_article_says_can_be_compared(load: Load, tmp_path: Path) -> None:
    """`codes diff` sees each article with its codes and diagnoses."""
    load("coverage", _export(tmp_path / "current_article.zip"))
    entries = dict(_table(tmp_path).releases[0].entries())
    assert list(entries) == ["A52369", "A52370", "A52373"]
    assert entries["A52369"][1:] == ("82306 82652", "E559 N186", "Z0000")


def test_a_file_of_the_catalog_before(load: Load, tmp_path: Path) -> None:
    """A list that was loaded before diagnoses were kept in columns answers as it is."""
    load("coverage")
    (path,) = (tmp_path / "tables" / "coverage").glob("*.table")
    old = {
        "policy": "L1",
        "national": False,
        "payer_id": None,
        "states": ["TX"],
        "codes": ["80061"],
        "covered": ["E785"],
    }
    old |= {"denied": [], "ages": [18, 67], "places": None, "units_per_day": "2", "start": None, "end": None}
    header = TableFile(path, "coverage").header
    path.write_bytes(table_file_bytes(header, {"policies": ("text", json.dumps([old]).encode())}))
    (policy,) = _table(tmp_path).policies("80061", None, "TX", DAY)
    assert _has(policy, "E785", "I10") == [True, False]
    assert (policy.policy, policy.ages, policy.units_per_day) == ("L1", (18, 67), Decimal(2))


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"state_lookup": None}, "has no state_lookup.csv, which the export of current articles has"),
        ({"article": "article_id,title\n1,x\n"}, "article.csv: has no header with article_id, article_version, title"),
        (
            {"article_x_icd10_covered": "article_id,article_version,icd10_code_id\n52369,57,?\n"},
            r"line 2, icd10_code_id: '\?' is not a valid code",
        ),
        ({"update_period": "end_date\nsoon\n"}, "end_date: expected a date, found 'soon'"),
    ],
)
def test_a_changed_export(load: Load, tmp_path: Path, changed: dict[str, Any], match: str) -> None:
    """A table or a column that is missing and a malformed code are named, and nothing is loaded."""
    with pytest.raises(TableError, match=match):
        load("coverage", _export(tmp_path / "current_article.zip", **changed))
    assert not (tmp_path / "tables" / "index.json").exists()


def test_a_truncated_export(load: Load, tmp_path: Path) -> None:
    """An export with few articles is refused unless the user allows it."""
    with pytest.raises(TableError, match="has 3 articles with procedure codes, and a full export at least 400"):
        load("coverage", _export(tmp_path / "current_article.zip"), allow_incomplete=False)
