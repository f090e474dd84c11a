"""DuckDB's numbers are those of a plain computation in Python, on random stores."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.insight.rows import bill, in_order, prior_payer
from workers.insight import count_groups, small_cells
from workers.insight.answer_measure import answer_measure
from workers.insight.facts import Row
from workers.insight.load_conditions import tabular_list
from workers.insight.measures_in_order import MEASURES
from workers.insight.open_facts import open_rows

Answer = dict[tuple[tuple[str, Any], ...], tuple[float, float]]
"""Numerator and denominator by group."""

CODES = ("I10", "E119", "J189", "J101", "Z0000", "S52501A", "C3490", "X")


def random_store(seed: int) -> list[Row]:
    """Bills of a few persons with corrections, replays, voids, second sources and stays, in random order of arrival."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for number in range(chance.randint(0, 120)):
        person = f"p{chance.randint(1, 12)}" if chance.random() < 0.95 else ""
        source = chance.choice("EEW")
        kind = chance.choice(("office", "office", "telehealth", "0111", "0111", "0112", "0131"))
        begin = dt.date(2024, 11, 1) + dt.timedelta(chance.randrange(100))
        end = begin + dt.timedelta(chance.choice((0, 1, 3, 7)) if kind.startswith("011") else 0)
        for version in range(1, chance.choice((2, 2, 3, 4))):
            submitted = end + dt.timedelta(chance.randint(0, 10) + 12 * version)
            edits = " ".join(chance.sample(("DX103", "LN101", "CV102"), chance.choice((0, 0, 1, 2))))
            denials = [("CO", chance.choice(("45", "16", "50")), "5.00") for _ in range(chance.randint(0, 2))]
            row = bill(
                f"c{number}",
                person,
                submitted.isoformat(),
                version=version,
                edits=edits,
                source=source,
                member=chance.choice((None, None, "", "shared")),
                kind=kind,
                service=begin.isoformat(),
                through=end.isoformat(),
                charge=f"{chance.randint(0, 500)}.00",
                codes=" ".join(chance.sample(CODES, chance.randint(0, 3))),
                others={
                    "billing_npi": chance.choice(("H1", "H2", None)),
                    "discharge_status": chance.choice(("01", "01", "02", "20", "30", None)),
                    "admission_date": chance.choice((None, begin)),
                    "frequency_code": "8" if chance.random() < 0.05 else "1",
                    "purpose": chance.choice(("CHARGEABLE", "CHARGEABLE", "REPORTING")),
                    "prior_payers": [prior_payer(chance.choice("MN"), *denials)] if chance.random() < 0.2 else [],
                    "not_checked": [{"edit": "HC102", "table": chance.choice(("cpt", None)), "reason": "NOT_LOADED"}]
                    * chance.randint(0, 2),
                },
            )
            rows += [row, row | {"outcome": "READY", "findings": []}] if chance.random() < 0.05 else [row]
    chance.shuffle(rows)
    return in_order(rows)


