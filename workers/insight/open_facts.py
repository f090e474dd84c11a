"""Opens facts for reports: whatever they come from, the same SQL runs over them."""

import os
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb

from schemas.value import value
from workers.insight.fact_table import fact_table
from workers.insight.facts import Row
from workers.insight.outcome_lines import NotOutcomes, facts_in_files
from workers.insight.store import FactStore
from workers.insight.store_notes import StoreUnusable
from workers.insight.views import make_views

_ROWS_AT_ONCE: Final = 5_000
_MOST_THREADS: Final = 4
"""Each takes memory of its own."""
_SETTINGS: Final[dict[str, Any]] = {
    # A report reads what it is given and nothing else: no extension is downloaded.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # What does not fit is written to a temporary folder.
    "memory_limit": "600MB",
    "preserve_insertion_order": "false",
}


@value
class Opened:
    """Facts that are open for reports."""

    database: duckdb.DuckDBPyConnection
    """A database in memory with the relation `facts` and the views."""
    facts: int
    """Outcomes with facts."""
    withheld: int
    """Encounters of which nothing is kept, for a sensitivity label."""
    unreadable: int
    """Records that were no outcome; of files those without one."""
    first: str | None
    """Day of the first submission, such as 2026-10-01; None without any."""
    last: str | None
    """Day of the last submission."""
    full_years: tuple[int, ...] = ()
    """Years that submissions cover but for a month at either end."""
    since: str | None = None
    """Day on which the sink began to follow the topics; None if the facts come from files."""
    gaps: tuple[str, ...] = ()
    """Where outcomes are missing, a sentence each."""


def open_facts(paths: Sequence[Path]) -> Opened:
    """The facts in files of `check --format json` lines, or in one folder with a Delta table of facts.

    Raises:
        NotOutcomes: a file or folder cannot be read, with the reason in one sentence.
    """
    if len(paths) == 1 and paths[0].is_dir():
        return open_store(paths[0])
    return open_rows(facts_in_files(paths))


def open_rows(rows: Iterable[Row]) -> Opened:
    """Rows that `facts_of` made."""
    database = _database()
    left = iter(rows)
    empty = fact_table([])
    database.register("chunk", empty)
    database.execute("CREATE TABLE facts AS SELECT *, 0::BIGINT AS place FROM chunk").fetchall()
    place = 0
    while held := list(islice(left, _ROWS_AT_ONCE)):
        database.register("chunk", fact_table(held))
        database.execute("INSERT INTO facts SELECT *, ? + row_number() OVER () FROM chunk", [place]).fetchall()
        place += len(held)
    database.unregister("chunk")
    return _opened(database)


def open_store(folder: Path) -> Opened:
    """The facts in a store that a sink writes, as of now.

    Raises:
        NotOutcomes: the folder has no store, or it cannot be read.
    """
    try:
        store = FactStore(folder, None, create=False)
    except StoreUnusable as wrong:
        raise NotOutcomes(str(wrong)) from None
    try:
        opened = _open_files(store.files)
    except duckdb.Error as error:
        raise NotOutcomes(f"store {folder} is damaged ({type(error).__name__}); restore it from a backup") from None
    gaps = tuple(f"{gap.sentence()} (accepted on {gap.accepted})" for gap in store.notes.gaps)
    return replace(opened, since=store.notes.since, gaps=gaps)


def _open_files(files: Sequence[str]) -> Opened:
    if not files:
        return open_rows(())
    database = _database()
    names = ", ".join(map(_quoted, files))
    database.execute(
        "CREATE TEMP VIEW facts AS SELECT *, file_index::BIGINT * 4294967296 + file_row_number AS place "
        f"FROM read_parquet([{names}])"
    ).fetchall()
    return _opened(database)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _database() -> duckdb.DuckDBPyConnection:
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    settings = _SETTINGS | {"threads": threads, "temp_directory": ""}
    try:
        folder = tempfile.TemporaryDirectory(prefix="claims-insight-")  # for this user alone
    except OSError:
        return duckdb.connect(":memory:", config=settings)  # all has to fit into memory
    database = duckdb.connect(":memory:", config=settings | {"temp_directory": folder.name})
    weakref.finalize(database, folder.cleanup)
    return database


def _opened(database: duckdb.DuckDBPyConnection) -> Opened:
    make_views(database)
    (row,) = database.execute(
        "SELECT count(*) FILTER (kind = 'fact'), count(*) FILTER (kind = 'withheld'), "
        "count(*) FILTER (kind = 'unreadable'), strftime(make_timestamp(min(epoch_us(occurred_at))), '%Y-%m-%d'), "
        "strftime(make_timestamp(max(epoch_us(occurred_at))), '%Y-%m-%d') FROM facts"
    ).fetchall()
    facts, withheld, unreadable, first, last = row
    years = () if first is None else range(int(first[:4]), int(last[:4]) + 1)
    full = tuple(year for year in years if first <= f"{year}-01-31" and last >= f"{year}-12-01")
    return Opened(
        database=database,
        facts=facts,
        withheld=withheld,
        unreadable=unreadable,
        first=first,
        last=last,
        full_years=full,
    )
