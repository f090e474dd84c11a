"""Encounters that are right are never rejected: wrong rejections cost more than misses."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from rules.profile import Profile
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables
from rules.tables.table import TableState
from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from tests.corpus.corpus import corpus, large_corpus
from tests.corpus.hospital_claims import HOSPITAL_CLAIMS
from tests.corpus.write_encounter import encounter
from tests.edits.knowing_tables import tables_that_know
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter, Ready, Rejected
from workers.pipeline.process_encounter import check_encounter

TELLING_WARNINGS = frozenset(["BN101", "CV105", "CV107", "DX301", "DX304", "EV113", "PV107", "TF101", "TF103", "TF106"])
"""What a payer would be right to ask about in some of them: a side, an accident, the number of a case, a transfer."""

BILLS_IN_USE = "11 12 13 14 18 21 22 23 28 32 34 41 43 65 66 71 72 74 75 76 77 78 79 81 82 83 84 85 86 87 89"
"""Types of bill that have not been closed (33 in 2013, 73 in 2010), by their first two digits."""


@cache
def events() -> tuple[tuple[str, EncounterEvent], ...]:
    """The corpus as it is read."""
    return tuple((name, read_encounter(form)) for name, form in corpus())


def findings(severity: str, *, profile: Profile | None = None, knowing: bool = False) -> list[str]:
    """Encounter, edit and field of every finding of a severity; under a profile, those billed to Medicare alone."""
    rulebook = replace(shipped_rulebook(), only_profile=profile)
    found = []
    for name, event in events():
        if profile is not None and not _is_medicare(event):
            continue
        tables = _knowing(event, rulebook.tables) if knowing else rulebook.tables
        outcome = check_encounter(event, replace(rulebook, tables=tables))
        assert not isinstance(outcome, DeadLetter)
        said = outcome.rejection.findings if isinstance(outcome, Rejected) else outcome.claim.findings
        found += [f"{one.edit} {one.field}: {name}" for one in said if one.severity == severity]
    return found


def _is_medicare(event: EncounterEvent) -> bool:
    return event.coverages[event.billed_coverage].filing_indicator in ("MA", "MB")


def _knowing(event: EncounterEvent, tables: Tables) -> Tables:
    return tables.with_tables(*tables_that_know(repair_event(event, {}).event))


def _strict() -> Profile:
    return shipped_rulebook().profiles.by_name["strict"]


def test_varied() -> None:
    """The corpus has at least 700 encounters of both forms, many payers, bills and codes, and all years since 2016."""
    read = [event for _, event in events()]
    assert len(read) >= 700
    assert {event.service_from.year for event in read} == set(range(2016, 2028))
    assert len({event.event_id for event in read}) == len(read)
    assert {event.claim_form for event in read} == {"PROFESSIONAL", "INSTITUTIONAL"}
    payers = {event.coverages[event.billed_coverage].filing_indicator for event in read}
    assert payers >= {"MA", "MB", "MC", "CI", "BL", "HM", "16", "12", "CH", "OF", "VA", "WC", "AM"}
    bills = {event.institutional.type_of_bill for event in read if event.institutional is not None}
    assert {bill.lstrip("0")[:2] for bill in bills} >= set(BILLS_IN_USE.split())
    assert {event.frequency_code for event in read} >= set("01234578A9B")
    assert len({dx.code.replace(".", "") for event in read for dx in event.diagnoses}) >= 300
    assert len({line.procedure_code for event in read for line in event.service_lines}) >= 150
    assert sum(_is_medicare(event) for event in read) >= 100


def test_same_every_time() -> None:
    """An encounter is the same whenever it is made."""

    def made() -> list[dict[str, Any]]:
        return [encounter(scenario, "CI", 7) for scenario in HOSPITAL_CLAIMS]

    assert made() == made()


def test_no_rejection_by_its_payer() -> None:
    """Of more than two thousand encounters none is rejected under the profile of its payer."""
    made = large_corpus()
    assert len(made) >= 2000
    outcomes = ((name, check_encounter(read_encounter(form), shipped_rulebook())) for name, form in made)
    assert [name for name, outcome in outcomes if not isinstance(outcome, Ready)] == []


def test_no_rejection_of_medicare_under_strict() -> None:
    """No encounter billed to Medicare is rejected under `strict`."""
    assert findings("REJECT", profile=_strict()) == []


@pytest.mark.slow
def test_no_rejection_with_every_table() -> None:
    """No encounter is rejected where tables of every kind are loaded and know its codes."""
    assert findings("REJECT", knowing=True) == []
    assert findings("REJECT", knowing=True, profile=_strict()) == []


@pytest.mark.slow
def test_nothing_unchecked_with_every_table() -> None:
    """With tables of every kind every edit can look, and every code is verified, up to the last ICD release."""
    rulebook = shipped_rulebook()
    for name, event in events():
        if rulebook.tables.state("icd10cm", event.service_through) is TableState.DATE_NOT_COVERED:
            continue
        outcome = check_encounter(event, replace(rulebook, tables=_knowing(event, rulebook.tables)))
        assert isinstance(outcome, Ready)
        assert outcome.claim.not_checked == (), name
        claim = outcome.claim
        verified = [one.verified for one in claim.diagnoses]
        verified += [one.verified for one in claim.procedures]
        verified += [line.verified for line in claim.service_lines if line.code_system is not None]
        assert all(verified), name


@pytest.mark.slow
def test_few_warnings() -> None:
    """Warnings are rare on clean claims and are those that a payer would be right to ask about."""
    found = findings("WARN", knowing=True)
    assert {one.split()[0] for one in found} <= TELLING_WARNINGS
    assert len({one.partition(": ")[2] for one in found}) <= len(events()) // 8
