"""The case files of the edits: what each holds, and how a case is judged."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rules.catalog import FAMILIES
from rules.edit import Edit
from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_tables

CASES_DIR: Final = Path(__file__).parent


def case_file(edit: Edit) -> Path:
    """The case file of an edit."""
    return CASES_DIR / FAMILIES[edit.family] / f"{edit.name.replace('-', '_')}.toml"


def read_cases(edit: Edit) -> list[dict[str, Any]]:
    """The cases of an edit, in the order of its file; none if it has no file."""
    path = case_file(edit)
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []
    return cases


def judge_case(judge: Callable[..., Judgement], case: dict[str, Any]) -> Judgement:
    """What the edits say of a case.

    Args:
        judge: judges a changed sample, as the fixture `judge` does.
        case: the case.
    """
    return judge(
        case["base"],
        case.get("set", {}),
        remove=case.get("remove", ()),
        profile=case.get("profile"),
        as_of=case.get("as_of"),
        without_tables=case.get("without_tables", ()),
        with_tables=toy_tables(case.get("with_tables", {})),
        parameters=case.get("parameters"),
        allow_waivers=case.get("allow_waivers", False),
        repairs=case.get("repairs"),
    )
