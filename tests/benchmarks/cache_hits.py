"""How often the caches of a rulebook hold what is asked of them, on traffic that they see for the first time."""

from collections.abc import Sequence

from tests.benchmarks.bench_core import outcomes
from workers.pipeline.outcome import Ready
from workers.pipeline.process_encounter import Rulebook


def cache_hits(rulebook: Rulebook, bodies: Sequence[bytes]) -> dict[str, float]:
    """The share of look-ups that each cache answers. What a cache holds at the end is what it did not answer."""
    claims = diagnoses = 0
    for outcome in outcomes(bodies, rulebook):
        claims += 1
        diagnoses += len(outcome.claim.diagnoses) if isinstance(outcome, Ready) else 0
    plans = list(rulebook.engine._plans._plans.values())
    return {
        "plans": 1 - len(plans) / claims,
        "edits by occasion": 1 - sum(len(plan.narrowed) for plan in plans) / claims,
        "tables consulted": 1 - sum(len(plan.told) for plan in plans) / claims,
        "described diagnoses": 1 - len(rulebook.tables.described) / diagnoses,
    }
