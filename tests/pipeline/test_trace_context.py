"""Trace context is passed from the event to its outcome."""

import pytest

from schemas.codec import encode_encounter
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from workers.build_processor import build_processor
from workers.kafka.record import InputRecord, Processed
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings

TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
Headers = tuple[tuple[str, bytes | None], ...]


@pytest.fixture(scope="module")
def process() -> EncounterProcessor:
    """The worker's processor."""
    return build_processor(Settings())


def judge(process: EncounterProcessor, value: bytes, headers: Headers) -> Processed:
    return process(
        InputRecord(
            topic="encounters.v1", partition=0, offset=7, timestamp_ms=None, key=b"k", value=value, headers=headers
        )
    )


@pytest.mark.parametrize("name", ["office-visit", "rejected-several-problems"])
def test_only_the_trace_is_passed_on(process: EncounterProcessor, name: str) -> None:
    """A claim or a rejection has the event's trace context once, and none of its other headers."""
    value = encode_encounter(read_encounter(parse_json(sample_text(name))))
    headers: Headers = (
        ("x-patient", b"SMITH"),
        ("traceparent", TRACE),
        ("traceparent", b"second"),
        ("tracestate", b"a=b"),
    )
    assert judge(process, value, headers).output.headers == (("traceparent", TRACE),)
    assert judge(process, value, ()).output.headers == ()


def test_a_dead_letter_keeps_the_trace_unchanged(process: EncounterProcessor) -> None:
    """An unreadable record is kept unchanged, so that it can be traced and replayed."""
    processed = judge(process, b"nonsense", (("traceparent", TRACE),))
    assert processed.output.kind == "dead_letter"
    assert ("traceparent", TRACE) in processed.output.headers
