"""An encounter as lines of JSON, with marks on fields that have findings or repairs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from schemas.path import join_path
from schemas.value import value

Weight = Literal["bad", "warn", "repaired"]
"""The kind of mark: rejects the claim, is a warning, or was repaired."""

_HEAVIEST_FIRST: Final[tuple[Weight, ...]] = ("bad", "warn", "repaired")


@value
class Mark:
    """A mark on a field: its kind, its label, and the anchor on the page that explains it."""

    path: str
    weight: Weight
    label: str
    anchor: str | None = None


@value
class Line:
    """One line of JSON and the marks on it."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def weight(self) -> Weight | None:
        """The weight of the most severe mark."""
        return min((mark.weight for mark in self.marks), key=_HEAVIEST_FIRST.index, default=None)


def mark_json(form: Mapping[str, Any], marks: tuple[Mark, ...]) -> tuple[Line, ...]:
    """The encounter as lines of JSON.

    Absent fields are omitted, unless they are marked: then they are shown as null. A mark inside an absent field is
    placed on that field; a mark whose path is not in the encounter is dropped.

    Args:
        form: the JSON form, including absent fields.
        marks: the marks, by path.
    """
    placed: dict[str, list[Mark]] = {}
    for mark in marks:
        path = find_present(form, mark.path)
        if path:
            placed.setdefault(path, []).append(mark)
    return tuple(_object(form, "", "", "", placed))


def find_present(form: Any, path: str) -> str:
    """The longest prefix of the path that exists in the form; may be empty."""
    reached = ""
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            number = step[1:-1]
            if not isinstance(form, list) or not number.isdigit() or int(number) >= len(form):
                break
            form = form[int(number)]
        else:
            if not isinstance(form, Mapping) or step not in form:
                break
            form = form[step]
        reached = join_path(reached, step) if reached else step
    return reached


def _value(part: Any, path: str, indent: str, lead: str, tail: str, placed: Mapping[str, list[Mark]]) -> Iterator[Line]:
    if isinstance(part, Mapping) and part:
        yield from _object(part, path, indent, lead, placed, tail)
    elif isinstance(part, list) and part:
        marks = tuple(placed.get(path, ()))
        yield Line(text=f"{indent}{lead}[", marks=marks)
        for index, item in enumerate(part):
            comma = "," if index < len(part) - 1 else ""
            yield from _value(item, join_path(path, f"[{index}]"), indent + "  ", "", comma, placed)
        yield Line(text=f"{indent}]{tail}", marks=())
    else:
        shown = json.dumps(part, ensure_ascii=False)
        yield Line(text=f"{indent}{lead}{shown}{tail}", marks=tuple(placed.get(path, ())))


def _object(
    form: Mapping[str, Any], path: str, indent: str, lead: str, placed: Mapping[str, list[Mark]], tail: str = ""
) -> Iterator[Line]:
    yield Line(text=f"{indent}{lead}{{", marks=tuple(placed.get(path, ())))
    paths = {name: join_path(path, name) if path else name for name in form}
    kept = [name for name, part in form.items() if part not in (None, []) or paths[name] in placed]
    for name in kept:
        comma = "" if name == kept[-1] else ","
        yield from _value(form[name], paths[name], indent + "  ", f"{json.dumps(name)}: ", comma, placed)
    yield Line(text=f"{indent}}}{tail}", marks=())
