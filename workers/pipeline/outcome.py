"""One event in, exactly one outcome out: the closed set of what can become of an event."""

from typing import TypeAlias

from schemas.claim import ClaimReady
from schemas.rejection import ClaimRejected
from schemas.unreadable import DeadLetterReason
from schemas.value import value


@value
class Tally:
    """What is counted of an outcome and not published."""

    profile: str
    """Payer profile; `none` on dead letters."""
    shadow: tuple[str, ...] = ()
    """Codes of edits in shadow that fired, once for each finding."""
    failed_edits: tuple[str, ...] = ()
    """Codes of edits that raised."""
    ran: tuple[str, ...] = ()
    """Codes of the edits that ran, for `check --explain`."""


NO_TALLY = Tally(profile="none")


@value
class Ready:
    """A claim for a payer: nothing that was found rejects it."""

    claim: ClaimReady
    tally: Tally
    canonical_body: bytes | None = None
    """The encounter as it was sent, where nothing in it changed and its bytes may be copied."""


@value
class Rejected:
    """An encounter to be corrected and sent again, with everything that was found."""

    rejection: ClaimRejected
    tally: Tally
    canonical_body: bytes | None = None
    """The encounter as it was sent, where nothing in it changed and its bytes may be copied."""


@value
class DeadLetter:
    """Bytes that cannot be read as an encounter event, or whose outcome cannot be written."""

    reason: DeadLetterReason
    field: str | None = None
    expected: str | None = None
    """What form the value should have; for a person at `check`, never in a header."""
    tally: Tally = NO_TALLY


Outcome: TypeAlias = Ready | Rejected | DeadLetter
