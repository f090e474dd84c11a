"""What a store says about itself is read back, or refused in one sentence."""

import json
from pathlib import Path

import pytest
from deltalake import DeltaTable

from workers.insight.store import FactStore
from workers.insight.store_notes import Gap, StoreNotes, StoreUnusable, read_notes, write_notes

NOTES = StoreNotes(
    key="k",
    since="2026-10-01",
    topics=(("claims.ready.v1", "-"),),
    gaps=(Gap(topic="t", topic_id="-", partition=3, first=7, following=9, accepted="2026-10-09", another_topic=True),),
)


def test_notes_are_read_back() -> None:
    """Every part of them."""
    assert read_notes(write_notes(NOTES), "store") == NOTES


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"format": 2}, "store s was written by a newer version of claims-worker (format 2)"),
        ({"format": 0}, "s has a Delta table that is not a store of facts"),
        ({"since": "yesterday"}, "s has a Delta table that is not a store of facts"),
        ({"topics": {"no topic": "-"}}, "s has a Delta table that is not a store of facts"),
        ({"gaps": [["t"]]}, "s has a Delta table that is not a store of facts"),
    ],
)
def test_notes_of_another_form_are_refused(changed: dict[str, object], words: str) -> None:
    """A newer format says so; what is none of ours is not guessed at."""
    with pytest.raises(StoreUnusable) as refused:
        read_notes(json.dumps(json.loads(write_notes(NOTES)) | changed), "s")
    assert str(refused.value) == words


def test_a_table_without_notes_is_refused(tmp_path: Path) -> None:
    """Another program's Delta table is not written to."""
    made = FactStore(tmp_path / "ours", "k", create=True)
    DeltaTable.create(tmp_path / "other", schema=DeltaTable(made.folder).schema())
    with pytest.raises(StoreUnusable, match="has a Delta table that is not a store of facts"):
        FactStore(tmp_path / "other", "k", create=True)
