"""Writes what was found for programs: without anything of a person, unless asked for."""

import datetime as dt
from typing import Any, Final

from schemas.json_form import to_json
from workers.outcomes.found import Found, FoundClaim, Version
from workers.pipeline.outcome import Ready

_WITHOUT_PERSONS: Final = ("claim_id", "claim_version", "findings", "repairs", "not_checked", "provenance")
"""The fields of an outcome that hold codes, ids and positions only."""


def write_found(found: Found, *, show_values: bool) -> dict[str, Any]:
    """The result as JSON (schemas/CONTRACT.md, "Commands")."""
    return {"complete": found.complete, "claims": [_write_claim(claim, show_values) for claim in found.claims]}


def instant(timestamp_ms: int | None) -> str | None:
    """A record's timestamp as text; None if it has none, or one outside the calendar."""
    try:
        if timestamp_ms is None:
            return None
        return dt.datetime.fromtimestamp(timestamp_ms / 1000, dt.UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # a producer may give any number
        return None


def _write_claim(claim: FoundClaim, show_values: bool) -> dict[str, Any]:
    outcome = None
    if claim.content is not None:
        content = claim.content.claim if isinstance(claim.content, Ready) else claim.content.rejection
        outcome = to_json(content, omit_absent=True)
        if not show_values:
            outcome = {name: part for name, part in outcome.items() if name in _WITHOUT_PERSONS}
    return {
        "claim_id": claim.claim_id,
        "outcome": "erased" if claim.current is None else claim.current.outcome,
        "versions": [_write_version(version) for version in claim.versions],
        "record": outcome,
    }


def _write_version(version: Version) -> dict[str, Any]:
    return {
        "at": version.place,
        "written_at": instant(version.timestamp_ms),
        "claim_version": version.claim_version,
        "outcome": version.outcome,
    }
