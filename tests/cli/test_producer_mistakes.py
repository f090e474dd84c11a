"""Every mistake that producers made gets a message that says what came, what is expected and where."""

from pathlib import Path
from typing import Any

import pytest

from schemas.encounter import EncounterEvent
from tests.cli.mistakes import contents, read_mistakes
from workers.cli.inputs import read_inputs
from workers.cli.show_outcome import places_at_fault

_MISTAKES = read_mistakes()


def _said(mistake: dict[str, Any], folder: Path, *, quote: bool) -> list[str]:
    file = folder / "event"
    file.write_bytes(contents(mistake))
    (one,) = read_inputs(str(file))
    if isinstance(one.read, EncounterEvent):
        return []
    return [f"{place}{words}" for place, words in places_at_fault(one.read, quote=quote)]


@pytest.mark.parametrize("mistake", _MISTAKES, ids=[mistake["what"] for mistake in _MISTAKES])
def test_a_mistake_is_explained(mistake: dict[str, Any], tmp_path: Path) -> None:
    """A producer reads, for each wrong value, its path, what is expected and what came; of what is valid, nothing."""
    assert _said(mistake, tmp_path, quote=True) == mistake["says"]


@pytest.mark.parametrize("mistake", _MISTAKES, ids=[mistake["what"] for mistake in _MISTAKES])
def test_only_the_sender_sees_what_was_sent(mistake: dict[str, Any], tmp_path: Path) -> None:
    """Elsewhere than in `check` and on the what-if page, the same errors are listed without what came."""
    without = [line.split(" (got ")[0].split(" (this is ")[0] for line in mistake["says"]]
    assert _said(mistake, tmp_path, quote=False) == without
