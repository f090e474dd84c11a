"""`claims-worker demo`: run the worker on this machine on the sample encounters."""

import contextlib
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from schemas.claim import ClaimReady
from schemas.codec import decode_outcome, encode_encounter
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.samples import situations
from workers.cli.demo_exactly_once import show_exactly_once
from workers.cli.demo_kafka import start_demo_kafka
from workers.cli.demo_topics import TOPICS, make_own_topics
from workers.cli.input_key import input_key
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console, show_outcome
from workers.logs import configure_logs
from workers.pipeline.outcome import Ready, Rejected, Tally
from workers.settings.settings import Settings, SettingsError

PATIENCE_S: Final = 60.0
_NOT_AN_EVENT: Final = b"this is not an encounter event"

_Sent = Mapping[str, str]
"""Sample names by event ID."""


@click.command("demo", short_help="Run the worker on sample encounters.")
@click.option("--once", is_flag=True, help="Stop after showing the outcomes instead of running until Ctrl-C.")
@click.option("--kafka", is_flag=True, help="Start Apache Kafka on this machine and show exactly-once delivery.")
def demo(*, once: bool, kafka: bool) -> None:
    """Run the worker on the sample encounters and show their outcomes.

    Uses the brokers in CLAIMS_KAFKA_BOOTSTRAP_SERVERS, or the broker embedded in the Kafka client library if it is not
    set. On a real broker, the demo creates its own topics and group; their names start with claims-demo.

    With --kafka, it starts Apache Kafka (downloading about 45 MB the first time), kills the worker twice in the middle
    of a transaction, and counts what a consumer reads. Needs the extra claims-worker[local-kafka].

    \b
    Exit codes:
      0  stopped cleanly
      2  invalid setting, or Kafka is not installed
      4  broker unavailable, or outcomes missing or repeated
    """
    settings = settings_or_exit(require_broker=False)
    if kafka and settings.kafka_bootstrap_servers is not None:
        end_with(COULD_NOT_RUN, "--kafka starts its own broker: unset CLAIMS_KAFKA_BOOTSTRAP_SERVERS")
    configure_logs("error", "text")
    console = make_console()
    with contextlib.ExitStack() as stack:
        settings = settings.model_copy(update=_demo_settings(settings))
        if kafka:
            settings = start_demo_kafka(console, stack, settings)
        embedded = settings.kafka_bootstrap_servers is None
        settings = _start_embedded_broker(stack, settings) if embedded else make_own_topics(settings)
        sent = _publish_samples(settings)
        _say_where(console, settings, embedded, len(sent))
        address = stack.enter_context(_worker_running(settings))
        outcomes = _read_outcomes(settings, len(sent) + 1)
        _show(console, sent, outcomes)
        if kafka:
            show_exactly_once(console, make_own_topics(settings))
        goes_on = not once and sys.stdin.isatty() and sys.stdout.isatty()
        topics_stay = not embedded and (goes_on or not kafka)
        _say_how_to_look(console, settings, address if goes_on else None, topics_stay=topics_stay)
        if goes_on:
            console.print(Text("The worker keeps running. Press Ctrl-C to stop it.", style="bold"))
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()


def _demo_settings(settings: Settings) -> dict[str, Any]:
    """What the demo sets: one process with embedded schemas, the what-if form, and a free port unless one is set."""
    changes: dict[str, Any] = {"http_what_if": True, "processes": 1, "schemas": "embedded"}
    if "http_port" not in settings.model_fields_set:
        changes["http_port"] = 0
    return changes


def _start_embedded_broker(stack: contextlib.ExitStack, settings: Settings) -> Settings:
    from workers.kafka.embedded_broker import EmbeddedBroker

    broker = stack.enter_context(EmbeddedBroker())
    for topic in TOPICS:
        broker.make_topic(getattr(settings, topic))
    return settings.model_copy(update={"kafka_bootstrap_servers": broker.bootstrap_servers})


def _publish_samples(settings: Settings) -> _Sent:
    from workers.kafka.publish import PublishFailed, publish_records

    sent: dict[str, str] = {}
    records = []
    for name, text in situations().items():
        event = read_encounter(parse_json(text))
        sent[event.event_id] = name
        records.append((input_key(event), encode_encounter(event)))
    records.append((b"unreadable", _NOT_AN_EVENT))
    try:
        publish_records(settings, settings.input_topic, records)
    except PublishFailed as failed:
        end_with(GAVE_UP, str(failed))
    return sent


@contextlib.contextmanager
def _worker_running(settings: Settings) -> Iterator[str]:
    """Run the worker and its HTTP server in threads of this process; yields the server's address."""
    from workers.health import Health
    from workers.http.server import HttpServer
    from workers.metrics.counting import Metrics
    from workers.processes.single_process import SingleSite
    from workers.processes.slot_observer import SlotObserver
    from workers.processes.slot_work import work_slot

    stop = threading.Event()
    observer = SlotObserver(Metrics(settings.worker_slot), Health(settings.worker_slot))
    try:
        server = HttpServer(settings, SingleSite(settings, observer))
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    with server:
        worker = threading.Thread(
            target=work_slot, args=(settings, settings.worker_slot, observer, stop), name="worker", daemon=True
        )
        worker.start()
        try:
            yield server.address
        finally:
            stop.set()
            worker.join(PATIENCE_S)


