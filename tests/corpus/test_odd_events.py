"""No edit raises, whatever is sent; findings stand in order and never hold what identifies a person."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

import pytest

from rules.catalog import load_catalogue
from rules.repairs.repair_event import repair_event
from schemas.encounter import EncounterEvent
from schemas.finding import Finding
from schemas.path_order import path_order
from schemas.samples import sample_form, sample_names
from tests.corpus.corpus import corpus
from tests.corpus.odd_events import ODD_VALUES, odd_events
from tests.edits.knowing_tables import tables_that_know
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter, Rejected
from workers.pipeline.process_encounter import check_encounter

COUNT: Final = 3000
SEED: Final = 20261102


@cache
def judged() -> tuple[tuple[EncounterEvent, tuple[Finding, ...]], ...]:
    """Odd events with what is found in them, every edit forced on and every other time with tables of every kind."""
    rulebook = shipped_rulebook()  # its engine does not keep going: an edit that raises ends the test
    strict = rulebook.profiles.by_name["strict"]
    rulebook = replace(rulebook, only_profile=replace(strict, severity=dict.fromkeys(load_catalogue(), "REJECT")))
    forms = [*(form for _, form in corpus()), *(sample_form(name) for name in sample_names())]
    made = []
    for number, event in enumerate(odd_events(forms, COUNT, SEED)):
        tables = rulebook.tables
        if number % 2:
            tables = tables.with_tables(*tables_that_know(repair_event(event, {}).event))
        outcome = check_encounter(event, replace(rulebook, tables=tables))
        assert not isinstance(outcome, DeadLetter)
        said = outcome.rejection if isinstance(outcome, Rejected) else outcome.claim
        assert not any(entry.reason == "EDIT_FAILED" for entry in said.not_checked)
        made.append((event, said.findings))
    return tuple(made)


@pytest.mark.slow
def test_no_edit_raises() -> None:
    """Thousands of odd events are judged to the end, and most edits find something in one of them."""
    found = {finding.edit for _, findings in judged() for finding in findings}
    assert len(found) >= 120


@pytest.mark.slow
def test_order() -> None:
    """Findings stand in the order of the catalogue, then in that of their paths."""
    order = list(load_catalogue())
    for _, findings in judged():
        keys = [(order.index(one.edit), path_order(one.field)) for one in findings]
        assert keys == sorted(keys)


@pytest.mark.slow
def test_no_finding_twice() -> None:
    """An edit says the same of a field only once."""
    for _, findings in judged():
        said = [(one.edit, one.field, one.message) for one in findings if one.edit != "TX110"]
        assert len(said) == len(set(said))


@pytest.mark.slow
def test_no_personal_data() -> None:
    """No message or suggestion holds a name, a number of a person, a street, a telephone or a free text."""
    for event, findings in judged():
        texts = " ".join(f"{one.message} {one.suggestion or ''}" for one in findings)
        assert not [text for text in _personal(event) if text in texts]


def _personal(event: EncounterEvent) -> Iterator[str]:
    """What identifies a person and is long enough not to stand in a sentence by chance."""
    patient = event.patient
    texts = [patient.first_name, patient.last_name, patient.phone, event.claim_note, event.patient_control_number]
    texts += [event.payer_claim_control_number, event.encounter_id]
    texts += [coverage.member_id for coverage in event.coverages]
    for address in (patient.address, event.billing_provider.address):
        texts += [] if address is None else [address.line1, address.line2, address.postal_code]
    for provider in (event.billing_provider, event.rendering_provider, event.attending_provider):
        texts += [] if provider is None else [provider.last_name, provider.tax_id, provider.phone]
        # The NPI of an organization identifies no person, and messages name it.
        texts += [] if provider is None or provider.entity_type == "ORGANIZATION" else [provider.npi]
    known = (text for text in texts if text is not None and text not in ODD_VALUES)
    yield from (text for text in known if len(text) > 5 and text.strip())
