"""`claims-worker dead-letters`: look at them without showing what they hold; send them back after a fix."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, get_args

import click
from rich.table import Table
from rich.text import Text

from schemas.unreadable import DeadLetterReason
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, settings_or_exit
from workers.cli.show_outcome import counted, make_console
from workers.kafka.dead_letter import ATTEMPTS, FIELD, REASON, headers_for_replay
from workers.kafka.record import InputRecord
from workers.settings.settings import Settings

_ORIGINAL: Final = "__connect.errors."


@click.group("dead-letters")
def dead_letters() -> None:
    """Records that are no encounter event, or whose outcome could not be written."""


def _header(record: InputRecord, name: str) -> str | None:
    for key, content in reversed(record.headers):
        if key == name and content is not None:
            return content.decode("utf-8", "replace")
    return None


def _read(settings: Settings) -> Iterator[InputRecord]:
    from workers.kafka.reader import NotRead, read_to_end

    try:
        yield from read_to_end(settings, (settings.dead_letter_topic,))
    except (NotRead, TimeoutError) as failed:
        end_with(GAVE_UP, str(failed))


def _chosen(records: Iterable[InputRecord], reasons: tuple[str, ...], places: tuple[str, ...]) -> Iterator[InputRecord]:
    for record in records:
        if reasons and _header(record, REASON) not in reasons:
            continue
        if places and f"{record.partition}:{record.offset}" not in places:
            continue
        yield record


def _form(record: InputRecord) -> dict[str, Any]:
    """What is said of a dead letter: where it stands, where it stood, and why; nothing of what it holds."""
    stamp = record.timestamp_ms
    return {
        "partition": record.partition,
        "offset": record.offset,
        "at": None if stamp is None else dt.datetime.fromtimestamp(stamp / 1000, dt.UTC).isoformat(timespec="seconds"),
        "reason": _header(record, REASON),
        "field": _header(record, FIELD),
        "attempts": _header(record, ATTEMPTS),
        "original_topic": _header(record, f"{_ORIGINAL}topic"),
        "original_partition": _header(record, f"{_ORIGINAL}partition"),
        "original_offset": _header(record, f"{_ORIGINAL}offset"),
        "bytes": len(record.value or b""),
        "pointer": not record.value,
    }


def _require_places(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    # One that is no place would match nothing, and 'nothing to send back' would be believed.
    for place in given:
        if not re.fullmatch(r"(0|[1-9][0-9]*):(0|[1-9][0-9]*)", place):
            raise click.BadParameter(f"{place!r} is no partition and offset, such as 2:1071.", param=option)
    return given


_REASON = click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice(get_args(DeadLetterReason)),
    metavar="REASON",
    help="Only this reason, or these.",
)
_PLACE = click.option(
    "--at",
    "places",
    multiple=True,
    callback=_require_places,
    metavar="PARTITION:OFFSET",
    help="Only this one, or these.",
)


@dead_letters.command("list")
@_REASON
@_PLACE
@FORMAT
def list_dead_letters(reasons: tuple[str, ...], places: tuple[str, ...], form: Literal["text", "json"]) -> None:
    """Where each dead letter stands, where it came from, and why; never what it holds.

    \b
    Exit codes: 0 read, 2 could not run, 4 the broker refuses or does not answer.
    """
    settings = settings_or_exit(require_broker=True)
    found = [_form(record) for record in _chosen(_read(settings), reasons, places)]
    if form == "json":
        for one in found:
            click.echo(json.dumps(one))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("at", "reason", "field", "came from", "attempts", "bytes", "stands at"):
        # On a narrow terminal a value goes on in the next line: where one stands is what --at is given.
        table.add_column(heading, overflow="fold")
    for one in found:
        size = Text("pointer", style="yellow") if one["pointer"] else Text(f"{one['bytes']:,}")
        origin = f"{one['original_topic']}/{one['original_partition']}/{one['original_offset']}"
        place = f"{one['partition']}:{one['offset']}"
        table.add_row(one["at"], one["reason"], one["field"] or "", origin, one["attempts"], size, place)
    console = make_console()
    console.print(table)
    counts = Counter(one["reason"] for one in found)
    summary = ", ".join(f"{count} {reason}" for reason, count in counts.most_common()) or "none"
    console.print(Text(f"\n{counted(len(found), 'dead letter')}: {summary}", style="bold"))


@dead_letters.command("replay")
@_REASON
@_PLACE
@click.option("--all", "everything", is_flag=True, help="Every dead letter there is.")
@click.option("--dry-run", is_flag=True, help="Only say how many would be sent.")
def replay(reasons: tuple[str, ...], places: tuple[str, ...], *, everything: bool, dry_run: bool) -> None:
    """Send dead letters back to the input topic, as they came: key, value and headers.

    \b
    Say which: --reason, --at or --all. A pointer holds no bytes and cannot be sent back. What is sent stays in the
    dead-letter topic until its retention ends; sending it twice gives two outcomes with equal content.
    Exit codes: 0 all were delivered, 2 could not run, 4 not all were delivered.
    """
    from workers.kafka.publish import PublishFailed, publish_with_headers

    if not (reasons or places or everything):
        end_with(COULD_NOT_RUN, "say which dead letters to send back: --reason, --at or --all")
    settings = settings_or_exit(require_broker=True)
    chosen = list(_chosen(_read(settings), reasons, places))
    whole = [record for record in chosen if record.value]
    pointers = len(chosen) - len(whole)
    if pointers:
        click.echo(f"{pointers} pointers hold no bytes and stay where they are", err=True)
    if dry_run:
        click.echo(f"{counted(len(whole), 'dead letter')} would be sent to {settings.input_topic}")
        return
    outgoing = ((record.key, record.value, headers_for_replay(record.headers)) for record in whole)
    try:
        sent = publish_with_headers(settings, settings.input_topic, outgoing)
    except PublishFailed as failed:
        end_with(GAVE_UP, str(failed))
    click.echo(f"{counted(sent, 'dead letter')} sent back to {settings.input_topic}")
