"""One cause, one finding: a problem that explains others suppresses them."""

from collections.abc import Sequence, Set
from typing import Final

from rules.edit import Scope
from rules.engine.hits import Hit

_NONE: Final[frozenset[str | None]] = frozenset()


def unsuppressed(hits: Sequence[Hit], shadow: Set[str]) -> list[Hit]:
    """The problems of a claim that no other one suppresses.

    Args:
        hits: each problem with its edit.
        shadow: codes of the edits that run in shadow. They suppress nothing, because they must not change an outcome.
    """
    suppressed: dict[str, set[str | None]] = {}
    fired = {edit.code: edit for edit, _ in hits}
    for other, cause in hits:
        if other.code in shadow:
            continue
        for suppression in other.cases[cause.case].suppresses:
            reach = _reach(suppression.scope, cause.field)
            for code, edit in fired.items():
                if suppression.reaches(edit):
                    suppressed.setdefault(code, set()).add(reach)
    if not suppressed:
        return list(hits)
    return [hit for hit in hits if not _is_reached(hit[1].field, suppressed.get(hit[0].code, _NONE))]


def _reach(scope: Scope, path: str) -> str | None:
    """What a problem at a path suppresses in a scope: a mark that all paths in its reach share, or None for all."""
    match scope:
        case "claim":
            return None
        case "field":
            return f"field {path}"
        case "element":
            return f"element {_element(path)}"
        case "line":
            return f"line {_line(path)}"


def _is_reached(path: str, marks: Set[str | None]) -> bool:
    if not marks:
        return False
    return not marks.isdisjoint((None, f"field {path}", f"element {_element(path)}", f"line {_line(path)}"))


def _line(path: str) -> str:
    """The line that a path points into; for a path outside lines, a text that no line has."""
    line = path.partition(".")[0]
    return line if line.startswith("service_lines[") else f"none {path}"


def _element(path: str) -> str:
    """The record that a path points into: `diagnoses[2]`, or `service_lines[0].rendering_provider`."""
    return path.rpartition(".")[0] or path
