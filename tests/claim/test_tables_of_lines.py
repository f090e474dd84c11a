"""Each line's procedure code is looked up once in the loaded tables, and pairs of codes once per claim."""

import datetime as dt
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts
from rules.claim.line_rows import NO_ROWS
from rules.edit import ALL_BUT_MEDICAID, Edit, needs
from rules.engine.engine import Engine, Judgement
from rules.load_profiles import load_profiles
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables, open_shipped
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.edits.toy_tables import toy_tables
from tests.support.made_up_edit import made_up_edit

SHIPPED = open_shipped()
PROFILES = load_profiles(load_catalogue())
PAIR = {"column_1": "99213", "column_2": "93000", "indicator": "1"}


def _tables(**rows: Any) -> Tables:
    return SHIPPED.with_tables(*toy_tables(rows))


def _claim(base: str, profile: str, tables: Tables, changes: dict[str, Any] | None = None) -> ClaimFacts:
    form = parse_json(sample_text(base))
    for path, new in (changes or {}).items():
        set_at(form, path, new)
    return build_claim(
        repair_event(read_encounter(form), {}),
        tables=tables,
        profile=PROFILES.by_name[profile],
        as_of=dt.date(2026, 11, 5),
        waivable=frozenset(),
    )


def _judge(edit: Edit, claim: ClaimFacts, profile: str) -> Judgement:
    return Engine({edit.code: edit}, keep_going=False).judge(claim, PROFILES.by_name[profile])


def test_nothing_loaded() -> None:
    """With only the shipped tables, a line has no rows and a claim no pairs."""
    claim = _claim("office-visit", "medicare", SHIPPED)
    assert [line.rows for line in claim.lines] == [NO_ROWS, NO_ROWS]
    assert claim.ncci_pairs == ()


def test_rows_of_a_line() -> None:
    """A line's code is looked up in each loaded table, on the line's own first day."""
    tables = _tables(
        cpt=[{"code": "93000", "end": "2026-11-01"}, {"code": "99213"}],
        mpfs=[{"code": "93000", "status": "X"}],
        mue=[{"code": "93000", "value": 3, "adjudication": 2}],
        aoc=[{"code": "93000", "kind": 2}],
    )
    visit, test = _claim("office-visit", "medicare", tables).lines
    assert (visit.rows.fee, visit.rows.unit_limit, visit.rows.add_on) == (None, None, None)
    assert visit.rows.code is not None
    assert test.rows.code is None
    assert test.rows.fee is not None
    assert test.rows.fee.status == "X"
    assert test.rows.unit_limit is not None
    assert test.rows.unit_limit.value == 3
    assert test.rows.add_on is not None
    assert test.rows.add_on.kind == 2
    earlier = {"service_from": "2026-11-01", "service_lines[1].service_from": "2026-11-01"}
    assert _claim("office-visit", "medicare", tables, earlier).lines[1].rows.code is not None


@pytest.mark.parametrize(("profile", "value"), [("medicare", 3), ("commercial", 3), ("strict", 3), ("medicaid", 2)])
def test_edition_of_unit_limits(profile: str, value: int) -> None:
    """Medicaid has its own edition of the unit limits, every other profile uses Medicare's."""
    tables = _tables(
        mue=[{"code": "93000", "value": 3, "adjudication": 1}],
        mue_medicaid=[{"code": "93000", "value": 2, "adjudication": 1}],
    )
    limit = _claim("office-visit", profile, tables).lines[1].rows.unit_limit
    assert limit is not None
    assert limit.value == value


def test_pairs() -> None:
    """A pair names the line of the column-1 code, then the line of the column-2 code, whatever their order."""
    swapped = {"service_lines[0].procedure_code": "93000", "service_lines[1].procedure_code": "99213"}
    (pair,) = _claim("office-visit", "medicare", _tables(ncci_ptp=[PAIR]), swapped).ncci_pairs
    assert (pair.first.index, pair.second.index) == (1, 0)


@pytest.mark.parametrize("bill", ["0111", "0211", "0329", "0811", "0821"])
def test_bills_outside_ncci(bill: str) -> None:
    """Inpatient, home health and hospice bills have no pairs, and NCCI edits do not run on them."""
    pair = {"column_1": "99284", "column_2": "93005", "indicator": "1"}
    change = {"institutional.type_of_bill": bill}
    claim = _claim("hospital-outpatient-visit", "medicare", _tables(ncci_ptp=[pair]), change)
    assert claim.ncci_pairs == ()
    assert _judge(made_up_edit(bills="ncci"), claim, "medicare").ran == ()


@pytest.mark.parametrize("base", ["office-visit", "hospital-outpatient-visit"])
def test_bills_of_ncci(base: str) -> None:
    """NCCI edits run on professional claims and on hospital outpatient bills."""
    assert _judge(made_up_edit(bills="ncci"), _claim(base, "medicare", SHIPPED), "medicare").ran == ("LN901",)


@pytest.mark.parametrize(("bill", "runs"), [("0131", True), ("0851", False), ("0121", False)])
def test_outpatient_bills_of_hospitals(bill: str, runs: bool) -> None:
    """An edit for hospital outpatient bills runs on type of bill 13x only."""
    claim = _claim("hospital-outpatient-visit", "medicare", SHIPPED, {"institutional.type_of_bill": bill})
    assert bool(_judge(made_up_edit(bills="hospital_outpatient"), claim, "medicare").ran) == runs


@pytest.mark.parametrize(
    ("profile", "loaded", "missing"),
    [
        ("medicare", "ncci_ptp", None),
        ("medicare", "ncci_ptp_medicaid", "ncci_ptp"),
        ("strict", "ncci_ptp_medicaid", "ncci_ptp"),
        ("medicaid", "ncci_ptp_medicaid", None),
        ("medicaid", "ncci_ptp", "ncci_ptp_medicaid"),
    ],
)
def test_table_needed_in_a_payer_class(profile: str, loaded: str, missing: str | None) -> None:
    """A table that an edit needs in some payer classes is missed in those only, and no other edition replaces it."""
    edit = made_up_edit(
        bills="ncci",
        tables=(
            needs("ncci_ptp", payer_classes=ALL_BUT_MEDICAID),
            needs("ncci_ptp_medicaid", payer_classes=("medicaid",)),
        ),
    )
    claim = _claim("office-visit", profile, _tables(**{loaded: [PAIR]}))
    judged = _judge(edit, claim, profile)
    assert [entry.table for entry in judged.not_checked] == ([] if missing is None else [missing])
    assert judged.ran == (("LN901",) if missing is None else ())
    named = {used.table for used in judged.code_tables}
    assert (loaded in named) == (missing is None)


def test_table_that_cannot_answer() -> None:
    """A table with the name of another kind of table is refused."""
    (pairs,) = toy_tables({"ncci_ptp": [PAIR]})
    pairs.name = "mpfs"
    with pytest.raises(TypeError, match="mpfs must be a FeeScheduleTable, not a ProcedurePairTable"):
        SHIPPED.with_tables(pairs)
