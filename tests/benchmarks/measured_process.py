"""A process that is measured: it gets a job a line on its standard input and answers with the figures, both as JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

ROOT: Final = Path(__file__).parents[2]
Figures: TypeAlias = Any
Job: TypeAlias = Callable[..., Figures]


def answer(jobs: Mapping[str, Job]) -> None:
    """Do jobs until standard input ends. Whatever else the process prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        wanted = json.loads(line)
        answers.write(json.dumps(jobs[wanted.pop("job")](**wanted)) + "\n")
        answers.flush()


class MeasuredProcess:
    """The process as the benchmark sees it; a context manager.

    Args:
        module: the module that calls `answer`.
        path: folders to put on the path of Python.
        core: the processor core that it runs on.
        python: the program.
    """

    def __init__(
        self, module: str, *arguments: str, path: Sequence[Path], core: int, python: str = sys.executable
    ) -> None:
        self._core = core
        self._process = subprocess.Popen(
            [python, "-P", "-m", module, *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=self._pin,
        )

    def _pin(self) -> None:
        os.sched_setaffinity(0, {self._core})

    def begin(self, job: str, **wanted: object) -> None:
        """Hand over a job."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"job": job, **wanted}) + "\n")
        self._process.stdin.flush()

    def figures(self) -> Figures:
        """Wait for the answer to the job."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a measured process ended; its standard error says why")
        return json.loads(line)

    def do(self, job: str, **wanted: object) -> Figures:
        """Hand over a job and wait for the answer."""
        self.begin(job, **wanted)
        return self.figures()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if kind is not None:
            self._process.kill()
        self._process.wait(60)
