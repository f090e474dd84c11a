"""`claims-worker insight status`: how much is in the store, how far it is behind, and what it lacks."""

import json
from typing import TYPE_CHECKING, Any, Literal

import click

from workers.cli.format_option import FORMAT
from workers.cli.insight_store import read_store_or_exit, store_folder
from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with, expect_broker, settings_or_exit

if TYPE_CHECKING:
    from workers.insight.store_status import StoreStatus


@click.command("status", short_help="Show lag, gaps and size of the store.")
@FORMAT
def status(form: Literal["text", "json"]) -> None:
    """Show how much is in the store, how many outcomes it is behind the topics, and where outcomes are missing.

    \b
    Exit codes:
      0  shown
      2  invalid setting, or the store cannot be read
      4  the broker refuses or does not answer
    """
    settings = settings_or_exit(require_broker=True)
    store = read_store_or_exit(store_folder(settings))
    from workers.insight.store_notes import StoreUnusable
    from workers.insight.store_status import find_status
    from workers.kafka.followed_topics import NotAsked

    expect_broker(settings)
    try:
        found = find_status(settings, store)
    except StoreUnusable as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    except NotAsked as away:
        end_with(GAVE_UP, str(away))
    if form == "json":
        click.echo(json.dumps(_write(found)))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: "StoreStatus") -> list[str]:
    figures = found.figures
    return [
        f"{figures.facts:,} outcomes, {figures.withheld:,} withheld, {figures.unreadable:,} unreadable",
        f"{figures.files:,} files, {figures.bytes:,} bytes",
        *(f"{topic}: {lag:,} behind" for topic, lag in found.lag.items()),
        f"followed since {found.since}",
        *(f"gap: {gap.sentence()}; accepted on {gap.accepted}" for gap in found.gaps),
        *(["no gaps"] if not found.gaps else []),
    ]


def _write(found: "StoreStatus") -> dict[str, Any]:
    figures = found.figures
    return {
        "facts": figures.facts,
        "withheld": figures.withheld,
        "unreadable": figures.unreadable,
        "files": figures.files,
        "bytes": figures.bytes,
        "lag": dict(found.lag),
        "since": found.since,
        "gaps": [
            {
                "topic": gap.topic,
                "partition": gap.partition,
                "wanted": gap.first,
                "continued": gap.following,
                "another_topic": gap.another_topic,
                "accepted": gap.accepted,
            }
            for gap in found.gaps
        ],
    }
