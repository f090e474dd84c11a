"""Makes the reports that the demo ends with, over a synthetic population of three years."""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workers.build_processor import build_rulebook
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter
from workers.settings.settings import Settings

if TYPE_CHECKING:
    from workers.insight.measure import ReportName

ENCOUNTERS: Final = 4_000
"""So many take a few seconds; 20,000 would take the patience of a first visit."""
_REPORTS: Final[tuple["ReportName", ...]] = ("quality", "population")


def make_demo_reports(settings: Settings) -> list[Path]:
    """Write the reports to a new temporary folder, which stays; none without the extra `insight`.

    Returns:
        The files.

    Raises:
        OSError: the folder cannot be written.
    """
    try:
        from workers.insight.open_facts import open_rows
        from workers.insight.report import make_report
        from workers.insight.write_page import write_page
    except ModuleNotFoundError:
        return []
    folder = Path(tempfile.mkdtemp(prefix="claims-demo-"))
    opened = open_rows(_facts(settings))
    made = []
    for name in _REPORTS:
        file = folder / f"{name}.html"
        file.write_text(write_page(make_report(opened, name)), encoding="utf-8")
        made.append(file)
    return made


def _facts(settings: Settings) -> Iterator[dict[str, Any]]:
    from workers.insight.facts import Place, facts_of
    from workers.insight.keys import Keys
    from workers.insight.synthetic_population import population

    rulebook = build_rulebook(settings)
    keys = Keys(secret=secrets.token_bytes(32))
    for offset, planned in enumerate(population(ENCOUNTERS)):
        outcome = check_encounter(planned.event, rulebook)
        if not isinstance(outcome, DeadLetter):
            content = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
            yield facts_of(content, keys, Place(topic=None, partition=0, offset=offset))
