"""`claims-worker schemas show`: a field of an encounter event, or the fields of one of its records."""

import difflib

import click
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rules.pages.x12_text import NO_PLACE, X12_FORMS, reason_without_place, x12_text
from schemas.field_reference import ROOT, FieldDoc, RecordDoc, find_field, record_docs
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_outcome import make_console


@click.command("show", short_help="Explain a field of an encounter event.")
@click.argument("path", metavar="[PATH]", default="")
def show_field(path: str) -> None:
    """Explain the field at PATH, such as patient.sex or service_lines[0].charge, with its place in an 837.

    If the field is an object or a list of objects, its fields are listed; without PATH, those of the event.

    \b
    Exit codes:
      0  shown
      2  no such field
    """
    console = make_console()
    if not path:
        console.print(_fields(record_docs()[ROOT]))
        return
    found = find_field(path)
    if found is None:
        end_with(COULD_NOT_RUN, f"unknown field {path!r}{_nearest(path)} (to see all: claims-worker schemas show)")
    console.print(_field(path, found))
    if found.record is not None:
        console.print(Group("", _fields(record_docs()[found.record])))


def _nearest(path: str) -> str:
    """The paths that end with the same name, or the most similar path."""
    paths = {
        f"{place}.{field.name}" if place else field.name
        for record in record_docs().values()
        for place in record.paths or ("",)
        for field in record.fields
    }
    first, last = path.partition(".")[0], path.rpartition(".")[2]
    same = [known for known in paths if known.rpartition(".")[2] == last]
    close = sorted(same, key=lambda known: (known.partition(".")[0] != first, len(known), known))[:1]
    close = close or difflib.get_close_matches(path, paths, 1)
    return f"; did you mean {close[0]}?" if close else ""


def _field(path: str, field: FieldDoc) -> RenderableType:
    head = Text.assemble((path, "bold"), "  ", field.type_text, ("  required" if field.required else "", "yellow"))
    lines = [Text(field.doc)]
    facts = {
        "one of": ", ".join(field.symbols),
        "default": _default(field),
        "examples": ", ".join(field.examples),
        "phi": "can identify a person" if field.personal else "",
    }
    places = {X12_FORMS[form]: x12_text(path, form) for form in X12_FORMS}
    facts |= {name: text for name, text in places.items() if text != NO_PLACE}
    facts["837"] = (reason_without_place(path) or "") if set(places.values()) == {NO_PLACE} else ""
    lines += [Text.assemble((f"{name:<10}", "dim"), text) for name, text in facts.items() if text]
    return Group(head, *(Padding(line, (0, 0, 0, 2), expand=False) for line in lines))


def _default(field: FieldDoc) -> str:
    return "" if field.default in (None, []) else str(field.default)


def _fields(record: RecordDoc) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("field", "type", "", "meaning"):
        table.add_column(heading, overflow="fold")
    for field in record.fields:
        marks = Text("required" if field.required else "", style="yellow")
        table.add_row(Text(field.name, style="bold"), field.type_text, marks, field.doc)
    return table
