"""`order_referring`: who may order and refer for Medicare's patients, and what."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias, get_args

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile
from schemas.npi import is_npi

Ordered: TypeAlias = Literal["PARTB", "DME", "HHA", "PMD", "HOSPICE"]
"""What is ordered: tests and imaging, equipment, home health, power mobility, hospice care; as the file's columns."""

ORDERED: Final[tuple[Ordered, ...]] = get_args(Ordered)
BLOCK: Final = 16
"""The low bits of a number, which are kept for each; the bits above are its block."""
_FIRST: Final = 100_000_000


def npi_number(npi: str) -> int:
    """The number of a valid NPI without its check digit, from 0 on."""
    return int(npi[:9]) - _FIRST


class OrderReferringRelease(LoadedRelease):
    """One list: two bytes and the flags of each NPI, sorted, and where each block of 65,536 numbers begins."""

    __slots__ = ("_bits", "_first", "_low")

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self._first: Sequence[int] = file.column("first")
        self._low: Sequence[int] = file.column("low")
        self._bits: Sequence[int] = file.column("bits")

    def bits(self, npi: str) -> int | None:
        """The flags of an NPI; None if the list does not have it."""
        if not is_npi(npi):
            return None
        block, low = divmod(npi_number(npi), 1 << BLOCK)
        if block + 1 >= len(self._first):
            return None
        end = self._first[block + 1]
        at = bisect_left(self._low, low, self._first[block], end)
        return self._bits[at] if at < end and self._low[at] == low else None

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every NPI without its check digit, with what it may order."""
        for block in range(len(self._first) - 1):
            for at in range(self._first[block], self._first[block + 1]):
                number = _FIRST + (block << BLOCK) + self._low[at]
                yield str(number), tuple(name for bit, name in enumerate(ORDERED) if self._bits[at] >> bit & 1)


class OrderReferringTable(ReleasedTable[OrderReferringRelease]):
    """The loaded lists side by side: each answers for some weeks around its own day."""

    __slots__ = ()

    release_class = OrderReferringRelease

    def may_order(self, npi: str, ordered: Ordered, on: date) -> bool | None:
        """Whether the NPI may order this, by the list for the date; None if the list does not have the NPI."""
        release = self.at(on)
        bits = None if release is None else release.bits(npi)
        return None if bits is None else bool(bits >> ORDERED.index(ordered) & 1)


ORDER_REFERRING: Final = TableKind(
    name="order_referring",
    holds="who may order and refer for Medicare's patients: tests, equipment, home health, hospice care",
    carries="ordering-npis",
    opens=OrderReferringTable,
    fewest={"rows": 1_000_000},
    reads="load_practitioners:load_order_referring",
    layout="""The csv as published, with the header NPI, LAST_NAME, FIRST_NAME, PARTB, DME, HHA, PMD, HOSPICE;
the NPI and the five flags are kept. A list answers for 21 days before and after its own day, which is taken from
--release or the name of the file; otherwise it is the day of the load. Lists six weeks apart cover older claims without
a gap; each takes 6 MB of a process's memory.""",
    source="CMS, Order and Referring.",
    license=PUBLIC_DOMAIN,
)
