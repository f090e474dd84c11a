"""Writes a report as a Parquet file, for tools that read tables."""

import tempfile
from pathlib import Path
from typing import Any, Final

import duckdb
from arro3.core import Array, DataType, Field, Table, list_array

from workers.insight.report import Report
from workers.insight.write_lines import cells_of

_QUERY: Final = """
SELECT
    measure, map(names, parts) AS "group", numerator, denominator, "value", low, high, unit, suppressed, caveats
FROM held ORDER BY place
"""
_NUMBERS: Final = ("numerator", "denominator", "value", "low", "high")


def write_parquet(report: Report) -> bytes:
    """The columns of the JSON lines (deploy/INSIGHT.md): `group` is a map of texts, `caveats` a list of texts.

    Raises:
        OSError: there is no folder for temporary files.
    """
    rows = list(cells_of(report))
    columns: dict[str, Any] = {
        "place": Array(list(range(len(rows))), DataType.int64()),
        "measure": _texts([row["measure"] for row in rows]),
        "names": _lists([list(row["group"]) for row in rows]),
        "parts": _lists([list(row["group"].values()) for row in rows]),
        **{name: Array([_double(row[name]) for row in rows], DataType.float64()) for name in _NUMBERS},
        "unit": _texts([row["unit"] for row in rows]),
        "suppressed": Array([row["suppressed"] for row in rows], DataType.bool()),
        "caveats": _lists([row["caveats"] for row in rows]),
    }
    database = duckdb.connect(":memory:", config={"threads": 1})  # the same bytes for the same numbers
    database.register("held", Table.from_pydict(columns))
    with tempfile.TemporaryDirectory(prefix="claims-insight-") as folder:
        file = Path(folder) / "report.parquet"
        database.execute(f"COPY ({_QUERY}) TO '{str(file).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)").fetchall()
        return file.read_bytes()


def _double(number: float | None) -> float | None:
    return None if number is None else float(number)


def _texts(texts: list[str | None]) -> Array:
    return Array(texts, DataType.string())


def _lists(lists: list[list[Any]]) -> Array:
    flat = [None if part is None else str(part) for each in lists for part in each]
    ends = [0]
    for each in lists:
        ends.append(ends[-1] + len(each))
    kind = DataType.list(Field("element", DataType.string(), nullable=True))
    return list_array(Array(ends, DataType.int32()), _texts(flat), type=kind)
