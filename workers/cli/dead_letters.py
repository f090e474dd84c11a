"""`claims-worker dead-letters`: list dead letters without their content, show one, and replay them after a fix."""

import heapq
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any, Final, Literal

import click
from rich.table import Table
from rich.text import Text

from workers.cli.choose_letters import AT, AT_ONE, PARTITION, REASON_OPTION, Choice, read_letters
from workers.cli.format_option import FORMAT
from workers.cli.progress_line import progress_line
from workers.cli.replay_letters import replay
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, expect_broker, settings_or_exit
from workers.cli.show_letter import form_of, size_of
from workers.cli.show_outcome import counted, make_console, printable_text
from workers.cli.since_option import SINCE

_MOST_LISTED: Final = 10_000
NOT_FOUND: Final = 1


@click.group("dead-letters", short_help="List and replay records that could not be processed.")
def dead_letters() -> None:
    """List and replay records that could not be processed.

    A dead letter is a record that is not a readable encounter event, or whose outcome could not be written.
    """


dead_letters.add_command(replay)


@dead_letters.command("list", short_help="List dead letters with position and reason.")
@REASON_OPTION
@AT
@PARTITION
@SINCE
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, _MOST_LISTED),
    default=_MOST_LISTED,
    show_default=True,
    help="At most the newest N.",
)
@click.option("--summary", is_flag=True, help="Count them by reason, field and hour.")
@FORMAT
def list_dead_letters(
    reasons: tuple[str, ...],
    places: tuple[str, ...],
    partitions: tuple[int, ...],
    since_ms: int | None,
    limit: int,
    form: Literal["text", "json"],
    *,
    summary: bool,
) -> None:
    """List dead letters by time with position, original position and reason, but not their content.

    \b
    Exit codes:
      0  listed
      2  invalid argument or setting
      4  broker unavailable or access refused
    """
    from workers.kafka.reader import NotRead
    from workers.kafka.replayed import ReplayedLetters

    settings = settings_or_exit(require_broker=True)
    expect_broker(settings)
    choice = Choice(reasons=reasons, places=places, partitions=partitions, since_ms=since_ms)
    try:
        marks = ReplayedLetters(settings)
        with progress_line("reading dead letters") as progress:
            letters = read_letters(settings, choice, progress)
            forms = (form_of(one, replayed=marks.has(one.partition, one.offset)) for one in letters)
            if summary:
                _print_summary(Counter((one["reason"], one["field"], _hour(one["at"])) for one in forms), form)
                return
            total = 0
            newest: list[tuple[Any, ...]] = []
            for total, one in enumerate(forms, 1):
                entry = (one["at"] or "", one["partition"], one["offset"], total, one)
                (heapq.heappush if len(newest) < limit else heapq.heappushpop)(newest, entry)
    except (NotRead, TimeoutError) as failed:
        end_with(GAVE_UP, str(failed))
    found = [entry[-1] for entry in sorted(newest, key=lambda entry: entry[:4])]
    if form == "json":
        for one in found:
            click.echo(json.dumps(one))
    else:
        _print_table(found, total)
    if total > len(found):
        click.echo(f"the newest {len(found):,} of {counted(total, 'dead letter')}; --limit shows more", err=True)


def _hour(instant: str | None) -> str:
    return "" if instant is None else f"{instant[:13]}:00Z"


def _print_summary(counts: Counter[tuple[str | None, str | None, str]], form: Literal["text", "json"]) -> None:
    ordered = sorted(counts.items(), key=lambda item: (item[0][2], -item[1], str(item[0])))
    if form == "json":
        for (reason, field, hour), count in ordered:
            click.echo(json.dumps({"hour": hour or None, "reason": reason, "field": field, "count": count}))
        return
    table = _table("hour", "reason", "field", "dead letters")
    for (reason, field, hour), count in ordered:
        table.add_row(hour, *map(_text, (reason, field)), f"{count:,}")
    console = make_console()
    console.print(table)
    console.print(Text(f"\n{counted(sum(counts.values()), 'dead letter')}", style="bold"))


def _print_table(found: list[dict[str, Any]], total: int) -> None:
    table = _table("time", "reason", "field", "original position", "attempts", "bytes", "position", "")
    for one in found:
        origin = f"{one['original_topic']}:{one['original_partition']}:{one['original_offset']}"
        place = f"{one['partition']}:{one['offset']}"
        replayed = Text("replayed", style="green") if one["replayed"] else Text()
        texts = map(_text, (one["at"], one["reason"], one["field"], origin, one["attempts"]))
        table.add_row(*texts, size_of(one), place, replayed)
    console = make_console()
    console.print(table)
    counts = Counter(one["reason"] for one in found)
    listed = ", ".join(f"{count} {reason}" for reason, count in counts.most_common()) or "none"
    replayed_count = sum(one["replayed"] for one in found)
    more = f"; {replayed_count:,} replayed" if replayed_count else ""
    shown = "" if total == len(found) else f"{len(found):,} of "
    console.print()
    console.print(printable_text(Text(f"{shown}{counted(total, 'dead letter')}: {listed}{more}", style="bold")))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        # On a narrow terminal, fold a value instead of cutting it off: the position is what --at takes.
        table.add_column(heading, overflow="fold")
    return table


def _text(content: str | None) -> Text:
    return printable_text(Text(content or ""))


@dead_letters.command("show", short_help="Show one dead letter, or write its bytes to a file.")
@AT_ONE
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the value, byte for byte, to this new file.",
)
@FORMAT
def show(place: str, out: Path | None, form: Literal["text", "json"]) -> None:
    """Show one dead letter without its content; with --out, write its value to a file for the producer's team.

    The value may contain patient data. Only the owner of the file can read it.

    \b
    Exit codes:
      0  shown
      1  no such dead letter
      2  invalid argument or setting, or the file cannot be written
      4  broker unavailable or access refused
    """
    from workers.kafka.reader import NotRead, read_one
    from workers.kafka.replayed import ReplayedLetters

    settings = settings_or_exit(require_broker=True)
    expect_broker(settings)
    partition, _, offset = place.partition(":")
    try:
        record = read_one(settings, settings.dead_letter_topic, int(partition), int(offset))
        marks = ReplayedLetters(settings)
        one = None if record is None else form_of(record, replayed=marks.has(record.partition, record.offset))
    except (NotRead, TimeoutError) as failed:
        end_with(GAVE_UP, str(failed))
    if record is None or one is None:
        end_with(NOT_FOUND, f"there is no dead letter at {place}")
    if form == "json":
        click.echo(json.dumps(one))
    else:
        table = _table("", "")
        for name, content in one.items():
            words = ("no", "yes")[content] if isinstance(content, bool) else content
            table.add_row(name.replace("_", " "), _text(None if words is None else str(words)))
        make_console().print(table)
    if out is not None:
        _write_new(out, record.value or b"")


def _write_new(path: Path, content: bytes) -> None:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        end_with(COULD_NOT_RUN, f"{path}: {error.strerror}")
    click.echo(f"{counted(len(content), 'byte')} written to {path}", err=True)
