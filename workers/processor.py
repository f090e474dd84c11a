"""Connects the Kafka loop to the pipeline: takes a record, returns its outcome and the bytes to write.

Supplies what the pure pipeline needs from outside: code tables, payer profiles and schemas, the wall clock for
`processed_at`, and a stopwatch for the stages.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from typing import Final, TypeAlias, assert_never

import structlog

from rules.engine.hits import EditFailed
from rules.tables.released_table import ReleasedTable
from rules.tables.source_state import SourceStates, TableLook, table_looks
from rules.tables.table import Table
from rules.tables.table_folder import TableFolder
from schemas.claim import ClaimReady
from schemas.codec import OutcomeEncoder
from schemas.rejection import ClaimRejected
from schemas.schema_source import RegistryRefused, RegistryUnavailable
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.record import InputRecord, OutputRecord, Processed, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.live_rulebook import LiveRulebook
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected
from workers.pipeline.process_encounter import Arrival, Rulebook, process_encounters
from workers.trace_context import TRACE_HEADER, find_trace

Encoders: TypeAlias = tuple[OutcomeEncoder[ClaimReady], OutcomeEncoder[ClaimRejected]]
"""The encoders of claims and of rejections."""

_log = structlog.get_logger(__name__)

_STAGE_OF_DEAD_LETTERS: Final = "decode"
_LOG_EVERY_S: Final = 60.0
CHUNK: Final = 40
"""The most records that go through the stages together: few enough to stay in the caches of a core."""
_CHUNK_BYTES: Final = 65_536


def _chunks(records: Sequence[InputRecord]) -> Iterator[Sequence[InputRecord]]:
    """The records in groups that go through the stages together; large records in smaller groups."""
    chunk: list[InputRecord] = []
    held = 0
    for record in records:
        size = len(record.value or b"")
        if chunk and (len(chunk) >= CHUNK or held + size > _CHUNK_BYTES):
            yield chunk
            chunk, held = [], 0
        chunk.append(record)
        held += size
    if chunk:
        yield chunk


def _releases(table: Table) -> tuple[str, ...]:
    if isinstance(table, ReleasedTable):
        return tuple(each.release for each in table.manifests())
    return (table.release,)


class EncounterProcessor:
    """Turns a record into its outcome (`workers.kafka.record.Processor`).

    Args:
        rulebook: everything needed to check events.
        encoders: creates the encoders of claims and rejections; called once, at the first event.
        dead_letter_bytes: size limit of a dead letter, in bytes.
        tables: the folder of loaded code tables, checked for changes by `reload_tables`; None if there is none.
        sources: what `codes fetch` left in that folder; None if there is none.
        required_tables: names of the code tables without which the worker is not ready.
        now: wall clock, UTC.
        stopwatch: monotonic clock, in seconds.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        encoders: Callable[[], Encoders],
        *,
        dead_letter_bytes: int,
        tables: TableFolder | None = None,
        sources: SourceStates | None = None,
        required_tables: Sequence[str] = (),
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._live = LiveRulebook(rulebook, tables, required_tables)
        self.catalogue: Final = rulebook.engine.catalogue_version
        self._make_encoders = encoders
        self._encoders: Encoders | None = None
        self._dead_letter_bytes = dead_letter_bytes
        self._sources = sources
        self._next_log: dict[str, float] = {}
        self._now = now
        self._stopwatch = stopwatch
        self._version = metadata.version("claims-worker")
        self._stages: dict[str, float] = {}
        self._last = 0.0

    def open_tables(self) -> Sequence[Table]:
        """The code tables that are loaded."""
        return self._live.open_tables()

    def missing_tables(self) -> Sequence[str]:
        """Shipped or required code tables that are not loaded."""
        return self._live.missing_tables()

    def table_looks(self) -> Sequence[TableLook]:
        """What `codes fetch` last found at the sources of code tables; empty if it never ran on this folder."""
        if self._sources is None:
            return ()
        loaded = {table.name: _releases(table) for table in self.open_tables()}
        return table_looks(self._sources.current(), loaded, self._now().date())

    def reload_tables(self) -> bool:
        """Reload code tables that were loaded or pruned since (`LiveRulebook.reload`)."""
        return self._live.reload()

    def take_stage_seconds(self) -> Mapping[str, float]:
        """Seconds spent in each stage since the previous call."""
        taken, self._stages = self._stages, {}
        return taken

    def __call__(self, record: InputRecord) -> Processed:
        """Return the outcome of a record.

        Raises:
            TryLater: the schema registry does not answer.
            WorkerExit: an edit failed and `on_edit_error` is `stop`, or the registry refuses access.
        """
        return next(self.batch([record]))

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        """The outcome of each record, in order; raises what the call with that record raises, when its turn comes."""
        for chunk in _chunks(records):
            self._last = self._stopwatch()
            now = self._now()
            arrived = [(record.value, self._arrival(record, now)) for record in chunk]
            made = process_encounters(arrived, self._live.rulebook, mark=self._mark)
            for record, outcome in zip(chunk, made, strict=True):
                yield self._finish(record, outcome)

    def _arrival(self, record: InputRecord, now: dt.datetime) -> Arrival:
        return Arrival(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            processed_at=now,
            worker_version=self._version,
        )

    def _finish(self, record: InputRecord, outcome: Outcome | Exception) -> Processed:
        """Write the record of an outcome, or raise what it is instead."""
        self._last = self._stopwatch()
        try:
            if isinstance(outcome, Exception):
                raise outcome
            output = self._write(record, outcome)
        except RegistryUnavailable as away:
            raise TryLater(str(away)) from None
        except RegistryRefused as refused:
            raise WorkerExit(5, str(refused)) from None
        except EditFailed as failed:
            position = (record.topic, record.partition, record.offset)
            raise WorkerExit(1, f"{failed}, at {record.topic}/{record.partition}/{record.offset}", position) from None
        self._mark("publish")
        if outcome.tally.failed_edits:
            self._log_failed_edits(outcome.tally.failed_edits, record)
        return Processed(outcome=outcome, output=output)

    def _log_failed_edits(self, edits: Sequence[str], record: InputRecord) -> None:
        """Log each failed edit with an event, at most once a minute; the metrics count every failure."""
        place = f"{record.topic}:{record.partition}:{record.offset}"
        for edit in edits:
            if self._last >= self._next_log.get(edit, self._last):
                self._next_log[edit] = self._last + _LOG_EVERY_S
                _log.error("edit failed; outcome lists it as not checked", edit=edit, at=place)

    def _mark(self, stage: str) -> None:
        now = self._stopwatch()
        self._stages[stage] = self._stages.get(stage, 0.0) + now - self._last
        self._last = now

    def _write(self, record: InputRecord, outcome: Outcome) -> OutputRecord:
        found = find_trace(record.headers)
        trace = () if found is None else ((TRACE_HEADER, found[0]),)
        if self._encoders is None:
            self._encoders = self._make_encoders()
        ready, rejected = self._encoders
        match outcome:
            case Ready():
                claim = outcome.claim
                return OutputRecord(
                    kind="ready",
                    key=claim.claim_id.encode("ascii"),
                    value=ready.encode(claim, claim.encounter, outcome.canonical_body),
                    headers=trace,
                )
            case Rejected():
                rejection = outcome.rejection
                return OutputRecord(
                    kind="rejected",
                    key=rejection.claim_id.encode("ascii"),
                    value=rejected.encode(rejection, rejection.encounter, outcome.canonical_body),
                    headers=trace,
                )
            case DeadLetter():
                return build_dead_letter(
                    record,
                    outcome.reason,
                    outcome.field,
                    stage=_STAGE_OF_DEAD_LETTERS,
                    max_bytes=self._dead_letter_bytes,
                )
            case _:
                assert_never(outcome)
