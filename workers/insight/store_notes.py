"""What a store says about itself: the topics it follows, the gaps in them, and the key of its persons."""

import datetime as dt
import json
import re
from typing import Any, Final

from schemas.value import value

FORMAT: Final = 1
"""Format of the store; a newer one has facts or positions that this version does not know."""

NO_TOPIC_ID: Final = "-"
"""In place of the ID of a topic, from a broker that has none."""

_TOPIC: Final = re.compile(r"[A-Za-z0-9._-]{1,249}")


class StoreUnusable(Exception):
    """The store cannot be read or written; the message is one sentence for the operator, without data of a person."""


@value
class Gap:
    """Outcomes of a partition that the store may lack."""

    topic: str
    topic_id: str
    partition: int
    first: int
    """The first offset that was wanted; 0 for another topic."""
    following: int
    """The offset at which reading continued; before `first` if the log was cut there."""
    accepted: str
    """Day on which it was accepted, such as 2026-10-01."""
    another_topic: bool = False
    """Whether another topic was followed until then."""

    def sentence(self) -> str:
        """What is missing, in words."""
        name = f"{self.topic}/{self.partition}"
        if self.another_topic:
            return f"{name} is of another topic than the store has followed until now; it starts at {self.following}"
        if self.following < self.first:
            return f"{name} ends at offset {self.following}, before the wanted offset {self.first}"
        return f"{name} starts at offset {self.following}, after the wanted offset {self.first}"


@value
class StoreNotes:
    """The notes; they are the description of the Delta table."""

    key: str
    """Fingerprint of the secret behind the keys of persons."""
    since: str
    """Day on which the sink began to follow the topics, such as 2026-10-01."""
    topics: tuple[tuple[str, str], ...] = ()
    """Name and ID of each topic that is followed."""
    gaps: tuple[Gap, ...] = ()


def write_notes(notes: StoreNotes) -> str:
    """The notes as JSON."""
    gaps = [
        [gap.topic, gap.topic_id, gap.partition, gap.first, gap.following, gap.accepted, gap.another_topic]
        for gap in notes.gaps
    ]
    form = {"format": FORMAT, "key": notes.key, "since": notes.since, "topics": dict(notes.topics), "gaps": gaps}
    return json.dumps(form)


def today() -> str:
    """The day in UTC, as notes have it."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def read_notes(text: str | None, folder: object) -> StoreNotes:
    """The notes in the description of a table.

    Raises:
        StoreUnusable: it is none that this version wrote.
    """
    try:
        form: Any = json.loads(text or "")
        number = form["format"]
        if isinstance(number, int) and number > FORMAT:
            raise StoreUnusable(f"store {folder} was written by a newer version of claims-worker (format {number})")
        notes = StoreNotes(
            key=str(form["key"]),
            since=dt.date.fromisoformat(form["since"]).isoformat(),
            topics=tuple((str(name), str(topic_id)) for name, topic_id in form["topics"].items()),
            gaps=tuple(
                Gap(
                    topic=str(topic),
                    topic_id=str(topic_id),
                    partition=int(partition),
                    first=int(first),
                    following=int(following),
                    accepted=dt.date.fromisoformat(accepted).isoformat(),
                    another_topic=bool(another),
                )
                for topic, topic_id, partition, first, following, accepted, another in form["gaps"]
            ),
        )
        if number != FORMAT or not all(_TOPIC.fullmatch(name) for name, _ in notes.topics):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoreUnusable(f"{folder} has a Delta table that is not a store of facts") from None
    return notes
