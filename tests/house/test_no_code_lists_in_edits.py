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
_TO_DO: Final = frozenset(
    (
        "line/line_repeated.py",
        "line/unit_of_measure_against_service.py",
        "line/units_missing.py",
        "modifier/anesthesia_modifier_missing.py",
        "modifier/evaluation_modifier_on_procedure.py",
        "modifier/modifier_for_other_claim_form.py",
        "modifier/modifier_unknown.py",
        "ncci/add_on_code_alone.py",
        "place/ambulance_transport_missing.py",
        "place/inpatient_place_without_admission_date.py",
        "place/telehealth_modifier_against_place.py",
        "place/visit_code_against_place.py",
        "procedure/hipps_code_unknown.py",
        "procedure/procedure_code_malformed.py",
        "procedure/procedure_not_payable_by_medicare.py",
        "timely_filing/delay_or_program_code_unknown.py",
        "timely_filing/frequency_not_allowed_on_form.py",
    )
)
"""Files whose lists are still constants; the test fails too where one of them has none any more."""


def _strings(node: ast.AST) -> list[str]:
    """The strings of a collection, or the words of a string that may be split into one."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = [part.value for part in node.elts if isinstance(part, ast.Constant)]
        return [part for part in parts if isinstance(part, str)]
    return node.value.split() if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _is_list(node: ast.AST) -> bool:
    strings = _strings(node)
    codes = [code for code in strings if _CODE.fullmatch(code)]
    if isinstance(node, ast.Constant) and codes != strings:  # a sentence
        return False
    return len(set(codes) - _VALUES_OF_EVENTS - load_catalogue().keys()) > 1


def _code_lists(module: ast.Module) -> Iterator[int]:
    """Lines of the constants that hold two or more codes; remark codes belong to an edit's own answer."""
    for statement in module.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        names = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        answers = {
            each
            for call in ast.walk(statement.value)
            if isinstance(call, ast.keyword) and call.arg == "rarc"
            for each in ast.walk(call)
        }
        is_edit = any(isinstance(name, ast.Name) and name.id == "EDIT" for name in names)
        if not is_edit and any(_is_list(node) for node in ast.walk(statement.value) if node not in answers):
            yield statement.lineno


def test_no_code_list_in_an_edit() -> None:
    """Every list of codes in an edit comes from `rules/lists`, except in the files still to do."""
    found: dict[str, list[int]] = {}
    for path in sorted(EDITS.rglob("*.py")):
        if lines := list(_code_lists(ast.parse(path.read_text(encoding="utf-8")))):
            found[path.relative_to(EDITS).as_posix()] = lines
    assert not {file: lines for file, lines in found.items() if file not in _TO_DO}
    assert found.keys() >= _TO_DO


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('A = frozenset(("26", "TC"))', [1]),
        ('A: Final = {"26", "TC"}', [1]),
        ('A = frozenset("26 TC".split())', [1]),
        ('A = (("98940", "first"), ("98941", "second"))', []),
        ('A = "26"', []),
        ('A = "Use 26 or TC."', []),
        ('A = ("ONSET", "LAST_SEEN")', []),
        ('A = Case(says="Fine.", rarc=("M51", "M76"))', []),
        ('A = (Suppression(edits=("DX101", "DX102")),)', []),
        ('EDIT = Edit(example=Example(fires=["25", "57"]))', []),
    ],
)
def test_what_counts_as_a_list(text: str, lines: list[int]) -> None:
    """Two codes in one collection are a list; values of events, edit codes and remark codes are not."""
    assert list(_code_lists(ast.parse(text))) == lines
