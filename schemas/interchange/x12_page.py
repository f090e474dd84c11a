"""The page X12-837.md: which field each element of an 837 fills, written from the table of places."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from schemas.generator import Generator
from schemas.interchange.x12_place import Condition, X12Place, load_x12_places, reasons_without_place

PAGE: Final = Path(__file__).with_name("X12-837.md")
_HEAD: Final = """# Where the fields of an event are in an 837

Written by `python -m schemas.interchange.x12_page` from [x12_places.toml](x12_places.toml), which the reader uses too.
P is the 837P (005010X222A1), I the 837I (005010X223A2). An element that is not here has no field: `check`, `publish`
and `convert` report it.

| Element | Where | Form | Field | Note |
|---|---|---|---|---|
"""
_NO_PLACE: Final = """
## Fields without a place

| Field | Reason |
|---|---|
"""


def x12_page() -> str:
    """The page as Markdown."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for place in sorted(load_x12_places(), key=lambda place: place.loop):
        forms = rows.setdefault((place.span, _when(place), f"`{place.field}`", _note(place)), [])
        if place.form[0] not in forms:
            forms.append(place.form[0])
    lines = [
        f"| {span} | {when} | {' '.join(sorted(forms, reverse=True))} | {field} | {note} |"
        for (span, when, field, note), forms in rows.items()
    ]
    return _HEAD + "\n".join(lines) + "\n" + _NO_PLACE + "\n".join(_without()) + "\n"


def _without() -> Iterator[str]:
    reasons: Mapping[str, str] = reasons_without_place()
    yield from (f"| `{field}` | {reason} |" for field, reason in reasons.items())


def _when(place: X12Place) -> str:
    return " and ".join(_condition(place, one) for one in place.conditions)


def _condition(place: X12Place, one: Condition) -> str:
    element = f"{one.element:02}" if one.element is not None else "nn"
    component = f"-{one.component}" if one.component is not None else ""
    values = " or ".join(value or "absent" for value in one.values)
    return f"{place.segment}{element}{component} {'not ' if one.negated else ''}{values}"


def _note(place: X12Place) -> str:
    sides = {"self": "patient is the subscriber", "dependent": "patient is a dependent"}
    notes = [words for side, words in sides.items() if side in place.sides]
    if place.half is not None:
        notes.append(f"the {place.half} date")
    if not place.writes:
        notes.append("read, not part of the guide")
    if not place.reads:
        notes.append("not read into this field")
    return "; ".join([*notes, place.note] if place.note else notes)


GENERATOR: Final = Generator(module="schemas.interchange.x12_page", make=lambda: {PAGE: x12_page()})

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
