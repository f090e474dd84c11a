"""A list of codes that others maintain is dated data in `rules/lists`, not a constant of an edit."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, get_args, get_origin

import pytest

from rules.catalog import load_catalogue
from schemas import encounter

EDITS: Final = Path(__file__).parents[2] / "rules" / "edits"
_CODE: Final = re.compile(r"[0-9A-Z]{1,10}")
_VALUES_OF_EVENTS: Final = frozenset(
    value for each in vars(encounter).values() if get_origin(each) is Literal for value in get_args(each)
)


def _strings(node: ast.AST) -> list[str]:
    """The strings of a collection, or the words of a string that may be split into one."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = [part.value for part in node.elts if isinstance(part, ast.Constant)]
        return [part for part in parts if isinstance(part, str)]
    return node.value.split() if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _is_list(node: ast.AST) -> bool:
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp):  # codes that are counted up
        return any(isinstance(each, ast.Name) and each.id == "range" for each in ast.walk(node.generators[0].iter))
    strings = _strings(node)
    codes = [code for code in strings if _CODE.fullmatch(code)]
    if isinstance(node, ast.Constant) and codes != strings:  # a sentence
        return False
    return len(set(codes) - _VALUES_OF_EVENTS - load_catalogue().keys()) > 1


def _code_lists(module: ast.Module) -> Iterator[int]:
    """Lines of the constants that hold codes, other than remark codes and what an edit suppresses."""
    for statement in module.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        names = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        answers = {
            each
            for call in ast.walk(statement.value)
            if isinstance(call, ast.keyword) and call.arg in ("rarc", "edits", "families")
            for each in ast.walk(call)
        }
        is_edit = any(isinstance(name, ast.Name) and name.id == "EDIT" for name in names)
        if not is_edit and any(_is_list(node) for node in ast.walk(statement.value) if node not in answers):
            yield statement.lineno


def test_no_code_list_in_an_edit() -> None:
    """Every list of codes in an edit comes from `rules/lists`."""
    found: dict[str, list[int]] = {}
    for path in sorted(EDITS.rglob("*.py")):
        if lines := list(_code_lists(ast.parse(path.read_text(encoding="utf-8")))):
            found[path.relative_to(EDITS).as_posix()] = lines
    assert not found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('A = frozenset(("26", "TC"))', [1]),
        ('A: Final = {"26", "TC"}', [1]),
        ('A = frozenset("26 TC".split())', [1]),
        ('A = (("98940", "first"), ("98941", "second"))', []),
        ('A = frozenset((*(str(n) for n in range(1, 12)), "15"))', [1]),
        ('A = (Suppression(edits=tuple(f"DX{n}" for n in range(101, 105))),)', []),
        ('A = "26"', []),
        ('A = "Use 26 or TC."', []),
        ('A = ("ONSET", "LAST_SEEN")', []),
        ('A = Case(says="Fine.", rarc=("M51", "M76"))', []),
        ('A = (Suppression(edits=("DX101", "DX102")),)', []),
        ('A = Suppression(families=("BT", "BN"))', []),
        ('EDIT = Edit(example=Example(fires=["25", "57"]))', []),
    ],
)
def test_what_counts_as_a_list(text: str, lines: list[int]) -> None:
    """Two codes in one collection are a list; values of events, edit codes and remark codes are not."""
    assert list(_code_lists(ast.parse(text))) == lines
