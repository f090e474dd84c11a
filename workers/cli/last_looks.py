"""What `codes fetch` found at its last look at each table's source, for `codes status`."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from rules.tables.source_state import SourceState, read_state

_FINE = frozenset(("loaded", "unchanged", "newer"))


def last_looks(tables: Path) -> dict[str, SourceState]:
    """The last look at each table; of several sources, the one that needs attention."""
    found: dict[str, SourceState] = {}
    for state in read_state(tables).values():
        for kind in state.kinds:
            if kind not in found or _weight(state) > _weight(found[kind]):
                found[kind] = state
    return found


def look_form(state: SourceState | None, loaded: Collection[str]) -> dict[str, Any]:
    """The last look in JSON values.

    Args:
        state: the look; None if there was none.
        loaded: the names of the loaded releases.
    """
    if state is None:
        return {"checked_at": None, "newer": None, "fetch": None}
    first = None if state.found_from is None else state.found_from.isoformat()
    return {
        "checked_at": state.checked_at.isoformat(),
        "newer": {"release": state.found, "from": first} if state.is_newer(loaded) else None,
        "fetch": {"result": state.result, "since": state.since.isoformat(), "message": state.message},
    }


def look_cells(form: Mapping[str, Any], now: dt.datetime) -> tuple[str, str]:
    """The same for a person: when the source was asked, and what is newer or wrong."""
    if form["checked_at"] is None:
        return "never", "–"
    days = (now - dt.datetime.fromisoformat(form["checked_at"])).days
    said = []
    if form["newer"] is not None:
        first = form["newer"]["from"]
        said.append(f"{form['newer']['release']} posted" + (f", from {first}" if first is not None else ""))
    if form["fetch"]["result"] not in _FINE:
        said.append(form["fetch"]["result"])
    return "today" if days < 1 else f"{days} days ago", "; ".join(said) or "–"


def _weight(state: SourceState) -> tuple[bool, bool, dt.datetime]:
    return state.result not in _FINE, state.waiting, state.checked_at
