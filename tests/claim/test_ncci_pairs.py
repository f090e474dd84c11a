"""NCCI pairs are found once per claim, by their worst verdict, and are few however many lines a sender writes."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest

from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts, NcciPair
from rules.claim.form_limits import MOST_LINES
from rules.claim.ncci_pairs import MOST_NAMED
from rules.edits.ncci._ncci_pairs import by_second_line, partners_named
from rules.repairs.repair_event import repair_event
from rules.tables.loaders.load_table import load_table
from rules.tables.store import Tables
from rules.tables.table_folder import open_tables
from schemas.encounter import ServiceLine
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.budget.counting import Meter, traced
from tests.golden.judge_samples import shipped_rulebook

FIRSTS: Final = tuple(f"{number:05}" for number in range(30000, 30040))
SECONDS: Final = tuple(f"{number:05}" for number in range(40000, 40040))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Every first code has every second code below it; those with the first of the first codes are never paid."""
    folder = tmp_path_factory.mktemp("pairs")
    files = []
    for name in ("ccipra-v322r0-f1.txt", "ccioph-v322r0-f1.txt"):
        rows = [f"{one}\t{two}\t \t20100101\t*\t{int(one != FIRSTS[0])}\tInvented" for one in FIRSTS for two in SECONDS]
        heading = ["An invented notice", "Invented pairs", "Column 1\tColumn 2\t\tEffective\tDeletion\tModifier"]
        files.append(folder / name)
        files[-1].write_text("\r\n".join((*heading, *rows, "")), encoding="latin-1")
    load_table(
        "ncci_ptp",
        files,
        folder=folder / "tables",
        in_force_from=dt.date(2026, 7, 1),
        in_force_through=dt.date(2026, 12, 31),
        allow_incomplete=True,
    )
    return open_tables(folder / "tables")


def _claim(tables: Tables, *lines: tuple[str, tuple[str, ...]], base: str = "office-visit") -> ClaimFacts:
    """A claim whose lines have these codes and modifiers."""
    event = read_encounter(parse_json(sample_text(base)))
    made = [replace(event.service_lines[0], line_number=0, procedure_code=code, modifiers=said) for code, said in lines]
    return build_claim(
        repair_event(replace(event, service_lines=tuple(made)), {}),
        tables=tables,
        profile=shipped_rulebook().profiles.by_name["medicare"],
        as_of=dt.date(2026, 11, 5),
        waivable=frozenset(),
    )


def _told(pairs: tuple[NcciPair, ...]) -> list[tuple[int, int, str]]:
    return [(pair.first.index, pair.second.index, pair.verdict) for pair in pairs]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((), (), "unmodified"),
        (("59",), (), "passed"),
        ((), ("XS",), "passed"),
        (("LT",), ("LT",), "same-place"),
        (("LT",), ("RT",), "passed"),
        (("59",), ("59",), "passed"),
        (("76",), ("76",), "unmodified"),
    ],
)
def test_verdicts(tables: Tables, first: tuple[str, ...], second: tuple[str, ...], verdict: str) -> None:
    """The modifiers of both lines decide; those that NCCI does not look at decide nothing."""
    claim = _claim(tables, (FIRSTS[1], first), (SECONDS[0], second))
    assert _told(claim.ncci_pairs) == [(0, 1, verdict)]
    never = _claim(tables, (FIRSTS[0], first), (SECONDS[0], second))
    assert _told(never.ncci_pairs) == [(0, 1, "never")]


def test_the_worst_of_several_lines(tables: Tables) -> None:
    """Of several lines with a column-1 code, the first with the worst verdict is paired, and only it."""
    code = FIRSTS[1]
    claim = _claim(tables, (code, ("59",)), (code, ()), (code, ()), (SECONDS[0], ()))
    assert _told(claim.ncci_pairs) == [(1, 3, "unmodified")]
    claim = _claim(tables, (code, ("59",)), (code, ("RT",)), (SECONDS[0], ("RT",)))
    assert _told(claim.ncci_pairs) == [(1, 2, "same-place")]


def test_a_message_names_a_few(tables: Tables) -> None:
    """Of more column-1 codes than ten a message names ten, in the order of their lines."""
    claim = _claim(tables, *((code, ()) for code in FIRSTS[1:]), (SECONDS[0], ()))
    (pairs,) = by_second_line(claim.ncci_pairs, "unmodified").values()
    assert len(pairs) == MOST_NAMED + 1
    assert partners_named(pairs).startswith(f"{FIRSTS[1]} (line 1), ")
    assert partners_named(pairs).endswith(f"{FIRSTS[MOST_NAMED]} (line 10), …")
    assert partners_named(pairs[:MOST_NAMED]).endswith(f"{FIRSTS[MOST_NAMED]} (line 10)")


def test_never_is_found_behind_others(tables: Tables) -> None:
    """A code that is never paid together is found behind any number of others."""
    claim = _claim(tables, *((code, ()) for code in FIRSTS[:0:-1]), (FIRSTS[0], ()), (SECONDS[0], ()))
    assert [pair.first.code for pair in claim.ncci_pairs if pair.verdict == "never"] == [FIRSTS[0]]


def _dense(lines: int) -> list[ServiceLine]:
    event = read_encounter(parse_json(sample_text("hospital-outpatient-visit")))
    codes = [code for pair in zip(FIRSTS, SECONDS, strict=True) for code in pair]
    return [replace(event.service_lines[0], procedure_code=codes[number % len(codes)]) for number in range(lines)]


def test_lines_beyond_the_form(tables: Tables) -> None:
    """However many lines there are, pairs are few, and those of lines beyond the form's limit are not looked for."""
    event = read_encounter(parse_json(sample_text("hospital-outpatient-visit")))
    costs, pairs = [], []
    for count in (MOST_LINES, MOST_LINES * 4):
        repaired = repair_event(replace(event, service_lines=tuple(_dense(count))), {})
        settings: dict[str, Any] = {
            "tables": tables,
            "profile": shipped_rulebook().profiles.by_name["medicare"],
            "as_of": dt.date(2026, 11, 5),
            "waivable": frozenset(),
        }
        meter = Meter()
        claim = traced(partial(build_claim, repaired, **settings), meter)
        costs.append(meter.counts.total())
        pairs.append(claim.ncci_pairs)
    assert costs[1] < costs[0] * 4
    assert len(pairs[0]) == len(pairs[1]) <= MOST_LINES * (MOST_NAMED + 1) * 2
