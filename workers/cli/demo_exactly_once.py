"""Show exactly-once delivery: kill workers inside open transactions, then count the outcomes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console
from rich.text import Text

from schemas.codec import decode_outcome, encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form, sample_names
from workers.cli.demo_topics import TOPICS
from workers.cli.settings_or_exit import GAVE_UP, end_with
from workers.local_kafka.child_process import start_child
from workers.settings.settings import Settings

if TYPE_CHECKING:
    from workers.kafka.reader import TopicReader
    from workers.kafka.record import InputRecord

_ENCOUNTERS: Final = 2_000
_KILLS: Final = 2
_OPEN: Final = 50
"""Outcomes in an open transaction at least when its worker is killed."""
_PATIENCE_S: Final = 120.0


def show_exactly_once(console: Console, settings: Settings) -> None:
    """Send encounters to the topics of `settings`, kill the worker twice inside a transaction, and print the counts.

    Exits with code 4 if outcomes are missing or repeated.
    """
    from workers.kafka.publish import PublishFailed, publish_records
    from workers.kafka.reader import NotRead, TopicReader

    console.print(Text("Exactly once", style="bold underline"))
    console.print(Text(f"  Sending {_ENCOUNTERS:,} encounters and killing the worker in the middle of transactions …"))
    try:
        publish_records(settings, settings.input_topic, _make_encounters())
        topics = (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
        with (
            _Worker(settings) as worker,
            TopicReader(settings, topics) as committed,
            TopicReader(settings, topics, uncommitted=True) as everything,
        ):
            outcomes, written = _kill_and_count(worker, committed, everything)
            kills = worker.kills
    except (PublishFailed, NotRead) as failed:
        end_with(GAVE_UP, str(failed))
    missing = _ENCOUNTERS - len(outcomes)
    repeated = sum(1 for times in outcomes.values() if times > 1)
    aborted = written - outcomes.total()
    console.print(Text(f"  Killed {kills} times with SIGKILL, and restarted each time"))
    console.print(Text(f"  {written:,} outcomes written, {aborted:,} of them in transactions that the kills aborted"))
    console.print(
        Text(
            f"  {outcomes.total():,} outcomes read with isolation.level=read_committed: "
            f"{missing} missing, {repeated} repeated\n",
            style="bold green" if missing == repeated == 0 else "bold red",
        )
    )
    if missing or repeated:
        end_with(GAVE_UP, f"not exactly once: {missing} outcomes missing, {repeated} repeated")


def _make_encounters() -> Iterator[tuple[bytes, bytes]]:
    """The samples again and again, each time as a new encounter."""
    forms = [sample_form(name) for name in sample_names()]
    for number, form in enumerate(islice(cycle(forms), _ENCOUNTERS)):
        name = f"DEMO-{number:05d}"
        event = read_encounter({**form, "event_id": str(uuid.uuid4()), "encounter_id": name})
        yield name.encode(), encode_encounter(event)


def _kill_and_count(worker: "_Worker", committed: "TopicReader", everything: "TopicReader") -> tuple[Counter[str], int]:
    """Kill the worker while outcomes are written but not committed, until every encounter has an outcome.

    Returns the committed outcomes by event ID, and how many outcomes were written in all.
    """
    outcomes: Counter[str] = Counter()
    written = aborted = 0
    give_up = time.monotonic() + _PATIENCE_S
    while len(outcomes) < _ENCOUNTERS or not (committed.at_end and everything.at_end):
        new = len(everything.read(0.01))
        written += new
        due = worker.kills * _ENCOUNTERS // _KILLS <= outcomes.total()
        if new and due and worker.kills < _KILLS and written - outcomes.total() - aborted >= _OPEN:
            worker.kill()
            aborted = written - outcomes.total()
        outcomes.update(_event_id(record) for record in committed.read(0.01))
        worker.restart_if_exited()
        if time.monotonic() > give_up:
            end_with(
                GAVE_UP,
                f"received only {len(outcomes):,} of {_ENCOUNTERS:,} outcomes within {_PATIENCE_S:g} seconds",
                worker.log_end(),
            )
    return outcomes, written


def _event_id(record: "InputRecord") -> str:
    _, outcome = decode_outcome(record.value or b"")
    return str(outcome["provenance"]["event_id"])


class _Worker:
    """`claims-worker run` in a process of its own, restarted if it exits, as a supervisor does; a context manager."""

    def __init__(self, settings: Settings) -> None:
        self.kills = 0
        self._folder = tempfile.TemporaryDirectory(prefix="claims-demo-")
        self._log = Path(self._folder.name) / "worker.log"
        self._environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")},
            **{f"CLAIMS_{topic.upper()}": str(getattr(settings, topic)) for topic in TOPICS},
            "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": str(settings.kafka_bootstrap_servers),
            "CLAIMS_GROUP_ID": settings.group_id,
            "CLAIMS_CODE_TABLES_DIR": str(settings.code_tables_dir),
            "CLAIMS_HTTP_PORT": "0",
            "CLAIMS_LOG_LEVEL": "error",
            # Many small requests for one transaction: a kill then finds it open, with some of its outcomes written.
            "CLAIMS_KAFKA_PRODUCER_BATCH_NUM_MESSAGES": "5",
        }
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return start_child([sys.executable, "-m", "workers", "run"], self._log, self._environment)

    def kill(self) -> None:
        """Kill it and start another one in its place."""
        self._process.kill()
        self._process.wait()
        self.kills += 1
        self._process = self._start()

    def restart_if_exited(self) -> None:
        """Start it again if it exited by itself."""
        if self._process.poll() is not None:
            self._process = self._start()

    def log_end(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-1000:]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
