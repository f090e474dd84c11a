"""Every mistake that producers made gets a message that says what came, what is expected and where."""

from pathlib import Path
from typing import Any

from schemas.encounter import EncounterEvent
from tests.cli.mistakes import contents, read_mistakes
from tests.support.about import about
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


def test_every_mistake_is_explained(tmp_path: Path) -> None:
    """A producer reads, for each wrong value, its path, what is expected and what came; of what is valid, nothing."""
    for mistake in _MISTAKES:
        with about(mistake["what"]):
            assert _said(mistake, tmp_path, quote=True) == mistake["says"]


def test_only_the_sender_sees_what_was_sent(tmp_path: Path) -> None:
    """Elsewhere than in `check` and on the what-if page, the same errors are listed without what came."""
    for mistake in _MISTAKES:
        with about(mistake["what"]):
            without = [line.split(" (got ")[0].split(" (this is ")[0] for line in mistake["says"]]
            assert _said(mistake, tmp_path, quote=False) == without


def test_the_table_has_the_mistakes_of_the_first_trial() -> None:
    """At least 90 mistakes are in the table, each once."""
    names = [mistake["what"] for mistake in _MISTAKES]
    assert len(names) >= 90
    assert len(set(names)) == len(names)
