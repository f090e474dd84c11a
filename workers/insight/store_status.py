"""How much is in a store, how far it is behind the topics, and where outcomes are missing."""

from collections.abc import Mapping

from schemas.value import value
from workers.insight.store import FactStore, StoreFigures, app_id
from workers.insight.store_notes import Gap
from workers.kafka.followed_topics import FollowedTopics
from workers.settings.settings import Settings


@value
class StoreStatus:
    """The state of a store at one moment."""

    figures: StoreFigures
    lag: Mapping[str, int]
    """Offsets behind the ends of the logs, by topic; the ends of transactions count, too."""
    since: str
    """Day on which the sink began to follow them, such as 2026-10-01."""
    gaps: tuple[Gap, ...]


def find_status(settings: Settings, store: FactStore) -> StoreStatus:
    """The status of a store.

    Raises:
        StoreUnusable: it cannot be read.
        NotAsked: no broker answers, or it refuses access.
    """
    lag: dict[str, int] = {}
    for name, now in FollowedTopics(settings, (settings.ready_topic, settings.rejected_topic)).ask_once().items():
        apps = {number: app_id(now.topic_id, name, number) for number in now.logs}
        positions = store.positions(apps.values())
        lag[name] = sum(max(0, log.end - (positions[apps[number]] or log.start)) for number, log in now.logs.items())
    return StoreStatus(figures=store.figures(), lag=lag, since=store.notes.since, gaps=store.notes.gaps)
