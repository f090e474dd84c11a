"""What the server and a process that checks send each other, pickled."""

import datetime as dt
from typing import Final, Literal, TypeAlias

from schemas.value import value

MAX_MESSAGE_BYTES: Final = 1 << 30
"""Bytes of a message; an answer holds every outcome of a body."""

BodyKind: TypeAlias = Literal["json", "x12"]


@value
class Limits:
    """`memory_bytes` beyond what the process has at start, and CPU seconds, for each body."""

    memory_bytes: int
    cpu_s: int


@value
class Asked:
    """A body to check."""

    body: bytes
    kind: BodyKind
    profile: str | None = None
    """Name of the payer profile for every claim; None = the one of the claim's payer."""
    as_of: dt.date | None = None
    """"Today" for edits on future dates and timely filing; None = the day the bill was submitted."""


@value
class Answered:
    """The response to a body; `counts` has the numbers of its encounters by outcome and profile."""

    status: int
    content_type: str
    body: bytes
    counts: tuple[tuple[str, str, int], ...] = ()


@value
class Table:
    """A loaded code table, for the metrics."""

    name: str
    release: str
    in_force_through: dt.date


@value
class Opened:
    """The process is ready, or has reloaded its code tables."""

    catalogue: str
    tables: tuple[Table, ...]
    missing: tuple[str, ...]
    """Shipped or required code tables that are not loaded."""


@value
class Failed:
    """The body raised an exception, which the process has logged; the process ends."""


Answer: TypeAlias = Opened | Answered | Failed
