"""The metadata that Kafka stores with each committed offset: the topic ID.

An offset alone does not identify its topic, because a topic that was deleted and recreated has the same name. The next
owner of the partition compares the stored ID with the topic's current ID.
"""

from typing import Final

from schemas.value import value

_TOPIC_ID: Final = "id:"


@value
class CommitNote:
    """The metadata of an offset; `topic_id` is None if the broker has no topic IDs or the offset has no metadata."""

    topic_id: str | None = None


def write_note(note: CommitNote) -> str:
    """Encode the note as offset metadata: words separated by spaces."""
    return "" if note.topic_id is None else f"{_TOPIC_ID}{note.topic_id}"


def read_note(metadata: str | None) -> CommitNote:
    """Decode the note in offset metadata; unknown words are ignored."""
    topic_id: str | None = None
    for word in (metadata or "").split():
        if word.startswith(_TOPIC_ID):
            topic_id = word.removeprefix(_TOPIC_ID) or None
    return CommitNote(topic_id=topic_id)
