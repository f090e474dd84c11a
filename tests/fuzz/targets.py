"""The fuzz targets: where each starts, and what must hold of any input."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from schemas.value import value
from tests.fuzz.events import check_event, check_json, event_seeds, json_seeds, json_words
from tests.fuzz.interchange import check_x12, x12_seeds
from tests.fuzz.tables import check_table, table_seeds

CORPUS: Final = Path(__file__).with_name("corpus")


@value
class Target:
    """One thing that takes any bytes.

    `seeds` are valid inputs and `words` are what a fuzzer would not guess. `check` raises if something does not hold,
    and returns whether the input was accepted. The first line of an input is left alone if `named`.
    """

    seeds: Callable[[], Iterator[bytes]]
    check: Callable[[bytes], bool]
    words: Callable[[], list[bytes]] = list
    named: bool = False


TARGETS: Final = {
    "decode": Target(seeds=event_seeds, check=check_event),
    "json": Target(seeds=json_seeds, check=check_json, words=json_words),
    "x12": Target(seeds=x12_seeds, check=check_x12),
    "tables": Target(seeds=table_seeds, check=check_table, named=True),
}


def corpus_of(name: str) -> list[Path]:
    """The inputs of a target that are kept in the repository."""
    return sorted((CORPUS / name).iterdir())
