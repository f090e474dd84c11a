"""Any bytes give exactly one outcome, and the same bytes give the same outcome."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.engine.engine import Engine
from rules.engine.hits import EditFailed
from schemas.claim import ClaimReady
from schemas.codec import (
    decode_outcome,
    encode_encounter,
    ready_encoder,
    rejected_encoder,
)
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.samples import sample_names, sample_text
from schemas.schema_source import EmbeddedSchemas, RegistryUnavailable
from schemas.writer import WriterSchema
from tests.golden.judge_samples import shipped_rulebook
from tests.schemas.encounters import ENCOUNTERS
from workers.pipeline import decode_event
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected
from workers.pipeline.process_encounter import Arrival, process_encounter, process_encounters

READY, REJECTED = ready_encoder(), rejected_encoder()


def _bytes_of(outcome: Outcome) -> bytes:
    match outcome:
        case Ready():
            return READY.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
        case Rejected():
            return REJECTED.encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)
        case DeadLetter():
            return repr((outcome.reason, outcome.field)).encode()


def _sample(name: str) -> EncounterEvent:
    return read_encounter(parse_json(sample_text(name)))


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda body: b"\0\0\0\0\x01" + body) | st.none())
@settings(max_examples=200)
def test_any_bytes_give_one_outcome(body: bytes | None) -> None:
    """Any bytes give one outcome and no exception."""
    assert isinstance(process_encounter(body, shipped_rulebook()), (Ready, Rejected, DeadLetter))


@given(ENCOUNTERS)
@settings(max_examples=40)
def test_any_event_gives_one_outcome_twice_the_same(event: EncounterEvent) -> None:
    """Any event gives a claim or a rejection, no edit fails, and a second run gives the same bytes."""
    frame = encode_encounter(event)
    first = process_encounter(frame, shipped_rulebook())
    assert isinstance(first, (Ready, Rejected))
    assert not first.tally.failed_edits
    assert _bytes_of(first) == _bytes_of(process_encounter(frame, shipped_rulebook()))


@given(ENCOUNTERS)
@settings(max_examples=30)
def test_an_outcome_contains_the_event_as_sent(event: EncounterEvent) -> None:
    """The encounter in an outcome without repairs is the event as sent, byte for byte or re-encoded."""
    outcome = process_encounter(encode_encounter(event), shipped_rulebook())
    assert isinstance(outcome, (Ready, Rejected))
    record = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
    _, plain = decode_outcome(_bytes_of(outcome))
    nested = value_reader(EncounterEvent)(plain["encounter"])
    assert nested == record.encounter
    anew = (
        READY.encode(record, record.encounter)
        if isinstance(record, ClaimReady)
        else REJECTED.encode(record, record.encounter)
    )
    assert anew == _bytes_of(outcome)


@pytest.mark.parametrize("name", sample_names())
def test_outcomes_survive_the_wire(name: str) -> None:
    """The outcome of every sample is the same after encoding and decoding."""
    outcome = process_encounter(encode_encounter(_sample(name)), shipped_rulebook())
    assert isinstance(outcome, (Ready, Rejected))
    record = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
    kind, plain = decode_outcome(_bytes_of(outcome))
    cls = {"ClaimReady": ClaimReady, "ClaimRejected": ClaimRejected}[kind]
    assert value_reader(cls)(plain) == record


def test_provenance_has_the_arrival() -> None:
    """The provenance has the data of the arrival, which changes nothing else in the outcome."""
    frame = encode_encounter(_sample("office-visit"))
    arrival = Arrival(
        topic="encounters.v1",
        partition=3,
        offset=77,
        processed_at=dt.datetime(2026, 11, 5, tzinfo=dt.UTC),
        worker_version="1",
    )
    arrived = process_encounter(frame, shipped_rulebook(), arrival)
    plain = process_encounter(frame, shipped_rulebook())
    assert isinstance(arrived, Ready)
    assert isinstance(plain, Ready)
    provenance = arrived.claim.provenance
    assert (provenance.topic, provenance.partition, provenance.offset) == ("encounters.v1", 3, 77)
    assert plain.claim.provenance.topic is None
    bare = replace(provenance, topic=None, partition=None, offset=None, processed_at=None, worker_version=None)
    assert replace(arrived.claim, provenance=bare) == plain.claim


def test_timely_filing_uses_the_submission_date() -> None:
    """Timely filing is checked against occurred_at or the given date, never against the clock."""
    frame = encode_encounter(_sample("rejected-filed-too-late"))
    assert isinstance(process_encounter(frame, shipped_rulebook()), Rejected)
    assert isinstance(process_encounter(frame, shipped_rulebook(), as_of=dt.date(2025, 10, 23)), Ready)


def test_no_personal_data_in_findings() -> None:
    """No finding of any sample repeats a name, a personal identifier or free text."""
    for name in sample_names():
        event = _sample(name)
        outcome = process_encounter(encode_encounter(event), shipped_rulebook())
        assert isinstance(outcome, (Ready, Rejected))
        findings = (outcome.claim if isinstance(outcome, Ready) else outcome.rejection).findings
        said = " ".join(f"{finding.message} {finding.suggestion} {finding.field}" for finding in findings)
        private = [event.patient.last_name, event.patient.first_name, event.encounter_id, event.claim_note]
        private += [coverage.member_id for coverage in event.coverages]
        private += [event.patient.address.line1 if event.patient.address else None, event.patient_control_number]
        private += [event.billing_provider.tax_id, event.payer_claim_control_number]
        providers = (
            event.billing_provider,
            event.rendering_provider,
            event.attending_provider,
            event.referring_provider,
        )
        private += [each.npi for each in providers if each is not None and each.entity_type == "PERSON"]
        for text in private:
            assert not text or len(text.strip()) < 4 or text.strip() not in said, name


class _SchemasButOne(EmbeddedSchemas):
    """A registry that does not answer for one schema id."""

    def writer(self, schema_id: int) -> WriterSchema:
        if schema_id == 77:
            raise RegistryUnavailable("no answer")
        return super().writer(schema_id)


def test_a_batch_gives_each_event_its_own_outcome() -> None:
    """Each event of a batch has the outcome that it has alone, also beside unreadable ones and ones that fail."""
    catalogue = load_catalogue()

    def check(claim: ClaimFacts) -> None:
        if claim.encounter.encounter_version == 9:
            raise RuntimeError

    edits = {**catalogue, "LN101": replace(catalogue["LN101"], check=check)}
    book = replace(shipped_rulebook(), engine=Engine(edits, keep_going=False), schemas=_SchemasButOne())
    frames = [encode_encounter(_sample(name)) for name in sample_names()]
    frames[3:3] = [b"junk", b"\0\0\0\0\x4d", encode_encounter(replace(_sample("office-visit"), encounter_version=9))]
    arrived = [(frame, Arrival(topic="in", partition=0, offset=place)) for place, frame in enumerate(frames)]
    told: list[str] = []
    together = process_encounters(arrived, book, mark=told.append)
    assert told == ["decode", "repair", "enrich", "edit", "build"]
    assert [type(one) for one in together[3:6]] == [DeadLetter, RegistryUnavailable, EditFailed]
    with pytest.raises(RegistryUnavailable):
        process_encounter(frames[4], book)
    with pytest.raises(EditFailed):
        process_encounter(frames[5], book)
    assert all(
        one == process_encounter(frame, book, arrival)
        for one, (frame, arrival) in zip(together, arrived, strict=True)
        if not isinstance(one, Exception)
    )


def test_stages_are_marked_in_order() -> None:
    """Every stage is marked once, in order."""
    told: list[str] = []
    process_encounter(encode_encounter(_sample("office-visit")), shipped_rulebook(), mark=told.append)
    assert told == ["decode", "repair", "enrich", "edit", "build"]


def test_waiver_reasons_are_dropped() -> None:
    """The encounter in an outcome has no waiver reasons; nothing else changes."""
    event = _sample("waiver-not-honoured")
    outcome = process_encounter(encode_encounter(event), shipped_rulebook())
    assert isinstance(outcome, Ready)
    assert [waiver.edit for waiver in outcome.claim.encounter.waived_edits] == ["DX108"]
    assert all(waiver.reason is None for waiver in outcome.claim.encounter.waived_edits)
    assert "reviewed by coding lead" not in str(to_json(outcome.claim))
    assert b"reviewed by coding lead" not in _bytes_of(outcome)


def test_every_edit_in_the_catalog_is_in_the_engine() -> None:
    """The worker's engine runs the whole catalog."""
    assert load_catalogue()
    assert shipped_rulebook().engine.waivable == {code for code, edit in load_catalogue().items() if edit.waivable}


@pytest.mark.interpreted
@pytest.mark.parametrize("raised", [RecursionError, OverflowError, SystemError, UnicodeDecodeError, KeyError])
def test_a_value_that_breaks_the_decoder_is_a_dead_letter(
    raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No matter what the decoder raises, the record is a dead letter and does not block its partition."""

    def break_down(*_: object) -> None:
        raise raised("utf-8", b"x", 0, 1, "bad") if raised is UnicodeDecodeError else raised

    monkeypatch.setattr(decode_event, "decode_encounter", break_down)
    frame = encode_encounter(_sample("office-visit"))
    assert process_encounter(frame, shipped_rulebook()) == DeadLetter(reason="malformed")


@pytest.mark.interpreted
def test_running_out_of_memory_is_not_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of memory says nothing about the record: the worker exits, and the record is read again."""

    def break_down(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(decode_event, "decode_encounter", break_down)
    with pytest.raises(MemoryError):
        process_encounter(encode_encounter(_sample("office-visit")), shipped_rulebook())
