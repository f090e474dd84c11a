"""Topics and a consumer group that only the demo uses."""

import uuid
from typing import Final

from workers.cli.settings_or_exit import GAVE_UP, end_with
from workers.settings.settings import Settings

TOPICS: Final = ("input_topic", "ready_topic", "rejected_topic", "dead_letter_topic")
"""The settings that name a topic."""


def make_own_topics(settings: Settings) -> Settings:
    """Create topics with new names on a real broker; return settings with these names and a new group."""
    from workers.kafka.topics import TopicsNotMade, TopicWishes, make_topics

    prefix = f"claims-demo-{uuid.uuid4().hex[:8]}"
    names = {topic: f"{prefix}.{getattr(settings, topic)}" for topic in TOPICS}
    own = settings.model_copy(update={"group_id": prefix, **names})
    try:
        make_topics(own, TopicWishes(partitions=4))
    except TopicsNotMade as failed:
        end_with(GAVE_UP, str(failed))
    return own
