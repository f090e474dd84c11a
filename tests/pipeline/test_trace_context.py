"""Trace context on its way from the event to its outcome."""

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
    """The worker's own processor."""
    return build_processor(Settings())


def judge(process: EncounterProcessor, value: bytes, headers: Headers) -> Processed:
    return process(
        InputRecord(
            topic="encounters.v1", partition=0, offset=7, timestamp_ms=None, key=b"k", value=value, headers=headers
        )
    )


@pytest.mark.parametrize("name", ["office-visit", "rejected-several-problems"])
def test_the_trace_goes_on_and_nothing_else_does(process: EncounterProcessor, name: str) -> None:
    """A claim and a rejection carry the event's trace context, once, and no other header of it."""
    value = encode_encounter(read_encounter(parse_json(sample_text(name))))
    headers: Headers = (
        ("x-patient", b"SMITH"),
        ("traceparent", TRACE),
        ("traceparent", b"second"),
        ("tracestate", b"a=b"),
    )
    assert judge(process, value, headers).output.headers == (("traceparent", TRACE),)
    assert judge(process, value, ()).output.headers == ()


def test_a_dead_letter_keeps_the_trace_as_it_came(process: EncounterProcessor) -> None:
    """What cannot be read is passed on whole, so that it can be followed and sent again."""
    processed = judge(process, b"nonsense", (("traceparent", TRACE),))
    assert processed.output.kind == "dead_letter"
    assert ("traceparent", TRACE) in processed.output.headers
