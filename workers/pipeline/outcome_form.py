"""The JSON form of an outcome with the place of its input, as `check --format json` and `serve` give it."""

from collections.abc import Mapping
from typing import Any

from schemas.encounter import EncounterEvent
from schemas.interchange.conversion import NotConvertible, Where
from schemas.json_form import to_json
from schemas.unreadable import Unreadable
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected


def place_of_claim(file: str, where: Where) -> dict[str, Any]:
    """The position of a claim in an 837."""
    claim = {"claim": where.claim, "segment": where.segment}
    return {"file": file, "interchange": where.interchange, "transaction": where.transaction, **claim}


def outcome_form(
    place: Mapping[str, Any], event_id: str | None, read: EncounterEvent | Unreadable, outcome: Outcome
) -> dict[str, Any]:
    """The object for one input.

    Args:
        place: the position of the input.
        event_id: the event ID, if it could be read.
        read: the event, or why it could not be read.
        outcome: what became of it.
    """
    made: dict[str, Any] = {"input": dict(place)}
    match outcome:
        case Ready():
            made |= {"event_id": outcome.claim.provenance.event_id, "outcome": "ready", "claim": to_json(outcome.claim)}
        case Rejected():
            rejection = outcome.rejection
            made |= {"event_id": rejection.provenance.event_id, "outcome": "rejected", "rejection": to_json(rejection)}
        case DeadLetter():
            reason = "not-convertible" if isinstance(read, NotConvertible) else outcome.reason
            letter = {"reason": reason, "field": outcome.field, "expected": outcome.expected}
            made |= {"event_id": event_id, "outcome": "dead_letter", "dead_letter": letter}
    return made
