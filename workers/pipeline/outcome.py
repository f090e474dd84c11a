"""The outcomes of an event: a claim, a rejection or a dead letter. Every event gets exactly one."""

from typing import TypeAlias

from schemas.claim import ClaimReady
from schemas.rejection import ClaimRejected
from schemas.unreadable import DeadLetterReason
from schemas.value import value


@value
class Tally:
    """Facts about an outcome for the metrics; they are not published."""

    profile: str
    """Payer profile; `none` on dead letters."""
    shadow: tuple[str, ...] = ()
    """Codes of shadow edits, once per finding."""
    failed_edits: tuple[str, ...] = ()
    """Codes of edits that failed with an exception."""
    ran: tuple[str, ...] = ()
    """Codes of the edits that ran, for `check --explain`."""


NO_TALLY = Tally(profile="none")


@value
class Ready:
    """A claim for a payer: no finding rejects it."""

    claim: ClaimReady
    tally: Tally
    canonical_body: bytes | None = None
    """The encoded encounter of the outcome, if the bytes of what was not changed may be copied."""


@value
class Rejected:
    """An encounter to correct and resubmit, with all findings."""

    rejection: ClaimRejected
    tally: Tally
    canonical_body: bytes | None = None
    """The encoded encounter of the outcome, if the bytes of what was not changed may be copied."""


@value
class DeadLetter:
    """A record that cannot be read as an encounter event, or whose outcome cannot be written."""

    reason: DeadLetterReason
    field: str | None = None
    expected: str | None = None
    """The expected format of the value; shown by `check`, never in a header."""
    tally: Tally = NO_TALLY


Outcome: TypeAlias = Ready | Rejected | DeadLetter
