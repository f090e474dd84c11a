"""The chapters and blocks of ICD-10-CM, as a table beside the facts."""

from functools import cache
from typing import Final

from arro3.core import Array, DataType, Table
from duckdb import DuckDBPyConnection

from rules.tables.shipped.icd10cm_tabular import Icd10cmTabular
from rules.tables.shipped_table import DATA

_COLUMNS: Final = ("category", "block", "chapter")


@cache
def tabular_list() -> Icd10cmTabular:
    """The tabular list that the package ships."""
    return Icd10cmTabular(DATA)


def load_conditions(database: DuckDBPyConnection) -> None:
    """Make the table `conditions`: the block and the chapter of each category, the first three characters of a code."""
    rows = tabular_list().categories()
    columns = zip(*rows, strict=True)
    held = Table.from_pydict(
        {name: Array(list(each), DataType.string()) for name, each in zip(_COLUMNS, columns, strict=True)}
    )
    database.register("conditions_held", held)
    database.execute("CREATE OR REPLACE TEMP TABLE conditions AS SELECT * FROM conditions_held").fetchall()
    database.unregister("conditions_held")


def condition_name(key: str, code: str) -> str:
    """What a chapter or block is about, such as `Diabetes mellitus`; empty if the shipped list does not say."""
    table = tabular_list()
    words = table.chapter_description(code) if key == "chapter" else table.block_description(code)
    return "" if words is None else words.rsplit(" (", 1)[0]  # without the range of codes
