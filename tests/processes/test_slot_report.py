"""The reports of a child to its parent."""

import json
from typing import Any

import pytest

from workers.health import Health
from workers.metrics.counting import Metrics
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_report import SlotEnd, decode_report, encode_report

END = SlotEnd(code=1, message="the edit DX101 raised", position=("encounters.v1", 3, 17))


@pytest.mark.parametrize("end", [None, END, SlotEnd(code=0, message=None, position=None)])
def test_a_report_survives_the_pipe(end: SlotEnd | None) -> None:
    """Metrics, health and end are the same after encoding and decoding."""
    report = SlotObserver(Metrics(2), Health(2, lambda: 1.0)).report(end)
    assert decode_report(encode_report(report), 2) == report


def _change(**changes: Any) -> bytes:
    document = json.loads(encode_report(SlotObserver(Metrics(0), Health(0)).report(None)))
    return json.dumps(document | changes).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        _change(end=[]),
        _change(end={"code": "1"}),
        _change(end={"code": True}),
        _change(end={"code": 1000}),
        _change(end={"code": 1, "position": ["t", 1]}),
        _change(end={"code": 1, "position": ["t", 1, "2"]}),
        _change(health=None),
        _change(snapshot=None),
    ],
)
def test_invalid_reports_are_rejected(body: bytes) -> None:
    """Everything that another process sends is validated, with the same error for any problem."""
    with pytest.raises(ValueError, match=r"\S"):
        decode_report(body, 0)
