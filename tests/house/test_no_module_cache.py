"""The pure core keeps no answers in its modules: a cache is on the value it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
CORE: Final = ("rules", "schemas", "workers/pipeline")
_CONTAINERS: Final = frozenset(("dict", "list", "set", "OrderedDict", "defaultdict", "deque", "Counter", "bytearray"))
_GROW: Final = frozenset(("append", "extend", "insert", "add", "update", "setdefault", "appendleft"))


def _name(node: ast.expr) -> str:
    """The last part of a dotted name: `functools.cache` is `cache`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _bound(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The names that a module gives a value, with the value."""
    for node in module.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        yield from ((target.id, value) for target in targets if isinstance(target, ast.Name) and value is not None)


def _is_empty_container(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set | ast.Tuple):
        # A tuple that holds an empty container is a cache with the thing it is about.
        return (not isinstance(value, ast.Tuple) and not value.elts) or any(map(_is_empty_container, value.elts))
    return isinstance(value, ast.Call) and _name(value.func) in _CONTAINERS and not value.args and not value.keywords


def _is_unbounded(decorator: ast.expr) -> bool:
    """Whether a decorator keeps every answer: `cache`, or `lru_cache` with no limit."""
    if _name(decorator) == "cache":
        return True
    if not isinstance(decorator, ast.Call) or _name(decorator.func) != "lru_cache":
        return False
    limits = [*decorator.args[:1], *(each.value for each in decorator.keywords if each.arg == "maxsize")]
    return any(isinstance(limit, ast.Constant) and limit.value is None for limit in limits)


def _takes_classes_alone(function: ast.FunctionDef) -> bool:
    """Whether a function is asked about classes, of which there are as many as in the program, or about nothing."""
    given = function.args
    asked = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return not (given.vararg or given.kwarg) and all(
        isinstance(each.annotation, ast.Subscript) and _name(each.annotation.value) == "type" for each in asked
    )


def _faults(module: ast.Module) -> Iterator[tuple[int, str]]:
    names = dict(_bound(module))
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for name, value in names.items():
        if name != "__all__" and _is_empty_container(value):
            yield value.lineno, f"{name} begins empty, so that something fills it later"
        if isinstance(value, ast.Call) and _is_unbounded(value.func) and isinstance(value.args[0], ast.Name):
            function = functions.get(value.args[0].id)
            if function is None or not _takes_classes_alone(function):
                yield value.lineno, f"{name} keeps every answer"
    for function in functions.values():
        if any(map(_is_unbounded, function.decorator_list)) and not _takes_classes_alone(function):
            yield function.lineno, f"{function.name} keeps every answer"
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield node.lineno, f"sets {', '.join(node.names)} of the module"
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _name(node.value) in names:
                yield node.lineno, f"fills {_name(node.value)}"
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _GROW
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in names
            ):
                yield node.lineno, f"fills {node.func.value.id}"


def test_no_cache_in_a_module_of_the_core() -> None:
    """No module of the core fills a container of its own or keeps every answer of a function."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {fault}"
        for folder in CORE
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, fault in _faults(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "_kept: dict[int, bytes] = {}",
        "_last = None\ndef f():\n    global _last",
        "_known: tuple[object, dict[str, int]] = (None, {})",
        "_met = OrderedDict()",
        "_BOX = {'a': 1}\ndef f(code):\n    _BOX[code] = 1",
        "_BOX = ['a']\ndef f(code):\n    _BOX.append(code)",
        "@cache\ndef f(code: str): ...",
        "@functools.lru_cache(maxsize=None)\ndef f(code: str): ...",
        "@lru_cache(None)\ndef f(code: str): ...",
        "def _f(code: str): ...\nf = cache(_f)",
    ],
)
def test_each_kind_of_cache_is_found(code: str) -> None:
    """Every way of keeping answers in a module is found, and each only once."""
    assert len(list(_faults(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "_KINDS: Final = {'a': 1}\ndef f(code):\n    return _KINDS[code]",
        "@cache\ndef f(): ...",
        "@cache\ndef f(cls: type[Any]): ...",
        "@lru_cache(maxsize=64)\ndef f(code: str): ...",
        "def f():\n    met = {}\n    met['a'] = 1",
    ],
)
def test_what_cannot_grow_is_allowed(code: str) -> None:
    """Constants, answers about classes or about nothing, and bounded caches are no fault."""
    assert list(_faults(ast.parse(code))) == []
