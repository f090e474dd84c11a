"""The page of all fields of an encounter event, by record."""

from collections.abc import Iterable, Mapping
from functools import cache

from rules.pages.x12_text import NO_PLACE, X12_FORMS, reason_without_place, x12_elements, x12_text_of_forms
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
        "An encounter event is one JSON object, or one Avro record on the topic. Lists and fields that are not "
        "required may be left out. Fields that can identify a person are marked: their values are in no log, metric, "
        "key or error. Each field shows its 837 element; a record in several places of an 837 shows the loop of each."
    )
    jumps = tag("nav", *[tag("a", name, href=f"#{name}") for name in docs], class_="jumps", aria_label="Records")
    commands = tag(
        "p",
        "For an editor, ",
        tag("code", "claims-worker schemas export --format json-schema FOLDER"),
        " writes a JSON Schema; ",
        tag("code", "claims-worker schemas show patient.birth_date"),
        " shows one field.",
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
    rows = [_row(field, record, docs) for field in record.fields]
    headings = tag("tr", *[tag("th", name, scope="col") for name in ("Field", "Type", "Meaning")])
    table = tag("table", tag("thead", headings), tag("tbody", *rows), class_="stacked")
    heading = record.name if record.name != ROOT else f"{record.name}: the event itself"
    return tag(
        "section", tag("h2", heading), tag("p", record.doc), _where(record), table, class_="card", id=record.name
    )


def _where(record: RecordDoc) -> Markup:
    if len(record.paths) <= 1:
        return tag("p", "In ", tag("code", record.paths[0]), ".") if record.paths else Markup()
    items = [
        tag("li", tag("code", path), " ", tag("span", _loops(path), class_="muted small")) for path in record.paths
    ]
    return join([tag("p", "In:"), tag("ul", *items, class_="places")])


def _loops(path: str) -> str:
    text = x12_text_of_forms(path, X12_FORMS)
    return "not in an 837" if text == NO_PLACE else text


def _place(field: FieldDoc, record: RecordDoc) -> str:
    """The element of the field in an 837, or why it has none; empty if the places of its record tell it."""
    paths = [f"{path}.{field.name}" for path in record.paths] or [field.name]
    if len(paths) > 1:
        elements = x12_elements(paths, X12_FORMS) if field.record is None else ""
        return f"837: {elements}" if elements else ""
    text = x12_text_of_forms(paths[0], X12_FORMS)
    if text == NO_PLACE:
        return f"Not in an 837: {reason_without_place(paths[0])}."
    return text if text.startswith("837") else f"837: {text}"


def _commas(parts: Iterable[Markup]) -> list[str]:
    made: list[str] = []
    for part in parts:
        made += [", ", part] if made else [part]
    return made


def _row(field: FieldDoc, record: RecordDoc, docs: Mapping[str, RecordDoc]) -> Markup:
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
    if place := _place(field, record):
        more.append(tag("div", place))
    return tag(
        "tr",
        tag("th", tag("code", field.name), " ", *marks, scope="row"),
        tag("td", "list of " if field.many else "", kind),
        tag("td", field.doc, join(more) if not more else tag("div", *more, class_="muted small")),
    )
