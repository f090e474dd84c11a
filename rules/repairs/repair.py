"""A repair normalizes a value; this is its catalog entry."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from schemas.value import value

RepairMode: TypeAlias = Literal["off", "report", "apply"]
"""Mode in a profile: `off` leaves the value as sent, `report` also gives finding TX110, `apply` changes it."""


@value
class Repair:
    """One repair (schemas/CONTRACT.md, "Repairs").

    `rewrite` is a function of the text, or None if the value is derived from the event; `before` and `after` are an
    example.
    """

    code: str
    name: str
    what: str
    applies_to: str
    rewrite: Callable[[str], str] | None
    before: str = ""
    after: str = ""
    always: bool = False
    """Whether it is always applied: a payer cannot answer a claim without these numbers."""
