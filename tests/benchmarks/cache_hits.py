"""How often the caches hold what is asked of them, on traffic that they see for the first time."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from schemas.encounter import EncounterEvent, Provider
from tests.benchmarks.bench_core import outcomes
from workers.pipeline.decode_event import decode_event
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook


def cache_hits(rulebook: Rulebook, bodies: Sequence[bytes]) -> dict[str, float]:
    """The share of look-ups that each cache answers. What a cache holds at the end is what it did not answer."""
    claims = diagnoses = 0
    providers = [provider for body in bodies for provider in _providers(body, rulebook)]
    for outcome in outcomes(bodies, rulebook):
        claims += 1
        diagnoses += len(outcome.claim.diagnoses) if isinstance(outcome, Ready) else 0
    plans = list(rulebook.engine._plans._plans.values())
    return {
        "plans": 1 - len(plans) / claims,
        "tables consulted": 1 - sum(len(plan.told) for plan in plans) / claims,
        "described diagnoses": 1 - len(rulebook.tables.described) / diagnoses,
        "providers": 1 - len({id(provider) for provider in providers}) / len(providers),
    }


def _providers(body: bytes, rulebook: Rulebook) -> Iterator[Provider]:
    """The providers of an event and its lines; one that was known is the same object as before."""
    event = decode_event(body, rulebook.schemas, len(body))
    if isinstance(event, DeadLetter):
        return
    sent: EncounterEvent = event.event
    # A value is a dataclass, but the type checker does not know that.
    holders: tuple[Any, ...] = (sent, *sent.service_lines)
    for holder in holders:
        for field in fields(holder):
            held = getattr(holder, field.name)
            if isinstance(held, Provider):
                yield held
