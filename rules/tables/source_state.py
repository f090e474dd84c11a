"""What the last looks of `codes fetch` at each source found, kept in one small file beside the code tables.

Workers read the file for their metrics, and `codes status` shows it; only `codes fetch` asks a source.
"""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from rules.tables.folder_index import write_whole
from schemas.small_file import read_small_file
from schemas.value import value

FOLDER: Final = "fetch"
"""The folder of originals and state, inside the folder of code tables."""
_FILE: Final = "state.json"
_FORM: Final = 1


@value
class SourceState:
    """The last look at one source."""

    checked_at: datetime
    answered_at: datetime
    """The last look at which the source could be read as expected; the first look of all if it never could."""
    result: str
    since: datetime
    """When this result began."""
    message: str
    kinds: tuple[str, ...]
    found: str | None
    """The newest release offered; None if there is none, or only its file says which."""
    found_from: date | None
    """The first day of that release."""
    waiting: bool
    """Whether that release is offered and was not loaded by the look."""

    def is_newer(self, loaded: Collection[str]) -> bool:
        """Whether the release offered is none of the loaded ones."""
        return self.waiting and self.found is not None and self.found not in loaded


@value
class TableLook:
    """What is known of the sources of one table, without asking them."""

    table: str
    in_force: bool
    """Whether a release that is in force is offered and not loaded."""
    answered_at: datetime
    """The last look at which each source could be read as expected."""


class SourceStates:
    """The states of a folder's sources, read again when the file has changed.

    Each call of `current` costs one `stat`.
    """

    def __init__(self, tables: Path) -> None:
        self._tables = tables
        self._seen: tuple[int, int, int] | None = None
        self._states: Mapping[str, SourceState] = {}

    def current(self) -> Mapping[str, SourceState]:
        """The state of each source by its id; empty if nothing was fetched."""
        try:
            found = (self._tables / FOLDER / _FILE).stat()
            seen = (found.st_mtime_ns, found.st_ino, found.st_size)
        except OSError:
            seen = None
        if seen != self._seen:
            self._seen = seen
            self._states = read_state(self._tables)
        return self._states


def read_state(tables: Path, folder: str = FOLDER) -> dict[str, SourceState]:
    """The state of each source by its id; empty if nothing was fetched, or the file is of another version."""
    try:
        form = json.loads(read_small_file(tables / folder / _FILE))
        if form["form"] != _FORM:
            return {}
        return {str(name): _state(each) for name, each in form["sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return {}  # it is only a memory of the last look; the next one writes it again


def table_looks(
    states: Mapping[str, SourceState], loaded: Mapping[str, Collection[str]], today: date
) -> tuple[TableLook, ...]:
    """What is known of each table that has a source.

    Args:
        states: the state of each source.
        loaded: the names of the loaded releases of each table.
        today: the day on which an offered release is in force, or not yet.
    """
    return tuple(
        TableLook(
            table=table,
            in_force=any(
                each.is_newer(loaded.get(table, ())) and (each.found_from is None or each.found_from <= today)
                for each in of_table
            ),
            answered_at=min(each.answered_at for each in of_table),
        )
        for table in sorted({kind for each in states.values() for kind in each.kinds})
        if (of_table := [each for each in states.values() if table in each.kinds])
    )


def write_state(tables: Path, sources: Mapping[str, SourceState]) -> None:
    """Replace the state as a whole.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = tables / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    form = {"form": _FORM, "sources": {name: state_form(sources[name]) for name in sorted(sources)}}
    write_whole(folder / _FILE, (json.dumps(form, indent=1) + "\n").encode())


def state_form(state: SourceState) -> dict[str, Any]:
    """The state of a source in JSON values."""
    return {
        "checked_at": state.checked_at.isoformat(timespec="seconds"),
        "answered_at": state.answered_at.isoformat(timespec="seconds"),
        "result": state.result,
        "since": state.since.isoformat(timespec="seconds"),
        "message": state.message,
        "kinds": list(state.kinds),
        "found": state.found,
        "found_from": None if state.found_from is None else state.found_from.isoformat(),
        "waiting": state.waiting,
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _state(form: Mapping[str, Any]) -> SourceState:
    return SourceState(
        checked_at=_moment(form["checked_at"]),
        answered_at=_moment(form["answered_at"]),
        result=str(form["result"]),
        since=_moment(form["since"]),
        message=str(form["message"]),
        kinds=tuple(str(kind) for kind in form["kinds"]),
        found=form["found"],
        found_from=None if form["found_from"] is None else date.fromisoformat(form["found_from"]),
        waiting=bool(form["waiting"]),
    )
