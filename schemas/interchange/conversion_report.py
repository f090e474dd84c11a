"""What became of the elements that did not end in a field as they are: counted by kind, and passed on one by one."""

import re
from collections.abc import Callable
from typing import Final

from schemas.interchange.conversion import ITEMS, Item, ItemReason, Where

_MOST_KINDS: Final = 2_000
_SEGMENT: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}")

Kind = tuple[str, str, ItemReason]
"""Loop, element and reason."""


class ConversionReport:
    """The report of one file; its size is bounded, whatever the file.

    Args:
        on_item: called with every item; None if only the counts are wanted.
    """

    def __init__(self, on_item: Callable[[Item], None] | None = None) -> None:
        self._on_item = on_item
        self.counts: dict[Kind, int] = {}
        """How many elements of each kind there are, in order of appearance."""

    def add(self, where: Where, loop: str, element: str, reason: ItemReason, field: str | None = None) -> None:
        """Report one element."""
        kind: Kind = (loop, element, reason)
        if kind not in self.counts and len(self.counts) >= _MOST_KINDS:
            kind = ("", "", "report-full")
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self._on_item is not None:
            self._on_item(Item(where=where, loop=loop, element=element, reason=reason, field=field))

    def lines(self) -> list[str]:
        """One line per reason and loop: which elements, and how often each if more than once."""
        rows: dict[tuple[ItemReason, str], list[str]] = {}
        for (loop, element, reason), count in self.counts.items():
            times = f" × {count:,}" if count > 1 else ""
            rows.setdefault((reason, loop), []).append(f"{element}{times}".strip())
        made = []
        for (reason, loop), elements in rows.items():
            where = " ".join(part for part in (loop, ", ".join(one for one in elements if one)) if part)
            made.append(f"{ITEMS[reason]}: {where}" if where else ITEMS[reason])
        return made


def element_name(segment: str, element: int = 0, component: int = 0) -> str:
    """The name of an element, such as `SV101-3`. Text that cannot be a segment id is shown as `?`."""
    known = segment if _SEGMENT.fullmatch(segment) else "?"
    number = f"{element:02}" if element else ""
    return f"{known}{number}-{component}" if component else f"{known}{number}"
