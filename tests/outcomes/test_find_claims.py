"""Which version of a claim counts, and what happens when time runs out."""

from dataclasses import replace

import pytest

from schemas.json_form import read_encounter
from schemas.samples import sample_form
from schemas.unreadable import Unreadable
from tests.golden.judge_samples import shipped_rulebook
from tests.outcomes.conftest import Published
from workers.kafka.record import InputRecord
from workers.outcomes.decode import OutcomeDecoder
from workers.outcomes.find_claims import _Claim, find_claims
from workers.outcomes.found import FoundClaim
from workers.outcomes.search import Search
from workers.pipeline.outcome import NO_TALLY, Ready, Rejected
from workers.pipeline.process_encounter import check_encounter


class _Decoder(OutcomeDecoder):
    """Reads a version number instead of a record."""

    def __init__(self) -> None:
        outcome = check_encounter(read_encounter(sample_form("office-visit")), shipped_rulebook())
        assert isinstance(outcome, Ready)
        self._claim = outcome.claim

    def decode(self, frame: bytes) -> Ready | Rejected:
        if frame == b"newer":
            raise Unreadable("schema-unknown")
        return Ready(claim=replace(self._claim, claim_version=int(frame)), tally=NO_TALLY)


def _found(*written: tuple[str, str | None]) -> FoundClaim:
    """What is found of records (topic, version or None for a tombstone), written in this order."""
    claim = _Claim(_Decoder())
    for at, (topic, content) in enumerate(written):
        value = None if content is None else content.encode()
        claim.add(InputRecord(topic=topic, partition=0, offset=at, timestamp_ms=at, key=b"", value=value, headers=()))
    return claim.found("id")


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ((("rejected", "1"), ("ready", "2")), "ready:0:1"),
        ((("ready", "2"), ("rejected", "1")), "ready:0:0"),
        ((("ready", "1"), ("rejected", "1")), "rejected:0:1"),
        ((("ready", "1"), ("ready", None)), None),
        ((("ready", "1"), ("ready", None), ("ready", "1")), "ready:0:2"),
        ((("rejected", "1"), ("ready", "2"), ("ready", None)), "rejected:0:0"),
        ((("ready", "3"), ("rejected", "newer")), "rejected:0:1"),
    ],
)
def test_the_current_version(written: tuple[tuple[str, str | None], ...], counts: str | None) -> None:
    """The highest version over both topics, of equal ones the later; a tombstone erases what is before it."""
    found = _found(*written)
    assert (None if found.current is None else found.current.place) == counts
    assert [version.offset for version in found.versions] == list(range(len(written)))[::-1]


def test_time_that_runs_out_is_told(published: Published) -> None:
    """Then the result is not complete: there may be a newer version behind."""
    found = find_claims(published.settings, Search(claim_ids=(published.claim_id,), seconds=-1.0))
    assert not found.complete
