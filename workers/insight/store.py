"""The store of facts: a Delta Lake table whose commits hold rows and the next offset of every Kafka partition.

Each partition is an application transaction of the table: its id is made of the topic's ID and the partition, its
version is the next offset. Rows and offsets are in one commit, so that after any crash each offset is in the table once
or not at all. A commit through a table value that was loaded before another writer committed the same partition is
refused by the library; nothing else is: always compare `positions` after loading, and write through the same value.
`delta.setTransactionRetentionDuration` must never be set: the offsets would expire.

What is erased has to leave the folder, so the log of the table keeps no values of facts, and is itself kept for a week.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from deltalake import CommitProperties, DeltaTable, QueryBuilder, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from schemas.value import value
from workers.insight.fact_table import fact_schema, fact_table
from workers.insight.facts import Row
from workers.insight.store_notes import NO_TOPIC_ID, StoreNotes, StoreUnusable, read_notes, today, write_notes

KEPT_HOURS: Final = 7 * 24
"""Hours for which `compact` keeps files that the table no longer has, for readers that have begun."""

_PROPERTIES: Final[Mapping[str, str | None]] = {
    # By default the log has the least and the greatest value of every column: of a small file, those of a claim.
    "delta.dataSkippingStatsColumns": "topic,partition,offset",
    # Deletions name claims in the log.
    "delta.logRetentionDuration": f"interval {KEPT_HOURS} hours",
}

_OS_ERROR: Final = re.compile(r"\(os error (\d{1,4})\)")
_NEWER: Final = re.compile(r"Unsupported|unsupported|not supported|minimum (?:reader|writer) version")
_CLAIMS_AT_ONCE: Final = 500
_COMPACT_TRIES: Final = 5


class CommitRefused(Exception):
    """Another writer has changed the table since it was loaded; nothing was written."""


@value
class StoreFigures:
    """What is in the store."""

    files: int
    bytes: int
    facts: int
    withheld: int
    unreadable: int


@value
class Compacted:
    """What `compact` did."""

    files_before: int
    files_after: int
    deleted: int
    """Files that were deleted, because the table has not had them for a week."""


def app_id(topic_id: str | None, topic: str, partition: int) -> str:
    """The id of a partition's application transaction."""
    return f"{topic if topic_id in (None, NO_TOPIC_ID) else topic_id}:{partition}"


