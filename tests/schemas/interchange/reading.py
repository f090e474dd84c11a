"""Reads bytes as an 837 in tests."""

import io
from collections.abc import Iterable

from schemas.encounter import EncounterEvent
from schemas.interchange.conversion import Converted, Item, Refused
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from tests.support.x12_claims import written


def read(data: bytes | Iterable[str], piece: int | None = None) -> tuple[list[Converted | Refused], list[Item]]:
    """The outcomes and the report of a file.

    Args:
        data: the file, or its segments.
        piece: how many bytes come at once; all if None.
    """
    items: list[Item] = []
    stream = io.BytesIO(data if isinstance(data, bytes) else written(data))
    found = read_837(lambda most: stream.read(piece or most), ConversionReport(items.append))
    return list(found), items


def read_one(data: bytes | Iterable[str]) -> tuple[EncounterEvent, list[Item]]:
    """The event of a file with one claim, and the report."""
    (one,), items = read(data)
    assert isinstance(one, Converted), one
    return one.event, items


def places(items: Iterable[Item]) -> list[str]:
    """What a report says, in short."""
    return [f"{item.loop} {item.element} {item.reason}".strip() for item in items]
