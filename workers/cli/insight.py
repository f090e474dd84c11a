"""`claims-worker insight`: reports over outcomes. Its commands need the extra `claims-worker[insight]`."""

from collections.abc import Mapping
from typing import Final

import click

from workers.cli.commands_on_demand import CommandsOnDemand

COMMANDS: Final[Mapping[str, str]] = {
    "report": "workers.cli.insight_report:report",
    "measures": "workers.cli.insight_measures:measures",
    "sink": "workers.cli.insight_sink:sink",
    "status": "workers.cli.insight_status:status",
    "compact": "workers.cli.insight_compact:compact",
}


@click.command(cls=CommandsOnDemand, on_demand=COMMANDS, short_help="Report on claim quality, patients and care.")
def insight() -> None:
    """Turn outcomes into reports on claim quality, on conditions, and on the use and results of care.

    Needs the extra claims-worker[insight].
    """
