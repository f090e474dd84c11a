"""What a commit says beside its offset, in the metadata that Kafka keeps with it.

An offset alone does not say which topic it belongs to: a topic that was deleted and created again has the same name.
The next owner of the partition compares the topic id noted here with the topic's id.
"""

from typing import Final

from schemas.value import value

_TOPIC_ID: Final = "id:"


@value
class CommitNote:
    """What was noted with an offset; `topic_id` is None where the broker has no topic ids, or nothing was noted."""

    topic_id: str | None = None


def write_note(note: CommitNote) -> str:
    """The note as the metadata of an offset: words separated by spaces."""
    return "" if note.topic_id is None else f"{_TOPIC_ID}{note.topic_id}"


def read_note(metadata: str | None) -> CommitNote:
    """The note in the metadata of an offset; words that are not known here are ignored."""
    topic_id: str | None = None
    for word in (metadata or "").split():
        if word.startswith(_TOPIC_ID):
            topic_id = word.removeprefix(_TOPIC_ID) or None
    return CommitNote(topic_id=topic_id)