class FactStore:
    """The store in a folder.

    Args:
        folder: where it is.
        fingerprint: of the secret behind its keys; None to read it.
        create: whether to create it if the folder is empty or does not exist.

    Raises:
        StoreUnusable: there is none, it is damaged or of a newer version, its key is another, or it cannot be written.
    """

    def __init__(self, folder: Path, fingerprint: str | None, *, create: bool) -> None:
        self.folder = folder
        if create and not _has_files(folder):
            self._create(StoreNotes(key=fingerprint or "", since=today()))
        self._table = self._open()
        self._notes = read_notes(self._table.metadata().description, folder)
        if fingerprint is not None and self._notes.key != fingerprint:
            raise StoreUnusable(
                f"store {folder} has keys of persons under another secret than that in CLAIMS_INSIGHT_KEY_FILE"
            )
        missing = [name for name in self._table.file_uris() if not Path(name).exists()]
        if missing:
            are = "is" if len(missing) == 1 else "are"
            raise StoreUnusable(f"store {folder} is damaged: {len(missing)} of its data files {are} missing")

    @property
    def notes(self) -> StoreNotes:
        """What the store says about itself, as of the last load."""
        return self._notes

    @property
    def files(self) -> list[str]:
        """The data files that the table has, without those that were replaced or erased."""
        return sorted(self._table.file_uris())

    def reload(self) -> None:
        """Load what other writers have committed."""
        try:
            self._table = self._open()
            self._notes = read_notes(self._table.metadata().description, self.folder)
        except OSError as error:
            raise self._unusable("read", error) from None

    def positions(self, ids: Collection[str]) -> dict[str, int | None]:
        """The next offset of each application transaction; None if the table has none."""
        return {each: self._table.transaction_version(each) for each in ids}

    def has_rows(self, topic: str, partition: int) -> bool:
        """Whether there are rows of this partition, by the topic's name."""
        where = f"topic = {_quoted(topic)} AND partition = {partition}"
        return bool(self._query(f"SELECT 1 AS one FROM facts WHERE {where} LIMIT 1"))

    def append(self, rows: Iterable[Row], positions: Mapping[str, int]) -> None:
        """Commit rows and positions together.

        Raises:
            CommitRefused: another writer was first; load, compare and decide again.
            StoreUnusable: it cannot be written; nothing is lost, and whether it was written shows after loading.
        """
        transactions = [Transaction(app_id=each, version=offset) for each, offset in positions.items()]
        with _Writing(self):
            write_deltalake(
                self._table,
                fact_table(rows),
                mode="append",
                commit_properties=CommitProperties(app_transactions=transactions),
            )

    def erase(self, topic: str, partition: int, before: int, claim_ids: Iterable[str]) -> None:
        """Delete the rows of claims that a topic has; of this partition only those before an offset.

        It can be repeated. See `append` for the errors.
        """
        wanted = sorted(set(claim_ids))
        for start in range(0, len(wanted), _CLAIMS_AT_ONCE):
            names = ", ".join(map(_quoted, wanted[start : start + _CLAIMS_AT_ONCE]))
            # What is behind the offset was written by the sink that owns the partition now.
            behind = f'partition = {partition} AND "offset" >= {before}'
            with _Writing(self):
                self._table.delete(f"topic = {_quoted(topic)} AND claim_id IN ({names}) AND NOT ({behind})")

    def write_notes(self, notes: StoreNotes) -> None:
        """Replace the notes. See `append` for the errors."""
        with _Writing(self):
            self._table.alter.set_table_description(write_notes(notes))
        self.reload()

    def figures(self) -> StoreFigures:
        """How much is in the store."""
        counts = {row["kind"]: row["n"] for row in self._query("SELECT kind, count(*) AS n FROM facts GROUP BY kind")}
        names = self._table.file_uris()
        try:
            size = sum(Path(name).stat().st_size for name in names)
        except OSError as error:
            raise self._unusable("read", error) from None
        return StoreFigures(
            files=len(names),
            bytes=size,
            facts=counts.get("fact", 0),
            withheld=counts.get("withheld", 0),
            unreadable=counts.get("unreadable", 0),
        )

    def compact(self) -> Compacted:
        """Join small files, and delete those that the table has not had for a week, with what was erased."""
        before = len(self._table.file_uris())
        for tries_left in reversed(range(_COMPACT_TRIES)):
            try:
                with _Writing(self):
                    self._table.optimize.compact()
                break
            except CommitRefused:
                if not tries_left:
                    raise StoreUnusable(f"store {self.folder} could not be compacted beside the sink; retry") from None
                self.reload()
        after = len(self._table.file_uris())
        with _Writing(self):
            deleted = self._table.vacuum(KEPT_HOURS, dry_run=False)
            # The log before a checkpoint that is old enough is deleted; this one will be, a week from now.
            self._table.create_checkpoint()
            self._table.cleanup_metadata()
        return Compacted(files_before=before, files_after=after, deleted=len(deleted))

    def _create(self, notes: StoreNotes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            DeltaTable.create(
                self.folder,
                schema=fact_schema(),
                mode="ignore",
                description=write_notes(notes),
                configuration=_PROPERTIES,
            )
        except CommitFailedError:
            return  # another sink was first
        except (DeltaError, OSError) as error:
            raise self._unusable("write", error) from None

    def _open(self) -> DeltaTable:
        if not (self.folder / "_delta_log").is_dir():
            raise StoreUnusable(f"{self.folder} is not a store of facts: it has no _delta_log")
        try:
            table = DeltaTable(self.folder)
            table.metadata()
        except (DeltaError, OSError) as error:
            raise self._unusable("read", error) from None
        return table

    def _query(self, sql: str) -> list[dict[str, Any]]:
        try:
            found = QueryBuilder().register("facts", self._table).execute(sql).read_all()
        except Exception as error:  # noqa: BLE001 (the query engine raises nothing more specific)
            raise self._unusable("read", error) from None
        columns = {name: found.column(name).to_pylist() for name in found.schema.names}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def _unusable(self, what: Literal["read", "write"], error: Exception) -> StoreUnusable:
        """The error in one sentence. Texts of the library name files and requests: only the system's reason is kept."""
        text = str(error)
        number = error.errno if isinstance(error, OSError) and error.errno is not None else None
        found = _OS_ERROR.search(text)
        if number is None and found is not None:
            number = int(found[1])
        if number is not None:
            return StoreUnusable(f"cannot {what} store {self.folder}: {os.strerror(number)}")
        if _NEWER.search(text):
            return StoreUnusable(
                f"store {self.folder} was written by a newer version of Delta Lake than this one knows"
            )
        if what == "read":
            return StoreUnusable(f"store {self.folder} is damaged ({type(error).__name__}); restore it from a backup")
        return StoreUnusable(f"cannot write store {self.folder} ({type(error).__name__})")


class _Writing:
    """Tells a refused commit from a store that cannot be written."""

    def __init__(self, store: FactStore) -> None:
        self._store = store

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CommitFailedError) and _OS_ERROR.search(str(error)) is None:
            raise CommitRefused from error
        if isinstance(error, (DeltaError, OSError)):
            raise self._store._unusable("write", error) from None


def _has_files(folder: Path) -> bool:
    try:
        return folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise StoreUnusable(f"cannot read store {folder}: {error.strerror}") from None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
