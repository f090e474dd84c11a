"""What is shown of a dead letter: positions, reason and size, never its content."""

from typing import Any, Final

from rich.text import Text

from workers.kafka.dead_letter import ATTEMPTS, FIELD, REASON, header_text, is_pointer
from workers.kafka.record import InputRecord
from workers.outcomes.write_found import instant

_ORIGINAL: Final = "__connect.errors."


def form_of(record: InputRecord, *, replayed: bool) -> dict[str, Any]:
    """A dead letter for programs: its position, its original position and the reason, but not its content.

    Args:
        record: the dead letter.
        replayed: whether it was replayed.
    """
    return {
        "partition": record.partition,
        "offset": record.offset,
        "at": instant(record.timestamp_ms),
        "reason": header_text(record.headers, REASON),
        "field": header_text(record.headers, FIELD),
        "attempts": header_text(record.headers, ATTEMPTS),
        "original_topic": header_text(record.headers, f"{_ORIGINAL}topic"),
        "original_partition": header_text(record.headers, f"{_ORIGINAL}partition"),
        "original_offset": header_text(record.headers, f"{_ORIGINAL}offset"),
        "bytes": len(record.value or b""),
        "pointer": is_pointer(record),
        "replayed": replayed,
    }


def size_of(form: dict[str, Any]) -> Text:
    """The size in a table; a pointer and an empty value are said in words."""
    if form["pointer"]:
        return Text("pointer", style="yellow")
    return Text(f"{form['bytes']:,}" if form["bytes"] else "empty")
