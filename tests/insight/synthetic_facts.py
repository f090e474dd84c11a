"""Facts of the synthetic population, whose events go through the pipeline."""

from collections.abc import Iterable, Iterator

from workers.build_processor import build_rulebook
from workers.insight.facts import Place, Row, facts_of
from workers.insight.keys import Keys
from workers.insight.synthetic_population import Planned, population
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter
from workers.settings.settings import Settings


def synthetic_facts(encounters: int) -> list[Row]:
    """The facts of a population of so many first versions of bills."""
    return list(facts_of_plan(population(encounters)))


def facts_of_plan(plan: Iterable[Planned]) -> Iterator[Row]:
    """The facts of planned bills, one each."""
    rulebook = build_rulebook(Settings(schemas="embedded"))
    keys = Keys(secret=b"a secret of at least 32 characters")
    for offset, planned in enumerate(plan):
        outcome = check_encounter(planned.event, rulebook)
        assert not isinstance(outcome, DeadLetter)
        content = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
        yield facts_of(content, keys, Place(topic=None, partition=0, offset=offset))
