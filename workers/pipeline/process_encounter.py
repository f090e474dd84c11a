"""The way of one event: bytes in, exactly one outcome out, in one pure function.

No clock, no network, no metric and no log: the same bytes, tables, catalogue and profiles give the same outcome in the
worker, at `check`, in a test, and on a replay next year.
"""

import datetime as dt
from collections.abc import Callable

from rules.claim.build_claim import build_claim
from rules.engine.engine import Engine
from rules.profile import Profile, Profiles
from rules.repairs.repair_event import repair_event
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
    """Everything that events are judged by: it is replaced as a whole, never changed."""

    schemas: SchemaSource
    engine: Engine
    profiles: Profiles
    tables: Tables
    max_event_bytes: int = MAX_EVENT_BYTES
    only_profile: Profile | None = None
    """A profile to judge every claim under, whatever its payer; for `check --profile`."""


@value
class Arrival:
    """Where and when a record arrived; at `check` there is nothing to say."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    processed_at: dt.datetime | None = None
    worker_version: str | None = None


NOWHERE = Arrival()


def no_mark(stage: str) -> None:
    """A stage is over, and nobody measures."""


def process_encounter(
    body: bytes | None,
    rulebook: Rulebook,
    arrival: Arrival = NOWHERE,
    *,
    as_of: dt.date | None = None,
    mark: Callable[[str], None] = no_mark,
) -> Outcome:
    """The one outcome of one event.

    Args:
        body: a Kafka record's value.
        rulebook: what it is judged by.
        arrival: copied into the outcome's provenance.
        as_of: the day from which 'future' and 'too late' are seen; the UTC day of `occurred_at` where it is None.
        mark: called with its name when a stage is over, for whoever measures.

    Raises:
        RegistryUnavailable: the writer's schema cannot be looked up now.
        EditFailed: an edit raised, and the engine was told not to go on.
    """
    decoded = decode_event(body, rulebook.schemas, rulebook.max_event_bytes)
    mark("decode")
    if isinstance(decoded, DeadLetter):
        return decoded
    return judge_encounter(decoded.event, rulebook, arrival, decoded.canonical_body, as_of=as_of, mark=mark)


def judge_encounter(
    event: EncounterEvent,
    rulebook: Rulebook,
    arrival: Arrival = NOWHERE,
    canonical_body: bytes | None = None,
    *,
    as_of: dt.date | None = None,
    mark: Callable[[str], None] = no_mark,
) -> Outcome:
    """The one outcome of an event that was read; see `process_encounter`."""
    profile = rulebook.profiles.choose(event, rulebook.only_profile)
    repaired = repair_event(event, profile.repairs)
    mark("repair")
    claim = build_claim(
        repaired,
        tables=rulebook.tables,
        profile=profile,
        as_of=as_of or event.occurred_at.astimezone(dt.UTC).date(),
        waivable=rulebook.engine.waivable,
    )
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