def _read_outcomes(settings: Settings, wanted: int) -> dict[str, tuple[str, Any]]:
    """The outcomes as (kind, record) by event ID; a dead letter by its position."""
    from workers.kafka.reader import NotRead, TopicReader

    kinds = {settings.ready_topic: "ready", settings.rejected_topic: "rejected"}
    found: dict[str, tuple[str, Any]] = {}
    give_up = time.monotonic() + PATIENCE_S
    topics = (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
    with contextlib.suppress(NotRead), TopicReader(settings, topics) as reader:
        while len(found) < wanted:
            for record in reader.read(0.2):
                if record.topic == settings.dead_letter_topic:
                    headers = {name: (content or b"").decode() for name, content in record.headers}
                    place = headers.get("__connect.errors.partition", "") + headers.get("__connect.errors.offset", "")
                    found[place] = ("dead_letter", headers)
                elif record.value is not None:
                    # The embedded broker may deliver an event twice; count its outcome once.
                    name, plain = decode_outcome(record.value)
                    made = value_reader(ClaimReady if name == "ClaimReady" else ClaimRejected)(plain)
                    found[made.provenance.event_id] = (kinds[record.topic], made)
            if time.monotonic() > give_up:
                break
    if len(found) < wanted:
        end_with(GAVE_UP, f"received only {len(found)} of {wanted} outcomes within {PATIENCE_S:g} seconds")
    return found


def _say_where(console: Console, settings: Settings, embedded: bool, samples: int) -> None:
    console.print(Text(f"Sent {samples} sample encounters and one unreadable record to {settings.input_topic}."))
    if embedded:
        console.print(
            Text(
                "Broker: embedded in the Kafka client library. It creates topics on first use and\n"
                "shows records of aborted transactions, so this demo does not show exactly-once delivery.\n"
                "claims-worker demo --kafka shows it on Apache Kafka.",
                style="dim",
            )
        )
    console.print()


def _show(console: Console, sent: _Sent, outcomes: Mapping[str, tuple[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("encounter", "outcome", "profile", "why"):
        table.add_column(heading)
    styles = {"ready": "green", "rejected": "red", "dead_letter": "magenta"}
    reasons: Counter[tuple[str, str, str]] = Counter()
    for event_id, (kind, record) in sorted(outcomes.items(), key=lambda one: (one[1][0], sent.get(one[0], "~"))):
        if kind == "dead_letter":
            reason = record["claims.dead-letter.reason"]
            table.add_row("(unreadable record)", Text(kind, style=styles[kind]), "none", reason)
            continue
        why = Text(" ").join(Text(finding.edit, style=SEVERITY_STYLES[finding.severity]) for finding in record.findings)
        reasons.update((finding.severity, finding.edit, finding.name) for finding in record.findings)
        table.add_row(sent.get(event_id, "?"), Text(kind, style=styles[kind]), record.provenance.profile, why)
    console.print(table)
    console.print()
    counts = Counter(kind for kind, _ in outcomes.values())
    total = ", ".join(f"{counts[kind]} {kind.replace('_', ' ')}" for kind in styles if counts[kind])
    console.print(Text(f"{len(outcomes)} records: {total}\n", style="bold"))
    _show_reasons(console, reasons)
    for kind in ("ready", "rejected"):
        _show_one(console, sent, kind, outcomes)


def _show_reasons(console: Console, reasons: Mapping[tuple[str, str, str], int]) -> None:
    catalogue = load_catalogue()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("count", "severity", "edit", "problem"):
        table.add_column(heading)
    order = list(SEVERITY_STYLES)
    for (severity, code, name), count in sorted(
        reasons.items(), key=lambda one: (order.index(one[0][0]), -one[1], one[0][1])
    ):
        style = SEVERITY_STYLES[severity]
        title = catalogue[code].title if code in catalogue else name
        table.add_row(str(count), Text(severity, style=style), Text(f"{code} {name}", style=style), title)
    console.print(table)
    console.print()


def _show_one(console: Console, sent: _Sent, kind: str, outcomes: Mapping[str, tuple[str, Any]]) -> None:
    """Show one outcome in full: as text for a biller, and as published."""
    found = [(sent.get(event_id, "?"), record) for event_id, (what, record) in outcomes.items() if what == kind]
    if not found:
        return
    # Choose the one with the most findings and repairs.
    name, record = max(found, key=lambda one: (len(one[1].findings) + len(one[1].repairs), one[0]))
    words = "claim" if kind == "ready" else "rejection"
    tally = Tally(profile=record.provenance.profile)
    console.print(Text(f"A {words} in full ({name})", style="bold underline"))
    outcome = Ready(claim=record, tally=tally) if kind == "ready" else Rejected(rejection=record, tally=tally)
    console.print(show_outcome(name, outcome))
    console.print(Text(json.dumps(to_json(record, omit_absent=True), ensure_ascii=False, indent=2), style="dim"))
    console.print()


def _say_how_to_look(console: Console, settings: Settings, address: str | None, *, topics_stay: bool) -> None:
    """Say what to try next, including the worker's pages if it keeps running (`address` is None if it stops)."""
    console.print(Text("What to try next", style="bold underline"))
    if address is not None:
        _say_pages(console, address)
    console.print(Text("  claims-worker check FILE         check your own encounters"))
    if address is None:
        console.print(Text("  claims-worker demo               in a terminal, keeps the worker and its pages running"))
    if topics_stay:
        console.print(Text(f"  Topics of this demo: {', '.join(getattr(settings, topic) for topic in TOPICS)}"))


def _say_pages(console: Console, address: str) -> None:
    for path, what in (
        ("/", "status: input, outcomes, reasons, code tables"),
        ("/metrics", "Prometheus metrics"),
        ("/readyz", "readiness, with reasons"),
        ("/livez", "liveness"),
        ("/version", "versions"),
        ("/edits", "a page for every edit"),
        ("/what-if", "paste an encounter and see its outcome"),
    ):
        console.print(Text(f"  {address}{path:<10} {what}"))
