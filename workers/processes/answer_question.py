"""Answers one question about outcomes and ends: `python -m workers.processes.answer_question` (`workers.outcomes.ask`).

Settings and question arrive on standard input, the answer goes to standard output as JSON.
"""

import json
import pickle
import signal
import sys
from typing import Any

from schemas.schema_source import RegistryRefused, RegistryUnavailable
from workers.kafka.reader import NotRead
from workers.outcomes.find_claims import find_claims
from workers.outcomes.write_found import write_found
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.die_with_parent import die_with_parent
from workers.settings.settings import SettingsError


def answer_question(parent: int) -> None:
    """Read one question, write its answer."""
    die_with_parent(parent, signal.SIGKILL)
    settings, search = pickle.loads(sys.stdin.buffer.read())
    if not settings.core_dumps:
        forbid_core_dumps()
    answer: dict[str, Any]
    try:
        answer = write_found(find_claims(settings, search), show_values=False)
    except (NotRead, RegistryUnavailable, RegistryRefused, SettingsError) as failed:
        answer = {"trouble": str(failed)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    answer_question(parent=int(sys.argv[1]))
