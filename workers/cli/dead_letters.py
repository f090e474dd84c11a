"""`claims-worker dead-letters`: list dead letters without their content, and replay them after a fix."""

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


@click.group("dead-letters", short_help="List and replay records that could not be processed.")
def dead_letters() -> None:
    """List and replay records that could not be processed.

    A dead letter is a record that is not a readable encounter event, or whose outcome could not be written.
    """


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


def _instant(stamp: int | None) -> str | None:
    try:
        return None if stamp is None else dt.datetime.fromtimestamp(stamp / 1000, dt.UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # a producer may give any number
        return None


def _form(record: InputRecord) -> dict[str, Any]:
    """A dead letter for programs: its position, its original position and the reason, but not its content."""
    return {
        "partition": record.partition,
        "offset": record.offset,
        "at": _instant(record.timestamp_ms),
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
    # An invalid position would match nothing, which looks like "no dead letters".
    for place in given:
        if not re.fullmatch(r"(0|[1-9][0-9]*):(0|[1-9][0-9]*)", place):
            raise click.BadParameter(f"must be a partition and an offset such as 2:1071 (got {place!r})", param=option)
    return given


_REASON = click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice(get_args(DeadLetterReason)),
    metavar="REASON",
    help="Only dead letters with this reason (repeatable).",
)
_PLACE = click.option(
    "--at",
    "places",
    multiple=True,
    callback=_require_places,
    metavar="PARTITION:OFFSET",
    help="Only the dead letter at this position (repeatable).",
)


@dead_letters.command("list", short_help="List dead letters with position and reason.")
@_REASON
@_PLACE
@FORMAT
def list_dead_letters(reasons: tuple[str, ...], places: tuple[str, ...], form: Literal["text", "json"]) -> None:
    """List each dead letter with its position, its original position and the reason, but not its content.

    \b
    Exit codes:
      0  listed
      2  invalid argument or setting
      4  broker unavailable or access refused
    """
    settings = settings_or_exit(require_broker=True)
    found = [_form(record) for record in _chosen(_read(settings), reasons, places)]
    if form == "json":
        for one in found:
            click.echo(json.dumps(one))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("time", "reason", "field", "original position", "attempts", "bytes", "position"):
        # On a narrow terminal, fold a value instead of cutting it off: the position is what --at takes.
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


@dead_letters.command("replay", short_help="Send dead letters back to the input topic.")
@_REASON
@_PLACE
@click.option("--all", "everything", is_flag=True, help="All dead letters.")
@click.option("--dry-run", is_flag=True, help="Print how many would be replayed, and stop.")
def replay(reasons: tuple[str, ...], places: tuple[str, ...], *, everything: bool, dry_run: bool) -> None:
    """Send dead letters back to the input topic unchanged: key, value and headers.

    Choose them with --reason, --at or --all. A pointer has no content and cannot be replayed. A replayed dead letter
    stays in its topic until its retention ends; replaying it twice gives two equal outcomes.

    \b
    Exit codes:
      0  all delivered
      2  invalid argument or setting
      4  not all delivered
    """
    from workers.kafka.publish import PublishFailed, publish_with_headers

    if not (reasons or places or everything):
        end_with(COULD_NOT_RUN, "choose dead letters with --reason, --at or --all")
    settings = settings_or_exit(require_broker=True)
    chosen = list(_chosen(_read(settings), reasons, places))
    whole = [record for record in chosen if record.value]
    pointers = len(chosen) - len(whole)
    if pointers:
        click.echo(f"{counted(pointers, 'pointer')} skipped: a pointer has no content to replay", err=True)
    if dry_run:
        click.echo(f"{counted(len(whole), 'dead letter')} would be replayed to {settings.input_topic}")
        return
    outgoing = ((record.key, record.value, headers_for_replay(record.headers)) for record in whole)
    try:
        sent = publish_with_headers(settings, settings.input_topic, outgoing)
    except PublishFailed as failed:
        end_with(GAVE_UP, str(failed))
    click.echo(f"{counted(sent, 'dead letter')} replayed to {settings.input_topic}")
