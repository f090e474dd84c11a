"""Asks a process of its own what became of an encounter, for the page `/outcomes`.

The process that serves pages has no Kafka client, so that a client that hangs, leaks or crashes does not affect it.
What is asked goes to standard input: arguments are visible to everyone on the machine.
"""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final

from workers.outcomes.search import Search
from workers.settings.settings import Settings

_MODULE: Final = "workers.processes.answer_question"
_TIMEOUT_S: Final = 25.0
"""The answer to an HTTP request must end within 30 seconds."""


Ask = Callable[[Settings, Search], dict[str, Any]]


class NoAnswer(Exception):
    """The question could not be answered; the message says why, without anything that was asked."""


def ask(settings: Settings, search: Search, module: str = _MODULE) -> dict[str, Any]:
    """The answer as `workers.outcomes.write_found` writes it, without the data of persons.

    Raises:
        NoAnswer: Kafka or the registry does not answer in time, or refuses access.
    """
    command = [sys.executable, "-m", module, str(os.getpid())]
    try:
        ended = subprocess.run(
            command,
            input=pickle.dumps((settings, search)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
            check=False,
        )
        answer = json.loads(ended.stdout)
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"There was no answer within {_TIMEOUT_S:g} seconds.") from None
    except (OSError, ValueError):
        raise NoAnswer("The process that reads outcomes failed. Use 'claims-worker outcomes show'.") from None
    if "trouble" in answer:
        raise NoAnswer(answer["trouble"])
    made: dict[str, Any] = answer
    return made
