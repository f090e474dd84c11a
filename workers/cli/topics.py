"""`claims-worker topics`: make the four topics with the settings that their readers rely on."""

import click
from rich.table import Table

from workers.cli.settings_or_exit import GAVE_UP, end_with, settings_or_exit
from workers.cli.show_outcome import make_console
from workers.logs import configure_logs


@click.group()
def topics() -> None:
    """The four topics: input, claims, rejections, dead letters."""


@topics.command("create")
@click.option("--partitions", default=12, show_default=True, type=click.IntRange(1), help="Partitions of each topic.")
@click.option("--replication", default=3, show_default=True, type=click.IntRange(1), help="Replicas of each partition.")
@click.option("--min-in-sync", default=2, show_default=True, type=click.IntRange(1), help="min.insync.replicas.")
@click.option("--input-days", default=14, show_default=True, type=click.IntRange(1), help="How long inputs are kept.")
@click.option("--dead-letter-days", default=14, show_default=True, type=click.IntRange(1), help="And dead letters.")
@click.option("--compaction-lag-days", default=1, show_default=True, type=click.IntRange(0), help="Before compaction.")
def create(
    partitions: int,
    replication: int,
    min_in_sync: int,
    input_days: int,
    dead_letter_days: int,
    compaction_lag_days: int,
) -> None:
    """Make the topics that are not there; those that are stay as they are.

    \b
    Exit codes: 0 they are all there, 2 a setting is wrong, 4 the broker refuses or does not answer.
    """
    from workers.kafka.topics import TopicsNotMade, TopicWishes, make_topics

    settings = settings_or_exit(require_broker=True)
    configure_logs(settings.log_level, settings.log_format)  # warnings of the cluster's size belong on standard error
    wishes = TopicWishes(
        partitions=partitions,
        replication=replication,
        min_in_sync=min_in_sync,
        input_retention_days=input_days,
        dead_letter_retention_days=dead_letter_days,
        compaction_lag_days=compaction_lag_days,
    )
    try:
        made = make_topics(settings, wishes)
    except TopicsNotMade as failed:
        end_with(GAVE_UP, str(failed))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("topic", "", "partitions", "replicas", "settings"):
        table.add_column(heading)
    for one in made.topics:
        config = " ".join(f"{name}={value}" for name, value in one.plan.config.items())
        table.add_row(one.plan.name, one.result, str(one.plan.partitions), str(one.plan.replication), config)
    make_console().print(table)
