"""A check asks first whether anything can be wrong: on a claim without a problem it costs next to nothing."""

from typing import Final

from tests.budget.silent_checks import silent_calls, steps_of

REFERENCE: Final = "LN101"
"""Adds up the lines of a claim, which is as much as any check of most claims has to do."""
TIMES: Final = 4


def test_silent_checks_cost_little() -> None:
    """No check takes more steps for a claim of the clean corpus than four times those that add up its lines."""
    claims, calls = silent_calls()
    steps = {code: sum(map(steps_of, each)) / claims for code, each in calls.items()}
    most = TIMES * steps[REFERENCE]
    dear = {code: round(each) for code, each in steps.items() if each > most}
    assert dear == {}, f"steps for a claim; at most {most:.0f}: put a guard first"
