"""A story of 40 encounters whose numbers were computed by hand."""

from typing import Any

import pytest

from tests.insight.rows import bill, in_order, prior_payer
from workers.insight import answer_measure as answers
from workers.insight import small_cells
from workers.insight.facts import Place, Row, unreadable
from workers.insight.measures_in_order import MEASURES
from workers.insight.open_facts import Opened, open_rows


def stay(claim: str, person: str, begin: str, end: str, status: str, **others: Any) -> Row:
    npi, kind, admitted = others.get("npi", "H1"), others.get("kind", "0111"), others.get("admitted", begin)
    row = bill(
        claim,
        person,
        others.get("submitted", "06-01"),
        kind=kind,
        service=begin,
        through=end,
        charge="1000.00",
        codes="J189",
        edits=others.get("edits", ""),
        others={"billing_npi": npi, "discharge_status": status},
    )
    return row | {"admission_date": bill("", "", admitted)["occurred_at"].date()}


STORY: list[Row] = in_order(
    [
        # 1 to 10: office visits that are right; p1 to p4 have hypertension, p5 influenza.
        *(bill(f"c{n}", f"p{n}", "01-10", service="01-02", codes="I10") for n in range(1, 5)),
        bill("c5", "p5", "01-10", service="01-02", codes="J101"),
        *(bill(f"c{n}", f"p{n}", "01-10", service="01-02", codes="Z0000") for n in range(6, 11)),
        # 11 to 14: rejected on February 1, corrected after 1, 3, 10 and 31 days.
        bill("c11", "p1", "02-01", edits="DX103", charge="200.00"),
        bill("c12", "p2", "02-01", edits="DX103", charge="200.00"),
        bill("c13", "p3", "02-01", edits="LN101", charge="200.00"),
        bill("c14", "p4", "02-01", edits="DX103 LN101", charge="200.00"),
        bill("c11", "p1", "02-02", version=2, service="01-22", charge="200.00", codes="I10"),
        bill("c12", "p2", "02-04", version=2, service="01-22", charge="200.00", codes="E119"),
        bill("c13", "p3", "02-11", version=2, service="01-22", charge="200.00", codes="E119"),
        bill("c14", "p4", "03-04", version=2, service="01-22", charge="200.00", codes="E119"),
        # 15 to 17: not corrected; 17 is too young to be called so.
        bill("c15", "p5", "02-01", source="W", edits="CV102", charge="300.00"),
        bill("c16", "p6", "02-01", source="W", edits="DX103 CV102", charge="400.00"),
        bill("c17", "p7", "06-25", edits="DX103", charge="50.00"),
        # 18: voided.
        bill("c18", "p8", "01-10", codes="C3490"),
        bill("c18", "p8", "02-10", version=2, codes="C3490", others={"frequency_code": "8"}),
        # 19: a replay with newer tables gives another outcome of the same version.
        bill("c19", "p9", "01-10", service="01-02", charge="150.00", codes="I10"),
        bill("c19", "p9", "01-10", service="01-02", charge="150.00", edits="DX102", codes="I10"),
        # 20: the rejected first version arrives after the second.
        bill("c20", "p10", "01-06", version=2, service="01-02", codes="E119"),
        bill("c20", "p10", "01-05", edits="DX103", service="01-02", codes="E11"),
        # 21, 22: p1 is known to another source too.
        bill("c21", "w1", "03-01", source="W", member="p1", codes="I10"),
        bill("c22", "w1", "03-01", source="W", member="p1", kind="telehealth", codes="I10"),
        # 23 to 26: what the first payer decided; 45 and 1 are no denials.
        bill("c23", "p2", "03-01", others={"prior_payers": [prior_payer("M", ("CO", "45", "5.00"))]}),
        bill("c24", "p3", "03-01", others={"prior_payers": [prior_payer("M", ("CO", "50", "5.00"))]}),
        bill(
            "c25", "p4", "03-01",
            others={"prior_payers": [prior_payer("M", ("PR", "1", "5.00"), ("CO", "16", "1.00"))]},
        ),
        bill("c26", "p5", "03-01", others={"prior_payers": [prior_payer("N", ("CO", "50", "5.00"))]}),
        # 27, 28: p1 comes back after 15 days.
        stay("c27", "p1", "03-01", "03-05", "01"),
        stay("c28", "p1", "03-20", "03-22", "01"),
        # 29, 30: two bills of one stay.
        stay("c29", "p2", "03-01", "03-10", "30", kind="0112"),
        stay("c30", "p2", "03-11", "03-15", "01", kind="0114", admitted="03-01"),
        # 31, 32: a transfer.
        stay("c31", "p3", "03-01", "03-03", "02"),
        stay("c32", "p3", "03-03", "03-08", "01", npi="H2"),
        # 33: a death. 34 to 36: back on the 30th day, and not again.
        stay("c33", "p4", "03-01", "03-04", "20"),
        stay("c34", "p5", "03-01", "03-04", "01"),
        stay("c35", "p5", "04-03", "04-05", "01", npi="H2"),
        stay("c36", "p5", "05-10", "05-12", "01"),
        # 37: too young. 38: still a patient. 39: rejected.
        stay("c37", "p6", "06-10", "06-12", "01", submitted="06-20"),
        stay("c38", "p7", "03-01", "03-31", "30", kind="0112"),
        stay("c39", "p8", "03-01", "03-04", "01", edits="DX202"),
        # 40: an emergency visit; the last submission.
        bill("c40", "p9", "06-30", kind="0131", service="06-20", charge="500.00", codes="S52501A")
        | {"lines": [dict.fromkeys(("number", "procedure_code", "code_system", "units", "charge", "service_from",
           "place_of_service")) | {"modifiers": [], "revenue_code": "0450"}]},
        # Besides: a record that is withheld and one that is unreadable.
        unreadable(Place(topic=None, partition=0, offset=0)) | {"kind": "withheld"},
        unreadable(Place(topic=None, partition=0, offset=0)),
    ]
)  # fmt: skip

