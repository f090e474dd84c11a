"""No test depends on the machine's speed: a loaded machine is slow, not wrong."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
_CLOCKS = frozenset(("monotonic", "perf_counter", "process_time", "thread_time", "time"))


def _reads_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS


def _measured(tree: ast.AST) -> Iterator[int]:
    """Lines that assert on a span of time: the clock, less an earlier reading, against a bound."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            spans = (each for each in ast.walk(node.test) if isinstance(each, ast.BinOp))
            if any(isinstance(each.op, ast.Sub) and _reads_clock(each.left) for each in spans):
                yield node.lineno


def _deadlines(tree: ast.AST) -> Iterator[int]:
    """Lines that give a property test a deadline; `tests/conftest.py` has none for all of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "settings":
            yield from (node.lineno for word in node.keywords if word.arg == "deadline")


def test_no_wall_time_is_asserted() -> None:
    """A test waits with patience and asserts what happened, not how long it took."""
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(TESTS)}:{line}" for line in (*_measured(tree), *_deadlines(tree))]
    assert not found
