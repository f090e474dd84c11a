"""The metadata that Kafka stores with each committed offset: the topic ID, and tries that ended the process.

An offset alone does not identify its topic, because a topic that was deleted and recreated has the same name. The next
owner of the partition compares the stored ID with the topic's current ID. `workers.kafka.trials` uses the tries.
"""

from typing import Final

from schemas.value import value

_TOPIC_ID: Final = "id:"
_TRIES: Final = "try:"
_MAX_DIGITS: Final = 9


@value
class CommitNote:
    """The metadata of an offset.

    `topic_id` is None if the broker has no topic IDs or the offset has no metadata. `tries` is how often processing the
    records after the offset was begun and not completed.
    """

    topic_id: str | None = None
    tries: int = 0


def write_note(note: CommitNote) -> str:
    """Encode the note as offset metadata: words separated by spaces."""
    words = []
    if note.topic_id is not None:
        words.append(f"{_TOPIC_ID}{note.topic_id}")
    if note.tries:
        words.append(f"{_TRIES}{note.tries}")
    return " ".join(words)


def read_note(metadata: str | None) -> CommitNote:
    """Decode the note in offset metadata; words that are unknown or malformed are ignored."""
    topic_id: str | None = None
    tries = 0
    for word in (metadata or "").split():
        if word.startswith(_TOPIC_ID):
            topic_id = word.removeprefix(_TOPIC_ID) or None
        elif word.startswith(_TRIES):
            number = word.removeprefix(_TRIES)
            tries = int(number) if number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS else 0
    return CommitNote(topic_id=topic_id, tries=tries)
