"""The worker with its own rules and one more edit, which ends the process in the way that an encounter asks for.

    python tests/kafka/poisoned_worker.py SETTINGS.json

The encounter's `source_system` is `poison-` and the way: `exit`, `crash`, `memory`, `loop` (holds the interpreter's
lock) or `raise` (an exception, which is no end). Other arguments start its worker processes and disposable processes.
"""

import collections
import ctypes
import itertools
import json
import os
import resource
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.edit import Edit, Found
from rules.engine.engine import Engine
from schemas.codec import ready_encoder, rejected_encoder
from workers.build_processor import DEAD_LETTER_HEADROOM, build_rulebook
from workers.kafka.loop import run_loop
from workers.kafka.observer import LoopObserver
from workers.kafka.record import Processor
from workers.kafka.watchdog import Watchdog
from workers.logs import configure_logs
from workers.processes.child import run_child
from workers.processes.isolated import run_isolated
from workers.processes.isolated_messages import Limits
from workers.processes.isolated_process import IsolatedProcess
from workers.processes.parent import run_parent
from workers.processes.stop_signals import stop_on_signals
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings

PREFIX: Final = "poison-"

_GIB: Final = 1 << 30
_LOCKED_S: Final = 8.0
_LIMITS: Final = Limits(memory_bytes=_GIB // 4, cpu_s=2)


def poison(claim: ClaimFacts) -> None:
    """Do what the encounter asks for."""
    match claim.encounter.source_system.removeprefix(PREFIX):
        case "exit":
            os._exit(9)
        case "crash":
            ctypes.string_at(0)
        case "memory":
            hoard = [bytearray(1 << 20)]
            while True:
                hoard.append(bytearray(hoard[-1]))
        case "loop":
            collections.deque(itertools.repeat(0), maxlen=0)
        case "raise":
            raise ValueError("an edit that fails")


def build(settings: Settings) -> EncounterProcessor:
    """The worker's processor, with one edit that does what the encounter asks for before it checks it."""
    catalogue = dict(load_catalogue())
    edit = next(edit for edit in catalogue.values() if _runs_on_every_claim(edit))

    def check(claim: ClaimFacts) -> Found:
        poison(claim)
        found: Found = edit.check(claim)
        return found

    catalogue[edit.code] = replace(edit, check=check)
    return EncounterProcessor(
        replace(build_rulebook(settings), engine=Engine(catalogue)),
        lambda: (ready_encoder(), rejected_encoder()),
        dead_letter_bytes=settings.max_event_bytes + DEAD_LETTER_HEADROOM,
    )


def _runs_on_every_claim(edit: Edit) -> bool:
    limits = (edit.occasion, edit.effective_from, edit.effective_through, *edit.tables)
    return edit.subject == "claim" and (edit.form, edit.bills) == ("both", "any") and not any(limits)


def _loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
    return run_loop(settings, slot, process, observer, stop, IsolatedProcess(settings, stop, _isolated, _LIMITS))


def _child(slot: int, report_to: int) -> list[str]:
    return [sys.executable, __file__, "child", str(slot), str(report_to), str(os.getpid())]


def _isolated(answer_to: int) -> list[str]:
    return [sys.executable, __file__, "isolated", str(answer_to), str(os.getpid())]


def main(arguments: Sequence[str]) -> int:
    """Be the parent, a worker process or a disposable process."""
    match arguments:
        case ["child", slot, report_to, parent]:
            # As a container does: a record that allocates without end must not take the memory of the machine.
            resource.setrlimit(resource.RLIMIT_AS, (4 * _GIB, 4 * _GIB))
            Watchdog.locked_s = _LOCKED_S
            return run_child(int(slot), int(report_to), int(parent), build, _loop)
        case ["isolated", answer_to, parent]:
            return run_isolated(int(answer_to), int(parent), build)
    settings = Settings(**json.loads(Path(arguments[0]).read_text()))
    configure_logs("info", "json")
    stop = threading.Event()
    stop_on_signals(stop)
    return run_parent(settings, stop, _child)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
