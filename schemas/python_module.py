"""A self-contained Python module of typed encounter events, for producers: the standard library and nothing of ours."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from schemas.field_reference import ROOT, FieldDoc, RecordDoc, record_docs
from schemas.sources import NEWEST

FILE_NAME: Final = "encounter_event.py"
_WIDTH: Final = 110
_TYPES: Final[Mapping[str, str]] = {
    "text": "str",
    "UUID": "str",
    "date": "dt.date",
    "instant": "dt.datetime",
    "whole number": "int",
    "true or false": "bool",
    "amount": "Decimal",
    "quantity": "Decimal",
}
_HEAD: Final = '''"""Encounter events of claims-worker, {title}, as typed values.

Written by `claims-worker schemas export --format python`; needs nothing but the standard library. Build an
`EncounterEvent`, then encode `to_record(event)` with an Avro library, or write `to_json(event)` for
`claims-worker check`. The Avro schema is EncounterEvent.v{version}.avsc (`claims-worker schemas export`).
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
'''
_TAIL: Final = '''

def to_record(value: Any) -> Any:
    """A value as Avro libraries take it: a dict of plain values, dates, instants and decimals."""
    if isinstance(value, tuple):
        return [to_record(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    return {
        field.name.removesuffix("_"): to_record(getattr(value, field.name)) for field in dataclasses.fields(value)
    }


def to_json(value: Any) -> Any:
    """A value in the JSON form, ready for `json.dumps`: decimals and dates are strings."""
    record = to_record(value)
    if isinstance(record, dict):
        return {name: to_json(part) for name, part in record.items()}
    if isinstance(record, list):
        return [to_json(item) for item in record]
    if isinstance(record, dt.datetime):
        return record.astimezone(dt.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(record, dt.date):
        return record.isoformat()
    return format(record, "f") if isinstance(record, Decimal) else record
'''


def python_module() -> str:
    """The text of the module."""
    docs = record_docs()
    version = NEWEST[ROOT]
    parts = [_HEAD.format(title=f"{ROOT} v{version}", version=version)]
    enums = {field.kind: field for record in docs.values() for field in record.fields if field.symbols}
    parts += [_literal(name, field.symbols) for name, field in sorted(enums.items())]
    made: set[str] = set()
    for name in docs:
        parts += _classes(name, docs, made)
    return "\n".join(parts) + _TAIL


def _literal(name: str, symbols: tuple[str, ...]) -> str:
    line = f"{name} = Literal[{', '.join(map(_quoted, symbols))}]"
    return (
        line
        if len(line) <= _WIDTH
        else "\n".join((f"{name} = Literal[", *(f"    {_quoted(each)}," for each in symbols), "]"))
    )


def _classes(name: str, docs: Mapping[str, RecordDoc], made: set[str]) -> Iterator[str]:
    """The class of a record, after those of the records that it holds."""
    if name in made:
        return
    made.add(name)
    for field in docs[name].fields:
        if field.record is not None:
            yield from _classes(field.record, docs, made)
    yield f'\n\n@dataclass(frozen=True, kw_only=True)\nclass {name}:\n    """{docs[name].doc}"""\n'
    for field in docs[name].fields:
        yield f"    {_declared(field)}"
        yield textwrap.indent(_docstring(field.doc), "    ")


def _declared(field: FieldDoc) -> str:
    name = f"{field.name}_" if field.name == "from" else field.name
    kind = _TYPES.get(field.kind, field.kind)
    if field.required:
        return f"{name}: {kind}"
    if field.many:
        return f"{name}: tuple[{kind}, ...] = ()"
    if field.default is None:
        return f"{name}: {kind} | None = None"
    return f"{name}: {kind} = {_quoted(field.default) if isinstance(field.default, str) else field.default}"


def _quoted(text: str) -> str:
    return json.dumps(text)


def _docstring(doc: str) -> str:
    lines = textwrap.wrap(f'"""{doc}"""', _WIDTH)
    return "\n".join(lines)
