"""Facts as an Arrow table: the form in which they are stored and queried."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final

from arro3.core import Array, DataType, Field, Schema, Table, list_array, struct_array

from schemas.scalars import MONEY_DIGITS, MONEY_SCALE, QUANTITY_DIGITS, QUANTITY_SCALE
from workers.insight.columns import FACT_COLUMNS, Column, Scalar
from workers.insight.facts import Row

_EPOCH_ORDINAL: Final = 719_163
_TYPES: Final[Mapping[Scalar, DataType]] = {
    "text": DataType.string(),
    "key": DataType.binary(),
    "integer": DataType.int32(),
    "long": DataType.int64(),
    "flag": DataType.bool(),
    "date": DataType.date32(),
    "instant": DataType.timestamp("us", tz="UTC"),
    "money": DataType.decimal128(MONEY_DIGITS, MONEY_SCALE),
    "quantity": DataType.decimal128(QUANTITY_DIGITS, QUANTITY_SCALE),
}
_PLAIN: Final[Mapping[Scalar, tuple[DataType, Callable[[Any], Any]]]] = {
    "date": (DataType.int32(), lambda day: day.toordinal() - _EPOCH_ORDINAL),
    "instant": (DataType.int64(), lambda at: round(at.timestamp() * 1000) * 1000),  # instants have milliseconds
    "money": (DataType.string(), str),
    "quantity": (DataType.string(), str),
}
"""What the Arrow library makes no array of itself: first of which type, and how."""


@cache
def fact_schema() -> Schema:
    """The Arrow schema of facts. Every column may be null but lists, which may be empty."""
    return Schema([_field(column) for column in FACT_COLUMNS])


def fact_table(rows: Iterable[Row]) -> Table:
    """An Arrow table of rows that `facts_of` made."""
    held = list(rows)
    arrays = [_array(column, [row[column.name] for row in held]) for column in FACT_COLUMNS]
    return Table.from_arrays(arrays, schema=fact_schema())


def _field(column: Column) -> Field:
    return Field(column.name, _type(column), nullable=True)


def _type(column: Column) -> DataType:
    if column.rows:
        return DataType.list(Field("element", DataType.struct([_field(each) for each in column.rows]), nullable=True))
    if column.several:
        return DataType.list(Field("element", _TYPES[column.kind], nullable=True))
    return _TYPES[column.kind]


def _array(column: Column, values: Sequence[Any]) -> Array:
    if not column.rows and not column.several:
        return _scalars(column.kind, values)
    items = [item for each in values for item in each]
    if column.rows:
        parts = [_array(inner, [item[inner.name] for item in items]) for inner in column.rows]
        inside = struct_array(parts, fields=[_field(inner) for inner in column.rows])
    else:
        inside = _scalars(column.kind, items)
    offsets = Array(list(accumulate(map(len, values), initial=0)), DataType.int32())
    return list_array(offsets, inside, type=_type(column))


def _scalars(kind: Scalar, values: Sequence[Any]) -> Array:
    if kind not in _PLAIN:
        return Array(values, _TYPES[kind])
    plain, convert = _PLAIN[kind]
    return Array([None if each is None else convert(each) for each in values], plain).cast(_TYPES[kind])
