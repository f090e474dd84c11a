"""The pipeline as one pure function: takes the bytes of an event and returns exactly one outcome.

It uses no clock, network, metrics or log: the same bytes, code tables, catalog and profiles give the same outcome in
the worker, in `check`, in a test, and in a replay next year.
"""

import datetime as dt
from collections.abc import Callable

from rules.claim.build_claim import build_claim
from rules.claim.facts import ClaimFacts
from rules.engine.engine import Engine
from rules.profile import Profile, Profiles
from rules.repairs.repair_event import repair_event
from rules.repairs.repaired import Repaired
from rules.tables.store import Tables
from schemas.codec import MAX_EVENT_BYTES
from schemas.encounter import EncounterEvent
from schemas.finding import Provenance
from schemas.schema_source import SchemaSource
from schemas.value import value
from workers.pipeline.build_outcome import build_outcome
from workers.pipeline.decode_event import decode_event
from workers.pipeline.outcome import DeadLetter, Outcome


@value
class Rulebook:
    """Everything needed to check events; replaced as a whole, never modified."""

    schemas: SchemaSource
    engine: Engine
    profiles: Profiles
    tables: Tables
    max_event_bytes: int = MAX_EVENT_BYTES
    only_profile: Profile | None = None
    """The profile to use for every claim, regardless of its payer; set by `check --profile`."""


@value
class Arrival:
    """Where and when a record arrived; empty for `check`."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    processed_at: dt.datetime | None = None
    worker_version: str | None = None


NOWHERE = Arrival()


def no_mark(stage: str) -> None:
    """The default for `mark`: do not measure stages."""


def process_encounter(
    body: bytes | None,
    rulebook: Rulebook,
    arrival: Arrival = NOWHERE,
    *,
    as_of: dt.date | None = None,
    mark: Callable[[str], None] = no_mark,
) -> Outcome:
    """Return the outcome of one event.

    Args:
        body: the value of a Kafka record.
        rulebook: everything needed to check the event.
        arrival: copied into the outcome's provenance.
        as_of: "today" for future-date and timely-filing edits; None = the UTC date of `occurred_at`.
        mark: called with the name of each stage when the stage ends.

    Raises:
        RegistryUnavailable: the schema registry does not answer.
        EditFailed: an edit failed with an exception, and the engine stops on such errors.
    """
    decoded = decode_event(body, rulebook.schemas, rulebook.max_event_bytes)
    mark("decode")
    if isinstance(decoded, DeadLetter):
        return decoded
    return check_encounter(decoded.event, rulebook, arrival, decoded.canonical_body, as_of=as_of, mark=mark)


def claim_of(repaired: Repaired, rulebook: Rulebook, profile: Profile, as_of: dt.date | None) -> ClaimFacts:
    """The claim that the edits check."""
    return build_claim(
        repaired,
        tables=rulebook.tables,
        profile=profile,
        as_of=as_of or repaired.event.occurred_at.astimezone(dt.UTC).date(),
        waivable=rulebook.engine.waivable,
    )


def check_encounter(
    event: EncounterEvent,
    rulebook: Rulebook,
    arrival: Arrival = NOWHERE,
    canonical_body: bytes | None = None,
    *,
    as_of: dt.date | None = None,
    mark: Callable[[str], None] = no_mark,
) -> Outcome:
    """Return the outcome of a decoded event; see `process_encounter`."""
    profile = rulebook.profiles.choose(event, rulebook.only_profile)
    repaired = repair_event(event, profile.repairs)
    mark("repair")
    claim = claim_of(repaired, rulebook, profile, as_of)
    mark("enrich")
    judgement = rulebook.engine.judge(claim, profile)
    mark("edit")
    provenance = Provenance(
        event_id=event.event_id,
        occurred_at=event.occurred_at,
        topic=arrival.topic,
        partition=arrival.partition,
        offset=arrival.offset,
        processed_at=arrival.processed_at,
        worker_version=arrival.worker_version,
        catalogue=rulebook.engine.catalogue_version,
        profile=profile.name,
        code_tables=judgement.code_tables,
    )
    outcome = build_outcome(claim, repaired, judgement, provenance, canonical_body)
    mark("build")
    return outcome
