"""Coverage-guided fuzzing: mutated inputs that reach new code are kept and mutated again.

    python -m tests.fuzz.fuzz                               # every target, 20 seconds each
    python -m tests.fuzz.fuzz decode --seconds 600          # one target for ten minutes
    python -m tests.fuzz.fuzz json --runs 5000 --seed 1     # the same inputs each time
    python -m tests.fuzz.fuzz tables --keep                 # add what reaches new code to tests/fuzz/corpus

It starts from the samples, the fixtures and `tests/fuzz/corpus`. An input that breaks what must hold
(`tests/fuzz/targets.py`) is written to the folder given with `--faults` and ends the run with exit code 1: fix what it
shows, then move it to `tests/fuzz/corpus`, where the fast tests read it from then on.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

TARGET_NAMES: Final = ("decode", "json", "x12", "tables")
_LONGEST: Final = 1 << 16
_ROOT: Final = Path(__file__).parents[2]
_MEMORY: Final = Path("/dev/shm")


def fuzz_in_process(name: str, kept: Path, options: list[str]) -> None:
    """Fuzz one target; the fuzzer ends this process. What is imported from here on is instrumented."""
    import atheris

    with atheris.instrument_imports(include=["schemas", "rules", "workers.pipeline"]):
        from tests.fuzz.targets import TARGETS, corpus_of

        target = TARGETS[name]
        for valid in target.seeds():
            target.check(valid)  # edits and loaders are imported when they are needed first
    # Thousands of small files a second: in memory, and lost if the machine stops.
    os.fsync = lambda fd: None
    tempfile.tempdir = str(_MEMORY) if _MEMORY.is_dir() else None

    def run(raw: bytes) -> None:
        target.check(raw)

    def mutate(raw: bytes, most: int, seed: int) -> bytes:
        head, newline, rest = raw.partition(b"\n") if target.named else (b"", b"", raw)
        front = head + newline
        return front + atheris.Mutate(rest, max(most - len(front), 1)) if len(front) < most else raw

    with tempfile.TemporaryDirectory(prefix="fuzz-seeds-") as seeds:
        for number, seed in enumerate(target.seeds()):
            Path(seeds, f"{number:04}").write_bytes(seed)
        for path in corpus_of(name):
            Path(seeds, path.name).write_bytes(path.read_bytes())
        words = Path(seeds, "words")
        words.write_text("".join(f'"{word.decode()}"\n' for word in target.words()) or '"."\n')
        arguments = ["fuzz", f"-max_len={_LONGEST}", "-timeout=60", "-rss_limit_mb=2048", f"-dict={words}", *options]
        atheris.Setup([*arguments, str(kept), seeds], run, custom_mutator=mutate)
        atheris.Fuzz()


def fuzz(name: str, *, faults: Path, kept: Path, options: list[str]) -> subprocess.CompletedProcess[str]:
    """Fuzz one target in a process of its own; its log is in `stderr`."""
    options = [*options, f"-artifact_prefix={faults}/{name}-", "-print_final_stats=1"]
    command = [sys.executable, "-m", "tests.fuzz.fuzz", name, "--kept", str(kept), "--in-process", *options]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, errors="replace", check=False)


def figures_of(log: str) -> str:
    """The figures at the end of a fuzzer's log: inputs tried, and code reached."""
    last = next((line for line in reversed(log.splitlines()) if " cov: " in line), "no figures")
    return " ".join(last.split())


def told_by(ended: subprocess.CompletedProcess[str]) -> str:
    """What a fuzzer that found something says: the exception and the end of its log."""
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("INFO: Instrumenting")]
    return "\n".join([ended.stdout[-6000:], *lines[-30:]])


def main() -> int:
    """Fuzz the targets one after another and print their figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGET_NAMES)}; all of them if none")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--runs", type=int, help="inputs to try, in place of --seconds")
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers; 0: another one each time")
    parser.add_argument("--keep", action="store_true", help="add what reaches new code to tests/fuzz/corpus")
    parser.add_argument("--faults", type=Path, help="the folder for inputs that show a fault")
    parser.add_argument("--kept", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--in-process", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.targets if name not in TARGET_NAMES]
    if unknown:
        parser.error(f"unknown target {unknown[0]}; these exist: {', '.join(TARGET_NAMES)}")
    if arguments.in_process is not None:
        fuzz_in_process(arguments.targets[0], arguments.kept, arguments.in_process)
    bound = f"-runs={arguments.runs}" if arguments.runs else f"-max_total_time={arguments.seconds}"
    faults = arguments.faults or Path(tempfile.mkdtemp(prefix="fuzz-faults-"))
    faults.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in arguments.targets or TARGET_NAMES:
        with tempfile.TemporaryDirectory(prefix="fuzz-kept-") as folder:
            kept = _ROOT / "tests/fuzz/corpus" / name if arguments.keep else Path(folder)
            ended = fuzz(name, faults=faults, kept=kept, options=[bound, f"-seed={arguments.seed}"])
        sys.stdout.write(f"{name}: {figures_of(ended.stderr)}\n")
        if ended.returncode != 0:
            failed = True
            sys.stdout.write(f"{told_by(ended)}\ninputs that show a fault: {faults}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