TOTALS = {
    # Versions: 10 + 8 + 3 + 2 + 1 (the replay is none) + 2 + 2 + 4 + 13 + 1. Rejected: c11 to c17, c20 and c39.
    "rejection_rate": (9, 46),
    # All 40 claims but those nine.
    "first_pass_acceptance": (31, 40),
    # c15, c16, c17, the replayed c19 and c39 of all newest versions but the void.
    "dollars_at_risk": (
        300 + 400 + 50 + 150 + 1000,
        10 * 100 + 4 * 200 + 750 + 150 + 100 + 200 + 400 + 13 * 1000 + 500,
    ),
    "not_checked": (0, 46),
    # Rejected by May 31: c11 to c16 and c20; c39 on June 1 is too young. c14 came after 31 days.
    "never_resent": (3, 7),
    "prior_payer_denials": (3, 4),
    # Stays: p1 twice, p2, p3, p5 three times; p4 died, p6 is too young, p7 still a patient.
    "readmission_30_days": (2, 7),
    # The same and p4 and p6.
    "in_hospital_mortality": (1, 9),
    # Office: 10 on January 2, c19 and c20 being other bills of the same visits; c11 to c14; c21; c23 to c26.
    # Telehealth: 1. Inpatient: 12 bills on as many days and persons. Emergency: 1.
    "use_of_care": (10 + 4 + 1 + 4 + 1 + 12 + 1, 10),
}
GROUPS: dict[str, dict[tuple[Any, ...], tuple[float, float]]] = {
    "rejection_rate": {
        ("DX103",): (6, 46),
        ("LN101",): (2, 46),
        ("CV102",): (2, 46),
        ("DX202",): (1, 46),
        ("E",): (7, 42),
        ("W",): (2, 4),
        ("INSTITUTIONAL",): (1, 14),
        ("2025-02",): (6, 10),
        ("2025-01",): (1, 14),
    },
    "first_pass_acceptance": {("W",): (2, 4), ("2025-02",): (0, 6)},
    "dollars_at_risk": {
        ("DX103", "touched"): (450, 16900),
        ("DX103", "sole_blocker"): (50, 16900),
        ("CV102", "touched"): (700, 16900),
        ("CV102", "sole_blocker"): (300, 16900),
        ("DX102", "sole_blocker"): (150, 16900),
    },
    "clean_within": {(1,): (2, 9), (3,): (3, 9), (7,): (3, 8), (14,): (4, 8), (30,): (4, 7)},
    "never_resent": {("W",): (2, 2), ("E",): (1, 5)},
    "prior_payer_denials": {
        ("M",): (2, 3),
        ("N",): (1, 1),
        ("CO", "50"): (2, 4),
        ("CO", "16"): (1, 4),
        ("M", "CO", "50"): (1, 3),
    },
    "prevalence": {
        (2025, "9"): (5, 10),  # p1 to p4 and p9
        (2025, "4"): (4, 10),
        (2025, "10"): (7, 10),  # p1 to p7: pneumonia in the hospital
        (2025, "I10-I1A"): (5, 10),
        (2025, "E08-E13"): (4, 10),
    },
    # p1 has hypertension on three days; p5 has two stays; the others with pneumonia one.
    "prevalence_confirmed": {(2025, "9"): (1, 10), (2025, "10"): (7, 10), (2025, "I10-I1A"): (1, 10)},
    "use_of_care": {
        (2025, "office"): (19, 10),
        (2025, "inpatient"): (12, 10),
        (2025, "telehealth"): (1, 10),
        (2025, "emergency"): (1, 10),
    },
    "readmission_30_days": {("H1",): (2, 6), ("H2",): (0, 1), ("J09-J18",): (2, 7), (2025,): (2, 7)},
    "in_hospital_mortality": {("H1",): (1, 8), ("H2",): (0, 1), (2025,): (1, 9)},
}


