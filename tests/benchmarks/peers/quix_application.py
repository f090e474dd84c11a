"""quixstreams, exactly once, with transactions of as many records as this worker's, and the reference job in it.

It runs in an environment of its own (`quix_environment`), which has none of the worker's Kafka packages.
"""

import time
from collections.abc import Callable
from typing import Any

from quixstreams import Application  # type: ignore[import-not-found] # in an environment of its own
from quixstreams.models.serializers.avro import AvroDeserializer, AvroSerializer  # type: ignore[import-not-found]

from schemas.codec import ready_encoder, rejected_encoder
from tests.benchmarks.measured_process import Figures, answer
from tests.benchmarks.peers.pydantic_loop import HEADER_BYTES, SCHEMAS, PydanticPipeline
from tests.benchmarks.rulebooks import reference_rulebook
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import process_encounter

_BATCH = 500
_RULEBOOK = reference_rulebook()
_PYDANTIC = PydanticPipeline(_RULEBOOK)
_READY, _REJECTED = ready_encoder(), rejected_encoder()


class _Framed(AvroDeserializer):  # type: ignore[misc]
    """Reads the Avro record behind the five bytes with the id of its schema."""

    def __call__(self, value: bytes, ctx: Any) -> Any:
        """The record."""
        return super().__call__(value[HEADER_BYTES:], ctx)


def idiom(servers: str, group: str, topic: str, count: int) -> Figures:
    """Its own Avro serializers around pydantic and the checks: CPU microseconds an encounter."""

    def build(app: Any, counted: Callable[[Any], Any]) -> None:
        events = app.topic(topic, value_deserializer=_Framed(SCHEMAS["EncounterEvent"]), key_deserializer="bytes")
        outcomes = app.dataframe(events).apply(lambda record: _PYDANTIC.check(counted(record)))
        for name, into in (("ClaimReady", "claims.ready.v1"), ("ClaimRejected", "claims.rejected.v1")):
            target = app.topic(into, value_serializer=AvroSerializer(SCHEMAS[name]), key_serializer="bytes")
            chosen = outcomes.filter(lambda outcome, name=name: outcome[0] == name)
            chosen.apply(lambda outcome: outcome[1]).to_topic(target)

    return _run(servers, group, count, build)


def pipeline(servers: str, group: str, topic: str, count: int) -> Figures:
    """Bytes in and out, and this worker's interpreted pipeline between them: CPU microseconds an encounter."""

    def build(app: Any, counted: Callable[[Any], Any]) -> None:
        events = app.topic(topic, value_deserializer="bytes", key_deserializer="bytes")
        target = app.topic("claims.ready.v1", value_serializer="bytes", key_serializer="bytes")
        app.dataframe(events).apply(lambda body: _outcome(counted(body))).to_topic(target)

    return _run(servers, group, count, build)


def _outcome(body: bytes) -> bytes:
    outcome = process_encounter(body, _RULEBOOK)
    if isinstance(outcome, DeadLetter):
        raise TypeError("an encounter that can be read is no dead letter")
    if isinstance(outcome, Ready):
        return _READY.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
    return _REJECTED.encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)


def _run(servers: str, group: str, count: int, build: Callable[[Any, Callable[[Any], Any]], None]) -> Figures:
    app = Application(
        broker_address=servers,
        consumer_group=group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_every=_BATCH,
        loglevel="ERROR",
    )
    seen, begun, ended = 0, 0.0, 0.0

    def counted(body: Any) -> Any:
        nonlocal seen, begun, ended
        seen += 1
        if seen == _BATCH:  # the first transaction only starts the clock
            begun = time.process_time()
        elif seen == count:
            ended = time.process_time()
            app.stop()
        return body

    build(app, counted)
    app.run()
    return (ended - begun) / (count - _BATCH) * 1e6


if __name__ == "__main__":
    answer({"idiom": idiom, "pipeline": pipeline})
