"""The fault suite in full: everything is done to running workers that can go wrong, and every outcome is counted.

    python -m tests.chaos.chaos                      # all scenarios, about half an hour
    python -m tests.chaos.chaos kills network soak   # those whose names begin so
    python -m tests.chaos.chaos --inputs 50000 soak  # a soak of another length

After each, a reader of committed records must find exactly one right outcome for every input. The table that it prints
stands in deploy/GUARANTEES.md. The exit code is 1 where anything was lost, doubled or wrong.
"""

import argparse
import dataclasses
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from tests.chaos import scenarios
from tests.chaos.trial import Figures
from tests.support.local_broker import KafkaBroker
from tests.support.older_kafka.installation import find_older_kafka
from tests.support.oldest_kafka.installation import find_oldest_kafka
from tests.support.proxied_broker import ProxiedBroker
from tests.support.tcp_proxy import Mode
from workers.local_kafka.installation import find_kafka

_FAULTS: Final[dict[Mode, float]] = {"slow": 30.0, "stalled": 45.0, "cut": 30.0, "reset": 15.0, "half-open": 45.0}
_CLOCK: Final = Path(__file__).with_name("other_clock.c")
_COLUMNS: Final = {
    "scenario": "Scenario",
    "kills": "Kills",
    "bounces": "Bounces",
    "poison": "Poison records",
    "positions_lost": "Positions lost",
    "inputs": "Inputs",
    "outcomes": "Outcomes",
    "lost": "Lost",
    "doubled": "Doubled",
    "peak_memory_mib": "Peak memory, MiB",
    "longest_stall_s": "Longest stall, s",
}

Scenario = Callable[[Path], Figures]


def all_scenarios(stack: ExitStack, soak: int, seed: int) -> Iterator[tuple[str, Scenario]]:
    """The long form of each, by name; brokers are started when they are needed first."""
    brokers: dict[str, ProxiedBroker | KafkaBroker] = {}

    def start(name: str, make: Callable[[], Any]) -> Any:
        if name not in brokers:
            brokers[name] = stack.enter_context(make())
            brokers[name].warm_up()
        return brokers[name]

    def newest() -> ProxiedBroker:
        found: ProxiedBroker = start("newest", lambda: ProxiedBroker(find_kafka()))
        return found

    yield "kills", lambda folder: scenarios.kills(newest(), folder, inputs=100_000, times=10, seed=seed)
    yield "bounces of the broker", lambda folder: scenarios.bounces(newest(), folder, inputs=30_000, times=10)
    yield "poison records", lambda folder: scenarios.poison(newest(), folder)
    yield (
        "network: slow, stalled, cut, reset, half-open",
        lambda folder: scenarios.network(newest(), folder, inputs=2_000, faults=_FAULTS),
    )
    yield (
        "schema registry: away, slow, failing, lying",
        lambda folder: scenarios.registry(newest(), folder, inputs=200, seconds=10.0),
    )
    yield "full disk, no more open files", lambda folder: scenarios.no_room(newest(), folder, inputs=2_000)
    yield "processes that stand still", lambda folder: scenarios.pauses(newest(), folder, inputs=4_000, seconds=75.0)
    yield (
        "clock set to and fro in a running worker",
        lambda folder: scenarios.wrong_clock(newest(), folder, inputs=200, library=_compile_clock(folder)),
    )
    yield "sinks of insight: kills", lambda folder: scenarios.sinks(newest(), folder, times=60, seed=seed)
    yield "positions lost to retention", lambda folder: scenarios.positions(newest(), folder, inputs=500)
    for name, find in (("3.9", find_older_kafka), ("3.6", find_oldest_kafka)):

        def old(name: str = name, find: Callable[[], Any] = find) -> KafkaBroker:
            found: KafkaBroker = start(name, lambda: KafkaBroker(find()))
            return found

        yield (
            f"Kafka {name}: kills",
            lambda folder, old=old: scenarios.kills(  # type: ignore[misc]
                old(), folder, inputs=20_000, times=4, seed=seed
            ),
        )
        yield (
            f"Kafka {name}: bounces",
            lambda folder, old=old: scenarios.bounces(  # type: ignore[misc]
                old(), folder, inputs=10_000, times=3
            ),
        )
    yield "soak", lambda folder: scenarios.soak(newest(), folder, inputs=soak)


def _compile_clock(folder: Path) -> Path:
    library = folder / "other_clock.so"
    compiler = os.environ.get("CC", "cc")
    try:
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, _CLOCK, "-ldl"], check=True)
    except FileNotFoundError:
        raise SystemExit(f"{compiler} is not installed; it compiles {_CLOCK.name}, which moves the clock") from None
    return library


def total(parts: list[Figures]) -> Figures:
    """The figures of several trials together."""
    found: Any = {
        field.name: (max if field.type is float else sum)(getattr(part, field.name) for part in parts)
        for field in dataclasses.fields(Figures)
        if field.type in (int, float)
    }
    return Figures(**found)


def row(name: str, figures: Figures) -> str:
    """A row of the table."""
    cells = [name, *(f"{getattr(figures, column):,.0f}" for column in _COLUMNS if column != "scenario")]
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Run the scenarios on brokers of their own and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="SCENARIO", help="beginnings of names; all of them if none")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="of the soak")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments = parser.parse_args()
    # A run that is ended early stops its workers and brokers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    sys.stdout.write(f"seed {arguments.seed}; logs in {folder}\n\n")
    sys.stdout.write(f"| {' | '.join(_COLUMNS.values())} |\n|{'---|' * len(_COLUMNS)}\n")
    parts: list[Figures] = []
    with ExitStack() as stack:
        for name, scenario in all_scenarios(stack, arguments.inputs, arguments.seed):
            if arguments.names and not name.startswith(tuple(arguments.names)):
                continue
            own = folder / f"{len(parts):02}"
            own.mkdir()
            parts.append(scenario(own))
            sys.stdout.write(row(name, parts[-1]) + "\n")
            sys.stdout.flush()
            if not parts[-1].exactly_once:
                sys.stdout.write(f"not exactly once, for example: {parts[-1].examples}\n")
    if not parts:
        parser.error(f"no scenario begins with {' or '.join(arguments.names)}")
    sys.stdout.write(row("**total**", total(parts)) + "\n")
    return 0 if all(part.exactly_once for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main())
