"""Plays the four first successes from a fresh clone and prints their times (`make first-successes`).

A newcomer's first outcome, a producer's first accepted event, a biller's first fixed rejection, and an operator's first
screenshot with data. Only commands of README are used. Exits with 1 if one fails or takes too long.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tests.support.local_broker import KafkaBroker
from workers.local_kafka.installation import find_kafka

ROOT: Final = Path(__file__).parents[2]
CHROMIUM: Final = Path("/usr/bin/chromium")
SILENCE_S: Final = 5.0
_PATIENCE_S: Final = 900.0
_ENV: Final = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}


class Failed(Exception):
    """A step did not end as README says; the text has what was printed."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(command: list[str], folder: Path, env: Mapping[str, str] = _ENV, *, codes: tuple[int, ...] = (0,)) -> str:
    ran = subprocess.run(
        command, cwd=folder, env=dict(env), capture_output=True, text=True, timeout=_PATIENCE_S, check=False
    )
    if ran.returncode not in codes:
        raise Failed(f"{' '.join(command)} ended with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return ran.stdout


def newcomer(clone: Path) -> str:
    """`make demo` from nothing: the environment, Kafka's client, and the outcomes of the samples."""
    command = ["make", "demo", "ARGS=--once"]
    process = subprocess.Popen(command, cwd=clone, env=_ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    said, last, longest = b"", time.monotonic(), 0.0
    while piece := os.read(process.stdout.fileno(), 65_536):
        now = time.monotonic()
        longest, last = max(longest, now - last), now
        said += piece
    if process.wait() or b"rejected" not in said:
        raise Failed(said.decode(errors="replace")[-2000:])
    if longest > SILENCE_S:
        raise Failed(f"make demo was silent for {longest:.1f} s")
    return f"{len(said.decode().splitlines())} lines, never silent for more than {longest:.1f} s"


def producer(clone: Path) -> str:
    """An event built from the typed module, and accepted by `check`."""
    worker = str(clone / ".venv" / "bin" / "claims-worker")
    with tempfile.TemporaryDirectory(prefix="producer-") as name:
        folder = Path(name)
        _run([worker, "schemas", "export", "--format", "python", "."], folder)
        shutil.copy(clone / "schemas" / "examples" / "office_visit.py", folder)
        program = "import json, office_visit as o; from encounter_event import to_json; "
        program += "print(json.dumps(to_json(o.office_visit('E-1'))))"
        event = _run([sys.executable, "-c", program], folder)
        (folder / "event.json").write_text(event, encoding="utf-8")
        return _run([worker, "check", "event.json"], folder).splitlines()[0][:60]


def biller(clone: Path) -> str:
    """The first suggestion for a rejected sample, applied."""
    worker = str(clone / ".venv" / "bin" / "claims-worker")
    sample = clone / "schemas" / "samples" / "rejected-code-retired.json"
    said = json.loads(_run([worker, "check", "--format", "json", str(sample)], clone, codes=(1,)))
    finding = said["rejection"]["findings"][0]
    code = finding["suggestion"].split(";")[0].split()[0]
    form = json.loads(sample.read_text(encoding="utf-8"))
    form["diagnoses"][0]["code"] = code
    with tempfile.TemporaryDirectory(prefix="biller-") as name:
        file = Path(name) / "fixed.json"
        file.write_text(json.dumps(form), encoding="utf-8")
        return f"{finding['edit']}: {code}; {_run([worker, 'check', str(file)], clone).split()[0]}"


def operator(clone: Path) -> str:
    """Topics, samples and a worker on Apache Kafka, and its status page."""
    worker = str(clone / ".venv" / "bin" / "claims-worker")
    samples = [str(path) for path in sorted((clone / "schemas" / "samples").glob("*.json"))]
    with tempfile.TemporaryDirectory(prefix="operator-") as name, KafkaBroker(find_kafka()) as broker:
        env = {**_ENV, "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers, "CLAIMS_HTTP_PORT": "0"}
        _run([worker, "topics", "create"], clone, env)
        _run([worker, "publish", *samples], clone, env)
        port = Path(name) / "port"
        with (Path(name) / "log").open("wb") as log:
            process = subprocess.Popen(
                [worker, "run", "--http-port-file", str(port)], cwd=clone, env=env, stdout=log, stderr=log
            )
        try:
            page = _wait_for_data(port, process)
            return _screenshot(page, Path(tempfile.gettempdir()) / "claims-worker-first-screenshot.png")
        finally:
            process.terminate()
            process.wait(60)


def _wait_for_data(port: Path, process: "subprocess.Popen[bytes]") -> str:
    give_up = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.2)
        if port.exists():
            address = f"http://127.0.0.1:{port.read_text(encoding='utf-8').strip()}"
            with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
                if b"claims_worker_events_total{" in answer.read():
                    return address
    raise Failed("the worker has no data")


def _screenshot(address: str, file: Path) -> str:
    if not CHROMIUM.exists():
        with urllib.request.urlopen(address, timeout=10) as answer:
            return f"status page of {len(answer.read()):,} bytes (no browser for a screenshot)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.screenshot(path=file, full_page=True)
        browser.close()
    return str(file)


STEPS: Final[tuple[tuple[Callable[[Path], str], float], ...]] = (
    (newcomer, 120.0),
    (producer, 300.0),
    (biller, 60.0),
    (operator, 180.0),
)
"""Each success, and the seconds that it may take."""


def main() -> int:
    """Play all four; 1 if one failed or took too long."""
    code = 0
    with tempfile.TemporaryDirectory(prefix="fresh-clone-") as name:
        clone = Path(name) / "claims-worker"
        _run(["git", "clone", "--quiet", str(ROOT), str(clone)], ROOT)
        for step, limit in STEPS:
            begin = time.monotonic()
            try:
                told = step(clone)
            except Failed as failed:
                _say(f"{step.__name__:<10} FAILED  {failed}")
                return 1
            seconds = time.monotonic() - begin
            late = seconds > limit
            code = code or int(late)
            _say(f"{step.__name__:<10} {seconds:6.1f} s{f'  LATE (at most {limit:.0f} s)' if late else ''}  {told}")
    return code


if __name__ == "__main__":
    sys.exit(main())
