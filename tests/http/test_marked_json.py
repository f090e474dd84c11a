"""An encounter as JSON with marks for findings and repairs."""

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
    """The marked lines, by marked path."""
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
def test_a_mark_is_placed_on_the_field_or_its_absent_parent(path: str, line: str) -> None:
    """A field that is wrong because it is absent is shown as null; inside an absent object, the object is."""
    assert texts(path) == {path: line}


@pytest.mark.parametrize("path", ["", "nothing", "nothing[0].code", "[0]", "source.", "lines[x]", "lines[-1]"])
def test_an_unknown_path_marks_no_wrong_field(path: str) -> None:
    """It marks the part of the path that exists, or nothing."""
    assert find_present(FORM, path) in {"", "source", "lines"}
    texts(path)


def test_the_most_severe_mark_sets_the_weight_of_the_line() -> None:
    """A field that was repaired and still rejects is red and shows both labels."""
    marks = (
        Mark(path="source", weight="repaired", label="R101"),
        Mark(path="source", weight="bad", label="EV101", anchor="finding-1"),
        Mark(path="source", weight="warn", label="EV102"),
    )
    (line,) = (line for line in mark_json(FORM, marks) if line.marks)
    assert (line.weight, [mark.label for mark in line.marks]) == ("bad", ["R101", "EV101", "EV102"])


@pytest.mark.parametrize("name", sample_names())
def test_the_lines_are_the_encounter(name: str) -> None:
    """Parsed again, the lines equal the JSON form without absent fields, for every sample."""
    event = read_encounter(parse_json(sample_text(name)))
    lines = mark_json(to_json(event), ())
    read = json.loads("\n".join(line.text for line in lines))
    assert read == _without_empty(to_json(event))


def _without_empty(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_empty(inner) for name, inner in part.items() if inner not in (None, [])}
    return [_without_empty(inner) for inner in part] if isinstance(part, list) else part
