"""The kept corpus holds, and a short run of each fuzzer finds nothing new."""

import importlib.util
import os
from pathlib import Path

import pytest

from tests.fuzz.fuzz import TARGET_NAMES, fuzz, told_by
from tests.fuzz.targets import CORPUS, TARGETS, corpus_of

_RUNS = {"decode": 8_000, "json": 6_000, "x12": 500, "tables": 3_000}


def test_every_target_is_known() -> None:
    """The command fuzzes every target, the short run too, and no corpus is left without one."""
    assert set(TARGET_NAMES) == set(TARGETS) == set(_RUNS) == {folder.name for folder in CORPUS.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_holds(name: str) -> None:
    """Every kept input of a fuzzer is accepted or refused as it must be, and every seed is accepted."""
    target = TARGETS[name]
    outcomes = {target.check(path.read_bytes()) for path in corpus_of(name)}
    assert outcomes == {True, False}
    assert all(target.check(seed) for seed in target.seeds())


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None and os.environ.get("REQUIRE_FUZZER") != "1",
    reason="the fuzzer is built for Linux on x86-64",
)
@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str, tmp_path: Path) -> None:
    """A fuzzer that reaches new code by mutation finds no input that breaks what must hold of any input."""
    kept = tmp_path / "kept"
    kept.mkdir()
    ended = fuzz(name, faults=tmp_path, kept=kept, options=[f"-runs={_RUNS[name]}", "-seed=11"])
    assert ended.returncode == 0, told_by(ended)
    assert f"stat::number_of_executed_units: {_RUNS[name]}" in ended.stderr
    assert any(kept.iterdir()), "no input reached new code: nothing is instrumented"
