"""What is known of each source from the last look, kept in one small file beside the code tables."""

import json
from collections.abc import Mapping
from datetime import datetime
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
    result: str
    since: datetime
    """When this result began."""
    message: str
    kinds: tuple[str, ...]
    found: str | None
    """The newest release offered; None if there is none, or only its file says which."""
    found_from: str | None
    """The first day of that release."""
    waiting: bool
    """Whether that release is offered and not loaded."""


def read_state(tables: Path, folder: str = FOLDER) -> dict[str, SourceState]:
    """The state of each source by its id; empty if nothing was fetched, or the file is of another version."""
    try:
        form = json.loads(read_small_file(tables / folder / _FILE))
        if form["form"] != _FORM:
            return {}
        return {str(name): _state(each) for name, each in form["sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # it is only a memory of the last look; the next one writes it again


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
        "result": state.result,
        "since": state.since.isoformat(timespec="seconds"),
        "message": state.message,
        "kinds": list(state.kinds),
        "found": state.found,
        "found_from": state.found_from,
        "waiting": state.waiting,
    }


def _state(form: Mapping[str, Any]) -> SourceState:
    return SourceState(
        checked_at=datetime.fromisoformat(form["checked_at"]),
        result=str(form["result"]),
        since=datetime.fromisoformat(form["since"]),
        message=str(form["message"]),
        kinds=tuple(str(kind) for kind in form["kinds"]),
        found=form["found"],
        found_from=form["found_from"],
        waiting=bool(form["waiting"]),
    )
