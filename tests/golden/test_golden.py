"""Every sample has a recorded outcome, and judging it gives that outcome."""

from pathlib import Path

import pytest

from schemas.samples import sample_names
from tests.golden.judge_samples import golden_outcome

OUTCOMES_DIR = Path(__file__).parent / "outcomes"


@pytest.mark.parametrize("name", sample_names())
def test_outcome(name: str) -> None:
    """The outcome of a sample is the recorded one (after a wanted change: make generated)."""
    assert golden_outcome(name) == (OUTCOMES_DIR / f"{name}.json").read_text(encoding="utf-8")


def test_no_outcome_without_sample() -> None:
    """No recorded outcome is left of a sample that is gone."""
    assert {path.stem for path in OUTCOMES_DIR.glob("*.json")} == set(sample_names())


def test_samples_tell_both_stories() -> None:
    """There are at least thirty samples, and both claims and rejections among their outcomes."""
    outcomes = [path.read_text(encoding="utf-8") for path in OUTCOMES_DIR.glob("*.json")]
    assert len(outcomes) >= 30
    ready = sum('"outcome": "ready"' in text for text in outcomes)
    assert 10 <= ready <= len(outcomes) - 10
