"""The whole product, `claims-worker run`, on a topic that is full: its rate, CPU time and memory."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from schemas.value import value
from tests.benchmarks.measured_process import ROOT
from tests.benchmarks.position import Position

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PATIENCE_S: Final = 300
_LOOK_S: Final = 0.05


@value
class ProductRun:
    """What a run took; of the memory the median of the processes that check, in MB."""

    rate: float
    """Encounters a second by the clock."""
    cost: float
    """CPU microseconds an encounter, of all processes."""
    rss: float
    pss: float


def run_product(servers: str, topic: str, count: int, processes: int, tables: Path, path: Sequence[Path]) -> ProductRun:
    """Process all encounters of a topic with so many processes.

    Args:
        servers: the broker.
        topic: it has `count` encounters, and at least as many partitions as there are processes.
        tables: the folder of loaded tables.
        path: folders to put on the path of Python.
    """
    group = f"product-{topic}-{processes}-{'compiled' if len(path) > 1 else 'interpreted'}"
    settings = {
        "kafka_bootstrap_servers": servers,
        "group_id": group,
        "input_topic": topic,
        "code_tables_dir": str(tables),
        "processes": str(processes),
        "http_port": "0",
        "log_level": "error",
    }
    env = os.environ | {f"CLAIMS_{name.upper()}": text for name, text in settings.items()}
    position = Position(servers, group, topic)
    position.begin_at_start()
    program = subprocess.Popen(
        [sys.executable, "-P", "-m", "workers", "run"],
        cwd=ROOT,
        env=env | {"PYTHONPATH": os.pathsep.join(map(str, path))},
    )
    try:
        return _watch(program, position, count, processes)
    finally:
        position.close()
        program.terminate()
        program.wait(60)


def _watch(program: subprocess.Popen[bytes], position: Position, count: int, processes: int) -> ProductRun:
    give_up = time.monotonic() + _PATIENCE_S
    first: tuple[int, float, float] | None = None
    while True:
        committed, now = position.committed(), time.perf_counter()
        # The clock starts when every process has begun its work.
        if first is None and committed > count // 10:
            first = committed, now, _cpu_seconds(_family(program.pid))
        if committed >= count and first is not None:
            break
        if program.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"the product processed {committed} of {count} encounters")
        time.sleep(_LOOK_S)
    family = _family(program.pid)
    done = committed - first[0]
    checking = family if processes == 1 else family[1:]
    memory = [_memory_kib(pid) for pid in checking]
    return ProductRun(
        rate=done / (now - first[1]),
        cost=(_cpu_seconds(family) - first[2]) / done * 1e6,
        rss=median(rss for rss, _ in memory) / 1024,
        pss=median(pss for _, pss in memory) / 1024,
    )


def _family(parent: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [parent, *map(int, children)]


def _cpu_seconds(pids: Sequence[int]) -> float:
    stats = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS


def _memory_kib(pid: int) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return found["Rss"], found["Pss"]
