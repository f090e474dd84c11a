"""A repair writes a value in its standard form; this is its entry in the catalogue."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from schemas.value import value

RepairMode: TypeAlias = Literal["off", "report", "apply"]
"""Per profile: left as sent and nothing said; left as sent and reported as TX110; changed and listed."""


@value
class Repair:
    """One repair of `edits.md` section 4.

    `rewrite` is the function of the text, None where a value is derived from the event; `before` and `after` show it.
    """

    code: str
    name: str
    what: str
    applies_to: str
    rewrite: Callable[[str], str] | None
    before: str = ""
    after: str = ""
    always: bool = False
    """Whether it knows only `apply`: a claim without these numbers cannot be answered."""
