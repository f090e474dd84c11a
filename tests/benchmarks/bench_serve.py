"""How long `serve` takes to answer, at a steady rate of ordinary encounters, on one core.

Each request has its time to begin, whether or not those before it have been answered, and its latency counts from
then: a service that falls behind shows it. The load generator runs on another core, or with `--same-core` on the same.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Final

from schemas.samples import sample_names, sample_text

START_S: Final = 60.0
WARM_UP_S: Final = 2.0
KEPT_S: Final = 4.0
"""Seconds for which a connection is used again; the service closes it after five."""


def start(core: int, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A service with one process that checks, all of it on one core; returns it with its port."""
    port_file = folder / "port"
    command = [sys.executable, "-m", "workers", "serve", "--port", "0", "--http-port-file", str(port_file)]
    environment = {**os.environ, "CLAIMS_CODE_TABLES_DIR": str(folder / "none"), "CLAIMS_LOG_LEVEL": "warning"}
    service = subprocess.Popen(
        [*command, "--processes", "1"], env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    until = time.monotonic() + START_S
    while not port_file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    return service, int(port_file.read_text(encoding="ascii"))


def requests() -> list[bytes]:
    """A request for every sample."""
    bodies = [sample_text(name).encode() for name in sample_names()]
    head = "POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
    return [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    """Send a request on an open connection, read its response, and return its status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


async def ready(port: int) -> None:
    """Wait until the service is ready."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            status = await ask(reader, writer, b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            writer.close()
            if status == 200:
                return
        except OSError:
            pass
        await asyncio.sleep(0.2)


async def load(port: int, rate: int, seconds: float) -> tuple[list[float], dict[int, int]]:
    """The latencies in seconds, and the number of responses by status; 0 for a connection that was cut off."""
    bodies = requests()
    idle: deque[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = deque()
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    begun = time.perf_counter()

    async def one(number: int) -> None:
        due = begun + number / rate
        while idle and time.perf_counter() - idle[0][0] > KEPT_S:
            idle.popleft()[2].close()
        _, reader, writer = idle.pop() if idle else (0.0, *await asyncio.open_connection("127.0.0.1", port))
        try:
            status = await ask(reader, writer, bodies[number % len(bodies)])
            idle.append((time.perf_counter(), reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        if number / rate >= WARM_UP_S:
            latencies.append(time.perf_counter() - due)
            statuses[status] = statuses.get(status, 0) + 1

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * (seconds + WARM_UP_S))):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            group.create_task(one(number))
    return sorted(latencies), statuses


def main() -> None:
    """Print the latencies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--same-core", action="store_true", help="run the load generator on the core of the service")
    arguments = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        service, port = start(cores[0], Path(folder))
        os.sched_setaffinity(0, {cores[0] if arguments.same_core else cores[-1]})
        try:
            asyncio.run(ready(port))
            latencies, statuses = asyncio.run(load(port, arguments.rate, arguments.seconds))
        finally:
            service.terminate()
            service.wait()
    used = os.times()  # only now is the service among the children that have ended
    shown = {
        f"p{share:g}": latencies[min(len(latencies) - 1, int(len(latencies) * share / 100))] for share in (50, 99, 100)
    }
    each = (used.children_user + used.children_system) / (arguments.rate * (arguments.seconds + WARM_UP_S))
    lines = (
        f"{arguments.rate} requests a second for {arguments.seconds:g} s: {statuses}",
        ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in shown.items()),
        f"CPU of the service with its start: {each * 1000:.2f} ms a request",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
