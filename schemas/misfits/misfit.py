"""The errors in one input that is not an encounter event."""

from schemas.unreadable import DeadLetterReason, Unreadable
from schemas.value import value


@value
class Misfit:
    """One value that does not fit an encounter event: a reason, its path, and the form expected there."""

    reason: DeadLetterReason
    field: str | None
    expected: str
    """Repeats nothing that was sent but names of fields."""
    came: str | None = None
    """What was sent instead, for the person who sent it: a short value, or its kind if it could identify a person."""

    def tell(self, *, quote: bool) -> str:
        """The error after its path: what was expected and, if `quote`, what came."""
        came = f" ({self.came})" if quote and self.came else ""
        return f": expected {self.expected}{came}"


class NotAnEncounter(Unreadable):
    """JSON that is not an encounter event.

    `misfits` lists the wrong values, and the first one gives the reason; `more` is the number of those not listed.
    """

    def __init__(self, misfits: tuple[Misfit, ...], more: int = 0) -> None:
        super().__init__(misfits[0].reason, misfits[0].field, misfits[0].expected)
        self.misfits = misfits
        self.more = more


def whole(expected: str, came: str | None = None) -> NotAnEncounter:
    """One error about the input as a whole."""
    return NotAnEncounter((Misfit(reason="malformed", field=None, expected=expected, came=came),))