class Plain:
    """The views and the measures as loops over rows."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.end = max((row["occurred_at"] for row in rows), default=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
        by_version: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            by_version[row["claim_id"], row["claim_version"]].append(row)
        self.decided = [each[0] for each in by_version.values()]
        by_claim: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_claim[row["claim_id"]].append(row)
        self.by_claim = by_claim
        self.latest = [max(each, key=lambda row: (row["claim_version"], row["offset"])) for each in by_claim.values()]
        ready = [[row for row in each if row["outcome"] == "READY"] for each in by_claim.values()]
        newest = [max(each, key=lambda row: (row["claim_version"], row["offset"])) for each in ready if each]
        self.care = [row for row in newest if not self.is_void(row)]
        self.persons = self.link()

    @staticmethod
    def is_void(row: Row) -> bool:
        return row["frequency_code"] == "8" or (row["type_of_bill"] or "").endswith("8")

    def link(self) -> dict[tuple[Any, Any], Any]:
        """The person of each pair of keys, by joining sets."""
        patients: dict[tuple[str, Any], set[Any]] = defaultdict(set)
        for row in self.rows:
            if row["person_key"] and row["member_key"]:
                patients[row["source_system"], row["member_key"]].add(row["person_key"])
        shared = {member for (_, member), keys in patients.items() if len(keys) > 1}
        groups: list[set[Any]] = []
        pairs = {(row["person_key"], row["member_key"]) for row in self.rows}
        for patient, member in pairs:
            names: set[Any] = {("pair", patient, member)}
            names |= {("patient", patient)} if patient else set()
            names |= {("member", member)} if member and member not in shared else set()
            joined = [group for group in groups if group & names]
            groups = [group for group in groups if not group & names] + [names.union(*joined)]
        return {pair: index for pair in pairs for index, group in enumerate(groups) if ("pair", *pair) in group}

    def person(self, row: Row) -> Any:
        return self.persons[row["person_key"], row["member_key"]]

    def answer(
        self, units: Iterable[Row], hit: Callable[[Row], bool], weight: str | None = None
    ) -> tuple[float, float]:
        held = list(units)
        weights = [1.0 if weight is None else float(row[weight]) for row in held]
        return sum(each for row, each in zip(held, weights, strict=True) if hit(row)), sum(weights)

    def first(self) -> list[Row]:
        return [
            min((r for r in self.decided if r["claim_id"] == claim), key=lambda r: r["claim_version"])
            for claim in self.by_claim
        ]

    def stays(self) -> list[dict[str, Any]]:
        acute = [row for row in self.care if (row["type_of_bill"] or "")[1:3] == "11"]

        def begin(row: Row) -> dt.date:
            found: dt.date = row["admission_date"] or row["service_from"]
            return found

        acute.sort(key=lambda row: (begin(row), row["service_from"], row["service_through"], row["offset"]))
        found: list[dict[str, Any]] = []
        last: dict[Any, tuple[Row, dict[str, Any]]] = {}
        for row in acute:
            person = self.person(row)
            before, stay = last.get(person, (None, None))
            same = before is not None and before["billing_npi"] == row["billing_npi"]
            joins = before is not None and (
                (same and begin(before) == begin(row))
                or (same and before["service_through"] == row["service_from"])
                or (
                    before["discharge_status"] in ("02", "05", "66")
                    and 0 <= (row["service_from"] - before["service_through"]).days <= 1
                )
            )
            if not joins or stay is None:
                stay = {"person": person, "bills": []}
                found.append(stay)
            stay["bills"].append(row)
            last[person] = (row, stay)
        for stay in found:
            bills = stay["bills"]
            stay["begins"] = min(map(begin, bills))
            stay["ends"] = max(row["service_through"] for row in bills)
            named = [row for row in bills if row["discharge_status"] is not None]
            closing = max(named, key=lambda row: (row["service_through"], row["offset"]), default=None)
            stay["status"] = closing and closing["discharge_status"]
            stay["number"] = min(row["offset"] for row in bills)
        return found

    def totals(self) -> dict[str, tuple[float, float]]:
        thirty = dt.timedelta(30)
        rejected = [row for row in self.decided if row["outcome"] == "REJECTED"]
        of_claim: dict[str, Row] = {}
        for row in sorted(rejected, key=lambda row: row["claim_version"]):
            of_claim.setdefault(row["claim_id"], row)
        mature = [row for row in of_claim.values() if row["occurred_at"] + thirty <= self.end]

        def resent(row: Row) -> bool:
            return any(
                other["claim_version"] > row["claim_version"] and other["occurred_at"] <= row["occurred_at"] + thirty
                for other in self.decided
                if other["claim_id"] == row["claim_id"]
            )

        denied = [
            any(
                (one["group"], one["reason"]) not in (("CO", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3"))
                for one in payer["adjustments"]
            )
            for row in self.latest
            for payer in row["prior_payers"]
        ]
        stays = self.stays()
        live = [
            stay
            for stay in stays
            if stay["status"] not in ("20", "30", "40", "41", "42") and stay["ends"] + thirty <= self.end.date()
        ]

        def back(stay: dict[str, Any]) -> bool:
            return any(
                other["person"] == stay["person"]
                and other is not stay
                and stay["ends"] <= other["begins"] <= stay["ends"] + thirty
                and (other["begins"] > stay["begins"] or other["number"] > stay["number"])
                for other in stays
            )

        ended = [stay for stay in stays if stay["status"] != "30"]
        chargeable = [
            row
            for row in self.latest
            if row["purpose"] == "CHARGEABLE" and not self.is_void(row) and row["total_charge"] > 0
        ]
        return {
            "rejection_rate": (len(rejected), len(self.decided)),
            "first_pass_acceptance": self.answer(self.first(), lambda row: row["outcome"] == "READY"),
            "dollars_at_risk": self.answer(chargeable, lambda row: row["outcome"] == "REJECTED", "total_charge"),
            "not_checked": self.answer(self.decided, lambda row: bool(row["not_checked"])),
            "never_resent": self.answer(mature, lambda row: not resent(row)),
            "prior_payer_denials": (sum(denied), len(denied)),
            "readmission_30_days": (sum(map(back, live)), len(live)),
            "in_hospital_mortality": (
                sum(stay["status"] in ("20", "40", "41", "42") for stay in ended),
                len(ended),
            ),
            "use_of_care": (
                len(
                    {
                        (
                            self.person(row),
                            row["service_from"],
                            row["claim_form"],
                            row["place_of_service"],
                            row["type_of_bill"] and row["type_of_bill"][1:3],
                        )
                        for row in self.care
                    }
                ),
                len({(self.person(row), row["service_from"].year) for row in self.care}),
            ),
        }

    def prevalence(self) -> Answer:
        cared: dict[int, set[Any]] = defaultdict(set)
        coded: dict[tuple[int, str, str], set[Any]] = defaultdict(set)
        table = tabular_list()
        for row in self.care:
            cared[row["service_from"].year].add(self.person(row))
            for one in row["diagnoses"]:
                for key, code in (("chapter", table.chapter(one["code"])), ("block", table.block(one["code"]))):
                    if code is not None:
                        coded[row["service_from"].year, key, code].add(self.person(row))
        return {
            (("year", year), (key, code)): (len(persons), len(cared[year]))
            for (year, key, code), persons in coded.items()
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_the_query_and_the_loop_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals of every measure, and prevalence by group, are the same."""
    monkeypatch.setattr(small_cells, "LEAST_PERSONS", 0)
    rows = random_store(seed)
    plain = Plain(rows)
    database = open_rows(rows).database
    answers = {name: answer_measure(database, measure) for name, measure in MEASURES.items()}
    found = {
        name: (cell.numerator, cell.denominator) for name, cells in answers.items() for cell in cells if not cell.group
    }
    if rows:
        assert found == {name: numbers for name, numbers in plain.totals().items() if numbers[1]}
    else:
        assert found == {}
    prevalence = {tuple(cell.group.items()): (cell.numerator, cell.denominator) for cell in answers["prevalence"]}
    assert prevalence == plain.prevalence()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 105))
def test_a_sample_of_persons_hides_the_same_cells(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a sample has enough persons in every group, counting them all shows and hides the same."""
    monkeypatch.setattr(small_cells, "LEAST_PERSONS", 2)
    database = open_rows(random_store(seed)).database
    answers = {}
    for sample, least in ((2, 2), (1, 2), (2, 1_000_000)):
        monkeypatch.setattr(count_groups, "_SAMPLE", sample)
        monkeypatch.setattr(count_groups, "LEAST_PERSONS", least)
        answers[sample, least] = {name: answer_measure(database, measure) for name, measure in MEASURES.items()}
    assert answers[2, 2] == answers[1, 2] == answers[2, 1_000_000]
    assert any(cell.suppressed for cells in answers[2, 2].values() for cell in cells)
    assert any(not cell.suppressed for cells in answers[2, 2].values() for cell in cells)
