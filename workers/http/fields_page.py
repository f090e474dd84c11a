"""The page of all fields of an encounter event, by record."""

from collections.abc import Iterable, Mapping
from functools import cache

from schemas.field_reference import ROOT, FieldDoc, RecordDoc, record_docs
from workers.http.markup import Markup, join, tag
from workers.http.page import render_page


@cache
def render_fields_page(*, what_if: bool, outcomes: bool) -> bytes:
    """The page of all fields.

    Args:
        what_if: whether to link to the what-if page.
        outcomes: whether to link to the page of outcomes.
    """
    docs = record_docs()
    about = (
        "An encounter event is one JSON object, or one Avro record on the topic. A list may be left out, and so may "
        "every field that is not required. Fields that can identify a person are "
        "marked: their values are in no log, metric, key or error."
    )
    jumps = tag("nav", *[tag("a", name, href=f"#{name}") for name in docs], class_="jumps", aria_label="Records")
    commands = tag(
        "p",
        "For an editor, ",
        tag("code", "claims-worker schemas export --format json-schema FOLDER"),
        " writes a JSON Schema; ",
        tag("code", "claims-worker schemas show patient.birth_date"),
        " shows one field with its place in an 837.",
        class_="muted",
    )
    sections = [_section(record, docs) for record in docs.values()]
    return render_page(
        "Fields",
        tag("h1", "Fields of an encounter event"),
        tag("p", about),
        commands,
        jumps,
        *sections,
        what_if=what_if,
        outcomes=outcomes,
    )


def _section(record: RecordDoc, docs: Mapping[str, RecordDoc]) -> Markup:
    where = tag("p", "In ", *_commas(tag("code", path) for path in record.paths), ".") if record.paths else ""
    rows = [_row(field, docs) for field in record.fields]
    headings = tag("tr", *[tag("th", name, scope="col") for name in ("Field", "Type", "Meaning")])
    table = tag("table", tag("thead", headings), tag("tbody", *rows), class_="stacked")
    heading = record.name if record.name != ROOT else f"{record.name}: the event itself"
    return tag("section", tag("h2", heading), tag("p", record.doc), where, table, class_="card", id=record.name)


def _commas(parts: Iterable[Markup]) -> list[str]:
    made: list[str] = []
    for part in parts:
        made += [", ", part] if made else [part]
    return made


def _row(field: FieldDoc, docs: Mapping[str, RecordDoc]) -> Markup:
    kind: str = tag("a", field.kind, href=f"#{field.record}") if field.record in docs else field.kind
    marks = []
    if field.required:
        marks.append(tag("span", "required", class_="chip warn"))
    if field.personal:
        marks.append(tag("span", "person", class_="chip muted", title="Can identify a person."))
    more = []
    if field.symbols:
        more.append(tag("div", "One of ", *_commas(tag("code", symbol) for symbol in field.symbols), "."))
    if field.default not in (None, []):
        more.append(
            tag(
                "div",
                "Default ",
                tag("code", str(field.default).lower() if isinstance(field.default, bool) else str(field.default)),
                ".",
            )
        )
    if field.examples:
        more.append(tag("div", "For example ", *_commas(tag("code", text) for text in field.examples), "."))
    return tag(
        "tr",
        tag("th", tag("code", field.name), " ", *marks, scope="row"),
        tag("td", "list of " if field.many else "", kind),
        tag("td", field.doc, join(more) if not more else tag("div", *more, class_="muted small")),
    )
