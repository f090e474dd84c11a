"""The checks of the edits in compiled form, which a build of the worker for one platform has (deploy/compiled).

An edit keeps its check as it is written: `check --explain` and the what-if page read it.
"""

import importlib
from pathlib import Path
from types import FunctionType
from typing import Any, Final

CHECKS_DIR: Final = Path(__file__).parents[1] / "checks"
_EDITS: Final = "rules.edits."


def compiled_check(check: Any) -> Any:
    """The compiled form of the check of an edit; the check itself if there is none."""
    if not CHECKS_DIR.is_dir() or not isinstance(check, FunctionType) or not check.__module__.startswith(_EDITS):
        return check
    return importlib.import_module(f"rules.checks.{check.__module__.removeprefix(_EDITS)}").check
