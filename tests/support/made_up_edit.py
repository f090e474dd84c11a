"""A made-up edit, for tests of what handles edits."""

from dataclasses import replace
from typing import Any

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities


def _fires(claim: ClaimFacts) -> Found:
    """It always fires."""
    return problem("total_charge", total="190.00")


def made_up_edit(code: str = "LN901", **changes: Any) -> Edit:
    """An edit that fires on every claim, with fields changed."""
    edit = Edit(
        code=code,
        name=f"made-up-{code.lower()}",
        title="A made-up problem.",
        why="It is made up.",
        fix="Leave it.",
        looks_at=("total_charge",),
        subject="claim",
        check=_fires,
        severity=severities("R", "W", "N"),
        cases={"default": Case(says="The total is {total}.")},
        carc="16",
        rarc=("M54",),
        snip=3,
        source="made up",
        example=Example(base="office-visit", field="total_charge", fires="1", silent="2"),
    )
    return replace(edit, **changes)
