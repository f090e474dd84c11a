"""`claims-worker demo`: run the worker on this machine on the sample encounters."""

import contextlib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.text import Text

from schemas.claim import ClaimReady
from schemas.codec import decode_outcome, encode_encounter
from schemas.json_form import parse_json, read_encounter
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.samples import situations
from workers.cli.demo_exactly_once import show_exactly_once
from workers.cli.demo_kafka import start_demo_kafka
from workers.cli.demo_report import ENCOUNTERS, make_demo_reports
from workers.cli.demo_table import Sent, show_all, show_summary
from workers.cli.demo_topics import TOPICS, make_own_topics
from workers.cli.input_key import input_key
from workers.cli.progress_line import busy_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, settings_or_exit
from workers.cli.show_outcome import make_console
from workers.logs import configure_logs
from workers.settings.settings import Settings, SettingsError

PATIENCE_S: Final = 60.0
_NOT_AN_EVENT: Final = b"this is not an encounter event"


@click.command("demo", short_help="Run the worker on sample encounters.")
@click.option("--once", is_flag=True, help="Stop after showing the outcomes instead of running until Ctrl-C.")
@click.option("--kafka", is_flag=True, help="Start Apache Kafka on this machine and show exactly-once delivery.")
@click.option("--full", is_flag=True, help="Show every outcome, and a claim and a rejection in JSON.")
def demo(*, once: bool, kafka: bool, full: bool) -> None:
    """Run the worker on the sample encounters and show their outcomes on one screen.

    It ends with two reports over made-up encounters, in a temporary folder (not with --full or --kafka).

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
        (show_all if full else show_summary)(console, sent, outcomes)
        if kafka:
            show_exactly_once(console, make_own_topics(settings))
        reports = None if full or kafka else _reports(settings)
        goes_on = not once and sys.stdin.isatty() and sys.stdout.isatty()
        topics_stay = not embedded and (goes_on or not kafka)
        _say_how_to_look(console, settings, address if goes_on else None, topics_stay=topics_stay)
        _say_reports(console, reports)
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


def _publish_samples(settings: Settings) -> Sent:
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
        note = "Broker: embedded, and not exactly-once; claims-worker demo --kafka shows that on Kafka."
        console.print(Text(note, style="dim"))
    console.print()


def _say_how_to_look(console: Console, settings: Settings, address: str | None, *, topics_stay: bool) -> None:
    """Say what to try next, including the worker's pages if it keeps running (`address` is None if it stops)."""
    console.print(Text("Where to look", style="bold underline"))
    if address is not None:
        _say_pages(console, address)
    console.print(Text("  claims-worker check FILE         check your own encounters"))
    if address is None:
        console.print(Text("  claims-worker demo               in a terminal, keeps the worker and its pages running"))
    if topics_stay:
        command = f"kafka-topics.sh --bootstrap-server {settings.kafka_bootstrap_servers} --delete --topic"
        console.print(Text(f"  Topics of this demo: {', '.join(getattr(settings, topic) for topic in TOPICS)}"))
        console.print(Text(f"  To remove them: {command} '{settings.group_id}.*'"))


def _reports(settings: Settings) -> list[Path]:
    try:
        with busy_line("making reports"):
            return make_demo_reports(settings)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"cannot write reports to {tempfile.gettempdir()}: {error.strerror}")


def _say_reports(console: Console, reports: list[Path] | None) -> None:
    """Name the folder of the reports in one line, or what to install for them; None = none are due."""
    if reports == []:
        console.print(Text("  pip install 'claims-worker[insight]' adds reports over made-up encounters"))
    if reports:
        names = ", ".join(file.name for file in reports)
        words = f"reports over {ENCOUNTERS:,} made-up encounters: {names}"
        console.print(Text(f"  {reports[0].parent}  {words}"))


def _say_pages(console: Console, address: str) -> None:
    for path, what in (
        ("/", "status: input, outcomes, reasons, code tables"),
        ("/edits", "why each edit fires and how to fix it"),
        ("/fields", "every field of an encounter event"),
        ("/what-if", "paste an encounter and see its outcome"),
    ):
        console.print(Text(f"  {address}{path:<10} {what}"))
