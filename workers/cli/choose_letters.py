"""Options that choose dead letters, and the reading of those."""

import re
from collections.abc import Iterator
from typing import Final, get_args

import click

from schemas.unreadable import DeadLetterReason
from schemas.value import value
from workers.kafka.dead_letter import REASON, header_text
from workers.kafka.progress import Progress
from workers.kafka.record import InputRecord
from workers.settings.settings import Settings


@value
class Choice:
    """Which dead letters: those that fit every part that is given."""

    reasons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    partitions: tuple[int, ...] = ()
    since_ms: int | None = None

    def takes(self, record: InputRecord) -> bool:
        """Whether a record is chosen by reason and place."""
        if self.reasons and header_text(record.headers, REASON) not in self.reasons:
            return False
        return not self.places or f"{record.partition}:{record.offset}" in self.places


def read_letters(settings: Settings, choice: Choice, progress: Progress | None = None) -> Iterator[InputRecord]:
    """The chosen dead letters, partition by partition.

    Raises:
        NotRead, TimeoutError: see `workers.kafka.reader`.
    """
    from workers.kafka.reader import read_to_end

    wanted = {int(place.partition(":")[0]) for place in choice.places} or set(choice.partitions)

    def choose(_: str, count: int) -> set[int] | range:
        return wanted or range(count)

    topics = (settings.dead_letter_topic,)
    for record in read_to_end(settings, topics, choose=choose, since_ms=choice.since_ms, progress=progress):
        if choice.takes(record):
            yield record


def _require_places(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_require_place(_, option, place) for place in given)


def _require_place(_: click.Context, option: click.Parameter, given: str) -> str:
    # An invalid position would match nothing, which looks like "no dead letters".
    if not re.fullmatch(r"(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,17})", given):
        raise click.BadParameter(f"must be a partition and an offset such as 2:1071 (got {given!r})", param=option)
    return given


REASON_OPTION: Final = click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice(get_args(DeadLetterReason)),
    metavar="REASON",
    help="Only dead letters with this reason (repeatable).",
)
AT: Final = click.option(
    "--at",
    "places",
    multiple=True,
    callback=_require_places,
    metavar="PARTITION:OFFSET",
    help="Only the dead letter at this position (repeatable).",
)
AT_ONE: Final = click.option(
    "--at",
    "place",
    required=True,
    callback=_require_place,
    metavar="PARTITION:OFFSET",
    help="Position of the dead letter.",
)
PARTITION: Final = click.option(
    "--partition",
    "partitions",
    multiple=True,
    type=click.IntRange(0),
    metavar="N",
    help="Only this partition of the dead-letter topic (repeatable).",
)