@pytest.fixture(scope="module")
def story() -> Opened:
    """The story, open for reports."""
    return open_rows(STORY)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_the_numbers_computed_by_hand(
    name: str, story: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total and the groups listed above, with small cells shown for once."""
    monkeypatch.setattr(small_cells, "LEAST_PERSONS", 0)
    cells = answers.answer_measure(story.database, MEASURES[name])
    found = {tuple(cell.group.values()): (cell.numerator, cell.denominator) for cell in cells}
    assert found.get(()) == TOTALS.get(name)
    expected = GROUPS.get(name, {})
    assert {group: found.get(group) for group in expected} == expected


def test_the_story_has_40_encounters_of_10_persons(story: Opened) -> None:
    """p1 has two numbers in two sources and is one person; the voided claim is no care."""
    assert (story.facts, story.withheld, story.unreadable) == (len(STORY) - 2, 1, 1)
    assert story.database.execute("SELECT count(DISTINCT claim) FROM latest").fetchall() == [(40,)]
    assert story.database.execute("SELECT count(DISTINCT person), count(*) FROM care").fetchall() == [(10, 35)]
    assert (story.first, story.last) == ("2025-01-05", "2025-06-30")


def test_a_chain_of_memberships_is_one_person() -> None:
    """Each source knows the person by another number, and two sources in a row by one membership."""
    chain = [
        bill(f"c{link}-{side}", f"p{link + side}", "03-01", source=f"S{link + side}", member=f"m{link}")
        for link in range(30)
        for side in (0, 1)
    ]
    opened = open_rows(in_order([*chain, bill("c", "q", "03-01", member="other")]))
    assert opened.database.execute("SELECT count(DISTINCT person) FROM care").fetchall() == [(2,)]


def test_with_40_encounters_nothing_is_shown(story: Opened) -> None:
    """10 persons are fewer than 11: every cell is hidden, and none has a number."""
    for measure in MEASURES.values():
        for cell in answers.answer_measure(story.database, measure):
            assert cell.suppressed
            assert (cell.numerator, cell.denominator, cell.value, cell.low, cell.high) == (None,) * 5
