"""`claims-worker dead-letters replay`: send dead letters to the input topic again, each once."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import click

from workers.cli.choose_letters import AT, PARTITION, REASON_OPTION, Choice, read_letters
from workers.cli.progress_line import progress_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, expect_broker, settings_or_exit
from workers.cli.show_outcome import counted
from workers.cli.since_option import SINCE
from workers.kafka.dead_letter import headers_for_replay, is_pointer
from workers.kafka.record import InputRecord

if TYPE_CHECKING:
    from workers.kafka.replayed import ReplayedLetters

_MOST_AT_ONCE: Final = 1_000
_MOST_BYTES: Final = 16 << 20


@click.command("replay", short_help="Send dead letters back to the input topic.")
@REASON_OPTION
@AT
@PARTITION
@SINCE
@click.option("--all", "everything", is_flag=True, help="All dead letters.")
@click.option("--again", is_flag=True, help="Also those that were replayed before.")
@click.option("--dry-run", is_flag=True, help="Print how many would be replayed, and stop.")
def replay(
    reasons: tuple[str, ...],
    places: tuple[str, ...],
    partitions: tuple[int, ...],
    since_ms: int | None,
    *,
    everything: bool,
    again: bool,
    dry_run: bool,
) -> None:
    """Send dead letters back to the input topic unchanged: key, value and headers.

    Choose them with --reason, --at, --partition, --since or --all. A pointer has no content and cannot be replayed. A
    replayed dead letter stays in its topic until its retention ends. It is marked, and replayed again only with
    --again; replaying it twice gives two equal outcomes.

    \b
    Exit codes:
      0  all delivered
      2  invalid argument or setting
      4  not all delivered
    """
    from workers.kafka.publish import PublishFailed, publish_with_headers
    from workers.kafka.reader import NotRead
    from workers.kafka.replayed import ReplayedLetters

    if not (reasons or places or partitions or since_ms is not None or everything):
        end_with(COULD_NOT_RUN, "choose dead letters with --reason, --at, --partition, --since or --all")
    settings = settings_or_exit(require_broker=True)
    expect_broker(settings)
    choice = Choice(reasons=reasons, places=places, partitions=partitions, since_ms=since_ms)
    sent = 0
    try:
        marks = ReplayedLetters(settings)
        skipped = _Skipped(marks, again=again)
        with progress_line("replaying dead letters") as progress:
            for letters in _in_portions(skipped.leave_out(read_letters(settings, choice, progress))):
                if not dry_run:
                    outgoing = ((one.key, one.value, headers_for_replay(one.headers)) for one in letters)
                    publish_with_headers(settings, settings.input_topic, outgoing)
                    marks.add((one.partition, one.offset) for one in letters)
                sent += len(letters)
    except (NotRead, TimeoutError, PublishFailed) as failed:
        end_with(GAVE_UP, str(failed), f"{counted(sent, 'dead letter')} replayed and marked before that")
    for line in skipped.told():
        click.echo(line, err=True)
    done = "would be replayed" if dry_run else "replayed"
    click.echo(f"{counted(sent, 'dead letter')} {done} to {settings.input_topic}")


class _Skipped:
    """Leaves out pointers and what was replayed before, and counts them."""

    def __init__(self, marks: "ReplayedLetters", *, again: bool) -> None:
        self._marks = marks
        self._again = again
        self._pointers = self._replayed = 0

    def leave_out(self, letters: Iterable[InputRecord]) -> Iterator[InputRecord]:
        for letter in letters:
            if is_pointer(letter):
                self._pointers += 1
            elif not self._again and self._marks.has(letter.partition, letter.offset):
                self._replayed += 1
            else:
                yield letter

    def told(self) -> Iterator[str]:
        if self._pointers:
            yield f"{counted(self._pointers, 'pointer')} skipped: a pointer has no content to replay"
        if self._replayed:
            yield f"{counted(self._replayed, 'dead letter')} skipped: replayed before; --again replays them, too"


def _in_portions(letters: Iterable[InputRecord]) -> Iterator[list[InputRecord]]:
    """Portions that fit into memory: each is published, then marked."""
    portion: list[InputRecord] = []
    size = 0
    for letter in letters:
        portion.append(letter)
        size += len(letter.value or b"")
        if len(portion) == _MOST_AT_ONCE or size >= _MOST_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
