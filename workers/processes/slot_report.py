"""The report of a worker process to its parent: metrics and health about once a second, and how it ended."""

import dataclasses
import json

from schemas.value import value
from workers.health import SlotHealth, decode_health
from workers.metrics.snapshot import Snapshot, decode_snapshot, dump_json, encode_snapshot

Position = tuple[str, int, int]
"""Topic, partition and offset of a record."""


@value
class SlotEnd:
    """How a slot ended: exit code, reason (None after a clean stop), and the record that caused it, if any."""

    code: int
    message: str | None
    position: Position | None


@value
class SlotReport:
    """Metrics and health of one slot; the last report of a process also says how it ended."""

    health: SlotHealth
    snapshot: Snapshot
    end: SlotEnd | None


def encode_report(report: SlotReport) -> bytes:
    """Encode the report as JSON."""
    return dump_json(
        {
            "health": dataclasses.asdict(report.health),
            "snapshot": encode_snapshot(report.snapshot),
            "end": None if report.end is None else dataclasses.asdict(report.end),
        }
    )


def decode_report(body: bytes, slot: int) -> SlotReport:
    """Decode a report that the process of `slot` sent.

    Raises:
        ValueError: the body was not written by `encode_report`.
    """
    try:
        document = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return SlotReport(
        health=decode_health(document.get("health"), slot),
        snapshot=decode_snapshot(document.get("snapshot")),
        end=_decode_end(document.get("end")),
    )


def _decode_end(document: object) -> SlotEnd | None:
    if document is None:
        return None
    if not isinstance(document, dict) or type(document.get("code")) is not int or not 0 <= document["code"] <= 255:
        raise ValueError("malformed end")
    message = document.get("message")
    return SlotEnd(
        code=document["code"],
        message=message[:2000] if isinstance(message, str) else None,
        position=_decode_position(document.get("position")),
    )


def _decode_position(document: object) -> Position | None:
    if document is None:
        return None
    if not isinstance(document, list) or len(document) != 3:
        raise ValueError("malformed position")
    topic, partition, offset = document
    if not isinstance(topic, str) or type(partition) is not int or type(offset) is not int:
        raise ValueError("malformed position")
    return topic[:249], partition, offset
