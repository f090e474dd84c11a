"""How fast events are processed, and when the backlog ends: from samples of the last minutes."""

from collections.abc import Sequence
from typing import Final

from schemas.value import value
from workers.http.history import Sample

OVER_S: Final = 30.0
"""Seconds over which rates are averaged, because batches come in bursts."""


@value
class Flow:
    """The flow at one moment."""

    per_s: float | None
    """Events per second; None without two samples."""
    lag: float | None
    """Records that wait; None if it is not known."""
    work_s: float | None
    """Seconds that the records that wait take at this rate; None if nothing is processed or the lag is not known."""
    ends_in_s: float | None
    """Seconds after which the backlog ends, as new records arrive; None if it does not shrink or there is none."""


def describe_flow(samples: Sequence[Sample], last: Sample, over_s: float = OVER_S) -> Flow:
    """The flow over the last seconds.

    Args:
        samples: earlier samples, oldest first.
        last: the current sample.
        over_s: seconds to average over.
    """
    earlier = [sample for sample in samples if last.at - sample.at >= 1]
    if not earlier:
        return Flow(per_s=None, lag=last.lag, work_s=None, ends_in_s=None)
    since = next((sample for sample in reversed(earlier) if last.at - sample.at >= over_s), earlier[0])
    seconds = last.at - since.at
    per_s = max(0.0, sum(last.events.values()) - sum(since.events.values())) / seconds
    work_s = last.lag / per_s if last.lag is not None and per_s else None
    known = next((sample for sample in earlier if sample.at >= since.at and sample.lag is not None), None)
    ends_in_s = None
    if last.lag and known is not None and known.lag is not None and known.lag > last.lag:
        ends_in_s = last.lag * (last.at - known.at) / (known.lag - last.lag)
    return Flow(per_s=per_s, lag=last.lag, work_s=work_s, ends_in_s=ends_in_s)
