"""A peer of the benchmark does the same job as this worker; `make bench` compares the one in Java."""

from itertools import islice

from schemas.codec import ready_encoder, rejected_encoder
from tests.benchmarks.bench_core import outcomes
from tests.benchmarks.peers.pydantic_loop import HEADER_BYTES, PydanticPipeline
from tests.benchmarks.rulebooks import reference_rulebook
from tests.benchmarks.varied_traffic import varied_frames
from workers.pipeline.outcome import DeadLetter, Ready


def test_the_pydantic_loop_makes_the_same_outcomes() -> None:
    """Its outcomes are those of the worker, byte for byte behind the header."""
    bodies = list(islice(varied_frames(20), 20))
    peer = PydanticPipeline(reference_rulebook())
    ready, rejected = ready_encoder(), rejected_encoder()
    for body, outcome in zip(bodies, outcomes(bodies, reference_rulebook()), strict=True):
        assert not isinstance(outcome, DeadLetter)
        if isinstance(outcome, Ready):
            made = ready.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
        else:
            made = rejected.encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)
        assert peer(body)[HEADER_BYTES:] == made[HEADER_BYTES:]
