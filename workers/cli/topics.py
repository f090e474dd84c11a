"""`claims-worker topics`: create the four topics with the settings that consumers rely on."""

import click
from rich.table import Table

from workers.cli.settings_or_exit import GAVE_UP, end_with, expect_broker, settings_or_exit
from workers.cli.show_outcome import make_console
from workers.logs import configure_logs


@click.group(short_help="Create the Kafka topics.")
def topics() -> None:
    """Create the four Kafka topics: encounters, claims, rejections and dead letters."""


@topics.command("create", short_help="Create the topics that do not exist yet.")
@click.option(
    "--partitions", metavar="N", default=12, show_default=True, type=click.IntRange(1), help="Partitions per topic."
)
@click.option(
    "--replication", metavar="N", default=3, show_default=True, type=click.IntRange(1), help="Replication factor."
)
@click.option(
    "--min-in-sync", metavar="N", default=2, show_default=True, type=click.IntRange(1), help="Minimum in-sync replicas."
)
@click.option(
    "--input-days",
    metavar="DAYS",
    default=14,
    show_default=True,
    type=click.IntRange(1),
    help="Retention of encounters.",
)
@click.option(
    "--dead-letter-days",
    metavar="DAYS",
    default=14,
    show_default=True,
    type=click.IntRange(1),
    help="Retention of dead letters.",
)
@click.option(
    "--compaction-lag-days",
    metavar="DAYS",
    default=1,
    show_default=True,
    type=click.IntRange(0),
    help="Minimum age for compaction.",
)
def create(
    partitions: int,
    replication: int,
    min_in_sync: int,
    input_days: int,
    dead_letter_days: int,
    compaction_lag_days: int,
) -> None:
    """Create the topics that do not exist yet; existing topics are not changed.

    \b
    Exit codes:
      0  all topics exist
      2  invalid setting
      4  broker unavailable or access refused
    """
    from workers.kafka.topics import TopicsNotMade, TopicWishes, make_topics

    settings = settings_or_exit(require_broker=True)
    configure_logs(settings.log_level, settings.log_format)  # a warning about the cluster size goes to standard error
    wishes = TopicWishes(
        partitions=partitions,
        replication=replication,
        min_in_sync=min_in_sync,
        input_retention_days=input_days,
        dead_letter_retention_days=dead_letter_days,
        compaction_lag_days=compaction_lag_days,
    )
    expect_broker(settings)
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
