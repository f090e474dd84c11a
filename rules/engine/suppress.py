"""One cause, one finding: where a problem explains others, only it is said."""

from collections.abc import Sequence, Set
from typing import Final, TypeAlias

from rules.edit import Edit, Problem, Scope

_Hit: TypeAlias = tuple[Edit, Problem]


def unsilenced(hits: Sequence[_Hit]) -> list[_Hit]:
    """The problems of a claim that no other one explains."""
    reasons: dict[str, set[str | None]] = {}
    for other, cause in hits:
        for silence in other.cases[cause.case].suppresses:
            for code in silence.edits:
                reasons.setdefault(code, set()).add(_reach(silence.scope, cause.field))
    if not reasons:
        return list(hits)
    return [hit for hit in hits if not _is_reached(hit[1].field, reasons.get(hit[0].code, _NOTHING))]


_NOTHING: Final[frozenset[str | None]] = frozenset()


def _reach(scope: Scope, path: str) -> str | None:
    """What a problem at a path silences in a scope: a mark that the paths in its reach share, or None for all."""
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
    """The line that a path points into; of no line, the path itself, which no line has."""
    line = path.partition(".")[0]
    return line if line.startswith("service_lines[") else f"none {path}"


def _element(path: str) -> str:
    """The record that a path points into: `diagnoses[2]`, or `service_lines[0].rendering_provider`."""
    return path.rpartition(".")[0] or path
