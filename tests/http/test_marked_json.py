"""An encounter with what was said about it."""

import json
from typing import Any

import pytest

from schemas.json_form import parse_json, read_encounter, to_json
from schemas.samples import sample_names, sample_text
from workers.http.marked_json import Mark, find_present, mark_json

FORM: dict[str, Any] = {
    "source": "a",
    "patient": {"name": "b", "sex": None},
    "rendering": None,
    "lines": [{"code": "c", "modifiers": []}, {"code": None, "modifiers": ["d", "e"]}],
    "notes": [],
}


def texts(*paths: str) -> dict[str, str]:
    """The marked lines, by the path that was marked."""
    lines = mark_json(FORM, tuple(Mark(path=path, weight="bad", label=path) for path in paths))
    return {mark.path: line.text.strip() for line in lines for mark in line.marks}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("source", '"source": "a",'),
        ("patient.sex", '"sex": null'),
        ("patient", '"patient": {'),
        ("rendering", '"rendering": null,'),
        ("rendering.npi", '"rendering": null,'),
        ("notes", '"notes": []'),
        ("lines", '"lines": ['),
        ("lines[1].modifiers[1]", '"e"'),
        ("lines[0].modifiers", '"modifiers": []'),
        ("lines[0].modifiers[2]", '"modifiers": []'),
        ("lines[1].code", '"code": null,'),
        ("lines[0]", "{"),
        ("lines[7].code", '"lines": ['),
    ],
)
def test_a_mark_falls_on_the_field_or_on_what_is_not_there(path: str, line: str) -> None:
    """What is wrong because it is absent stands there as null; in something absent, that is marked."""
    assert texts(path) == {path: line}


@pytest.mark.parametrize("path", ["", "nothing", "nothing[0].code", "[0]", "source.", "lines[x]", "lines[-1]"])
def test_a_path_that_leads_nowhere_marks_nothing_wrong(path: str) -> None:
    """It falls on the part that is there, or on no line."""
    assert find_present(FORM, path) in {"", "source", "lines"}
    texts(path)


def test_the_heaviest_mark_gives_the_line_its_weight() -> None:
    """A field that was repaired and still rejects is red; both labels stand beside it."""
    marks = (
        Mark(path="source", weight="mended", label="R101"),
        Mark(path="source", weight="bad", label="EV101", anchor="finding-1"),
        Mark(path="source", weight="warn", label="EV102"),
    )
    (line,) = (line for line in mark_json(FORM, marks) if line.marks)
    assert (line.weight, [mark.label for mark in line.marks]) == ("bad", ["R101", "EV101", "EV102"])


@pytest.mark.parametrize("name", sample_names())
def test_the_lines_are_the_encounter(name: str) -> None:
    """Read back, they are what the JSON form without absent things says, for every sample."""
    event = read_encounter(parse_json(sample_text(name)))
    lines = mark_json(to_json(event), ())
    read = json.loads("\n".join(line.text for line in lines))
    assert read == _without_empty(to_json(event))


def _without_empty(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_empty(inner) for name, inner in part.items() if inner not in (None, [])}
    return [_without_empty(inner) for inner in part] if isinstance(part, list) else part
