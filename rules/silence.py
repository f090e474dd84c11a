"""One cause, one finding: where a problem explains others, only it is said."""

from collections.abc import Iterable
from typing import TypeAlias

from rules.edit import Edit, Problem, Scope

_Hit: TypeAlias = tuple[Edit, Problem]


def silenced(hit: _Hit, hits: Iterable[_Hit]) -> bool:
    """Whether another problem of the claim explains this one."""
    edit, found = hit
    for other, cause in hits:
        for silence in other.cases[cause.case].silences:
            if edit.code in silence.edits and cause is not found and _reaches(silence.scope, cause.field, found.field):
                return True
    return False


def _reaches(scope: Scope, cause: str, path: str) -> bool:
    match scope:
        case "claim":
            return True
        case "field":
            return cause == path
        case "element":
            return _element(cause) == _element(path)
        case "line":
            line = cause.split(".")[0]
            return line.startswith("service_lines[") and path.split(".")[0] == line


def _element(path: str) -> str:
    """The record that a path points into: `diagnoses[2]`, or `service_lines[0].rendering_provider`."""
    return path.rpartition(".")[0] or path
