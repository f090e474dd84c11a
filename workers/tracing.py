"""OpenTelemetry tracing: one span per committed batch, linked to the traces of its events.

To enable it, install the extra `otel` and set an OpenTelemetry variable (`OTEL_EXPORTER_OTLP_ENDPOINT` or
`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`). A span has the number of events per outcome and the duration; the only data from
an event is its trace context.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

from workers.kafka.observer import CommittedBatch
from workers.trace_context import find_trace

MOST_LINKS: Final = 128
"""Maximum number of links per span, the same as OpenTelemetry's default limit."""

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_NANOSECONDS: Final = 1_000_000_000


class BatchTracer(Protocol):
    """Reports committed batches to a tracing system."""

    def committed(self, batch: CommittedBatch) -> None:
        """A batch was just committed."""

    def close(self) -> None:
        """Send the remaining spans and stop."""


class TracingMissing(Exception):
    """Tracing is enabled but the extra `otel` is not installed."""


class _NoTracer:
    """Tracing is off."""

    def committed(self, batch: CommittedBatch) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


NO_TRACER: Final[BatchTracer] = _NoTracer()


def open_tracer(slot: int, topic: str, environment: Mapping[str, str] | None = None) -> BatchTracer:
    """The tracer configured by OpenTelemetry's variables; it does nothing if none of them is set.

    Args:
        slot: slot of this process, an attribute of its spans.
        topic: the input topic, also an attribute.
        environment: environment variables; None = those of this process.

    Raises:
        TracingMissing: the extra `otel` is not installed.
    """
    chosen = os.environ if environment is None else environment
    if chosen.get("OTEL_SDK_DISABLED", "").lower() == "true" or not any(chosen.get(name) for name in _ENDPOINTS):
        return NO_TRACER
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        asked = next(name for name in _ENDPOINTS if chosen.get(name))
        raise TracingMissing(f"{asked}: tracing requires claims-worker[otel]; install it or unset {asked}") from None
    return SpanTracer(slot, topic, OTLPSpanExporter())


class SpanTracer:
    """Creates one span per committed batch and passes it to an OpenTelemetry exporter."""

    def __init__(
        self, slot: int, topic: str, exporter: Any, now_ns: Callable[[], int] = time.time_ns, *, at_once: bool = False
    ) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        resource = Resource.create({"service.name": "claims-worker", "service.instance.id": str(slot)})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("claims-worker")
        self._attributes: dict[str, str | int] = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": topic,
            "claims.slot": slot,
        }
        self._topic = topic
        self._now_ns = now_ns

    def committed(self, batch: CommittedBatch) -> None:
        """Create the span of a batch that ended now."""
        from opentelemetry.trace import SpanKind

        ended = self._now_ns()
        outcomes = Counter(processed.output.kind for _, processed in batch.pairs)
        span = self._tracer.start_span(
            f"process {self._topic}",
            kind=SpanKind.CONSUMER,
            links=list(_links(batch)),
            start_time=ended - int(batch.duration_s * _NANOSECONDS),
            attributes={
                **self._attributes,
                "messaging.batch.message_count": len(batch.pairs),
                **{f"claims.outcome.{kind}": count for kind, count in outcomes.items()},
            },
        )
        span.end(ended)

    def close(self) -> None:
        """Send the remaining spans and stop."""
        self._provider.shutdown()


def _links(batch: CommittedBatch) -> Iterator[Any]:
    """Links to the traces of the events, without duplicates."""
    from opentelemetry.trace import Link, SpanContext, TraceFlags

    met: set[bytes] = set()
    for record, _ in batch.pairs:
        trace = find_trace(record.headers)
        if trace is None or trace[0] in met:
            continue
        met.add(trace[0])
        flags = TraceFlags(int(trace[3], 16))
        context = SpanContext(int(trace[1], 16), int(trace[2], 16), is_remote=True, trace_flags=flags)
        if context.is_valid:
            yield Link(context)
        if len(met) >= MOST_LINKS:
            return
