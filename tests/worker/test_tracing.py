"""With OpenTelemetry there is one span per batch, linked to its events' traces; without it, no overhead."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.worker.test_processor import _processor, _record, _visit
from workers.kafka.observer import CommittedBatch
from workers.tracing import MOST_LINKS, NO_TRACER, SpanTracer, open_tracer


def _trace(number: int) -> bytes:
    return b"00-%032x-%016x-01" % (number, number)


def _batch(traces: list[bytes | None]) -> CommittedBatch:
    processor = _processor()
    pairs = []
    for trace in traces:
        record = _record(_visit(), headers=() if trace is None else (("traceparent", trace),))
        pairs.append((record, processor(record)))
    pairs.append((_record(b"junk"), processor(_record(b"junk"))))
    return CommittedBatch(pairs=pairs, duration_s=0.5, publish_s=0.1)


def test_one_span_per_batch() -> None:
    """A batch is one span with its size, its outcomes and unique links to the traces of its events."""
    exporter = InMemorySpanExporter()
    tracer = SpanTracer(3, "encounters.v1", exporter, now_ns=lambda: 2_000_000_000, at_once=True)
    tracer.committed(_batch([_trace(7), _trace(7), _trace(8), None, b"nonsense", _trace(0)]))
    (span,) = exporter.get_finished_spans()
    assert (span.start_time, span.end_time) == (1_500_000_000, 2_000_000_000)
    assert [link.context.trace_id for link in span.links] == [7, 8]
    attributes = dict(span.attributes or {})
    assert attributes["messaging.batch.message_count"] == 7
    assert attributes["claims.outcome.ready"] == 6
    assert attributes["claims.outcome.dead_letter"] == 1
    assert "Sample" not in span.to_json()


def test_links_are_bounded() -> None:
    """A span has no more links than the limit."""
    exporter = InMemorySpanExporter()
    SpanTracer(0, "in", exporter, at_once=True).committed(_batch([_trace(n) for n in range(1, MOST_LINKS + 20)]))
    assert len(exporter.get_finished_spans()[0].links) == MOST_LINKS


@pytest.mark.parametrize(
    "environment", [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}]
)
def test_off_by_default(environment: dict[str, str]) -> None:
    """Without OpenTelemetry's variables there is no tracer."""
    assert open_tracer(0, "in", environment) is NO_TRACER


@pytest.fixture
def collector() -> Iterator[tuple[str, list[str]]]:
    """A local trace collector: its address and the paths that received data."""
    posted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    server.server_close()


def test_spans_reach_a_collector(collector: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """If the variable is set, spans are sent to that collector."""
    address, posted = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    tracer = open_tracer(0, "in")
    tracer.committed(_batch([_trace(1)]))
    tracer.close()
    assert posted == ["/v1/traces"]
