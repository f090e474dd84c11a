"""No test depends on the machine's speed: a loaded machine is slow, not wrong."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parents[1]
_CLOCKS = frozenset(("monotonic", "perf_counter", "process_time", "thread_time", "time"))
_CONCERNED = re.compile(rf"\b(?:{'|'.join(_CLOCKS)})\(|\b(?:deadline|suppress_health_check)\b")
"""What a file that measures has; parsing all of them is dear."""


def _name(node: ast.AST) -> str:
    """The last part of a dotted name: `time.monotonic` is `monotonic`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _any(tree: ast.AST, asked: Callable[[ast.AST], bool]) -> bool:
    return any(asked(node) for node in ast.walk(tree))


def _assigned(tree: ast.AST, asked: Callable[[ast.AST], bool]) -> set[str]:
    """The variables that are given a value in which something is asked for."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value and _any(node.value, asked):
            found |= {_name(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])}
    return found - {""}


def _measured(tree: ast.AST) -> Iterator[int]:
    """Lines that assert on a span of time: the clock, less an earlier reading, against a bound."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from _measured_in(function)


def _measured_in(function: ast.FunctionDef) -> Iterator[int]:
    def reads_clock(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and _name(node.func) in _CLOCKS

    readings = _assigned(function, reads_clock)

    def is_span(node: ast.AST) -> bool:
        left = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) else None
        return left is not None and (reads_clock(left) or _name(left) in readings)

    spans = _assigned(function, is_span)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and _any(node.test, lambda each: is_span(each) or _name(each) in spans):
            yield node.lineno


def _deadlines(tree: ast.AST) -> Iterator[int]:
    """Lines that give a property test a clock of Hypothesis; `tests/conftest.py` turns them off for all of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "settings":
            yield from (word.value.lineno for word in node.keywords if word.arg == "deadline" or _too_slow_fails(word))


def _too_slow_fails(word: ast.keyword) -> bool:
    """Whether a list of suppressed health checks takes the place of the profile's and leaves out the one on time."""
    return word.arg == "suppress_health_check" and not _any(
        word.value,
        lambda node: _name(node) == "too_slow" or (isinstance(node, ast.Call) and _name(node.func) == "list"),
    )


def test_hypothesis_has_no_clock() -> None:
    """No example of a property test fails for the time that it takes or that its making takes."""
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_no_wall_time_is_asserted() -> None:
    """A test waits with patience and asserts what happened, not how long it took."""
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not _CONCERNED.search(text):
            continue
        tree = ast.parse(text)
        found += [f"{path.relative_to(TESTS)}:{line}" for line in (*_measured(tree), *_deadlines(tree))]
    assert not found


@pytest.mark.parametrize(
    "body",
    [
        "assert time.monotonic() - begin < 5",
        "assert perf_counter() - begin < 5",
        "took = time.perf_counter() - begin\n    assert took < 5",
        "begin = time.time()\n    work()\n    end = time.time()\n    assert end - begin < 5",
        "assert (took := time.monotonic() - begin) < 5",
        "settings(deadline=200)",
        "hypothesis.settings(deadline=200)",
        "settings(suppress_health_check=[HealthCheck.filter_too_much])",
    ],
)
def test_each_way_to_measure_is_found(body: str) -> None:
    """A span of time is found in an assertion, directly or through a variable, and a deadline anywhere."""
    assert _CONCERNED.search(body)
    tree = ast.parse(f"def test(begin):\n    {body}")
    assert len({*_measured(tree), *_deadlines(tree)}) == 1


@pytest.mark.parametrize(
    "body",
    [
        "give_up = time.monotonic() + 60\n    assert time.monotonic() < give_up",
        "print(time.perf_counter() - begin)",
        "assert record.time - begin == 5",
        "settings(max_examples=20)",
        "settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])",
        "settings(suppress_health_check=list(HealthCheck))",
    ],
)
def test_what_does_not_depend_on_speed_is_allowed(body: str) -> None:
    """Patience, a printed measurement and times that were recorded are no fault."""
    tree = ast.parse(f"def test(begin):\n    {body}")
    assert not [*_measured(tree), *_deadlines(tree)]
