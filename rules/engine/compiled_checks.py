"""The compiled core calls the checks of the catalog directly, by code that the build writes (deploy/compiled)."""

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FunctionType
from typing import Any, Final, TypeAlias

from rules.claim.facts import ClaimFacts
from rules.edit import Edit
from rules.engine.hits import Hits

CHECKS_DIR: Final = Path(__file__).parents[1] / "checks"

RunChecks: TypeAlias = Callable[[bytes, tuple[tuple[Any, ...], ...], tuple[Edit, ...], ClaimFacts, Hits], None]
"""(for each edit whether it runs, for each edit the codes of its lists, the edits, the claim, what was found)."""


def compiled_run(edits: Iterable[Edit]) -> RunChecks | None:
    """The function that runs compiled checks; None if there is none for just these edits."""
    if not CHECKS_DIR.is_dir():
        return None
    made: Any = importlib.import_module("rules.checks.run_checks")
    modules = tuple([edit.check.__module__ if isinstance(edit.check, FunctionType) else "" for edit in edits])
    run: RunChecks = made.run_checks
    return run if modules == made.MODULES else None
