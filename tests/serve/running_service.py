"""A running `claims-worker serve`, for tests that need its processes, sockets and log."""

import contextlib
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

_START_S = 120.0


@dataclass
class Service:
    """Its URL, its port, its process, and the file that receives its log."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path


@contextlib.contextmanager
def running_service(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    processes: int = 2,
    ca: Path | None = None,
    ready: bool = True,
) -> Iterator[Service]:
    """A service; ended with SIGTERM, and with exit code 0.

    Args:
        folder: for its files.
        settings: variables of its environment.
        processes: number of processes that check.
        ca: the authority of its certificate; None = it has none.
        ready: whether to wait until it is ready.
    """
    port_file, log = folder / "port", folder / "log"
    environment = {name: each for name, each in os.environ.items() if not name.startswith("CLAIMS_")}
    environment |= {"CLAIMS_CODE_TABLES_DIR": str(folder / "tables"), "CLAIMS_LOG_FORMAT": "json", **(settings or {})}
    command = [sys.executable, "-m", "workers", "serve", "--port", "0", "--processes", str(processes)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--http-port-file", str(port_file)], env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + _START_S
        while not port_file.exists():
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)
        port = int(port_file.read_text(encoding="ascii"))
        url = f"{'http' if ca is None else 'https'}://localhost:{port}"
        while ready and not is_ready(url, ca):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Service(url=url, port=port, process=process, log=log)
        process.terminate()
        assert process.wait(30) == 0, log.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()


def is_ready(url: str, ca: Path | None) -> bool:
    """Whether a service says that it is ready."""
    try:
        verify = True if ca is None else ssl.create_default_context(cafile=str(ca))
        return httpx.get(f"{url}/readyz", verify=verify).status_code == 200
    except httpx.TransportError:
        return False
