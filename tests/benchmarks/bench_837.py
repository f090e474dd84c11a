"""What `check` costs on an 837, against the same events in JSON lines: `python -m tests.benchmarks.bench_837`.

Both are read and checked in turns, in one process and by CPU time, so that other work on the machine is in neither.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from schemas.encounter import EncounterEvent
from schemas.interchange.conversion_report import ConversionReport
from schemas.json_form import to_json
from tests.support.x12_claims import (
    BILLING,
    DEPENDENT,
    HEADER,
    RICH,
    STAY,
    SUBSCRIBER,
    VISIT,
    interchange,
    transaction,
    written,
)
from workers.cli.chosen_rulebook import chosen_rulebook
from workers.cli.inputs import read_inputs
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook, check_encounter

MOST: Final = 1.5
"""How many times as much an 837 may cost."""
_CLAIMS: Final[Mapping[str, tuple[str, Sequence[str], Sequence[str]]]] = {
    "ordinary professional": ("P", SUBSCRIBER, VISIT),
    "ordinary institutional": ("I", SUBSCRIBER, STAY),
    "rich professional": ("P", DEPENDENT, RICH),
}


def main() -> None:
    """Print the cost of both, and their ratio, for each kind of claim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=400, help="claims in a file")
    parser.add_argument("--rounds", type=int, default=9, help="how often each file is checked")
    chosen = parser.parse_args()
    rulebook = chosen_rulebook(None)
    with tempfile.TemporaryDirectory() as folder:
        for name, (form, subscriber, claim) in _CLAIMS.items():
            files = _write(Path(folder), form, subscriber, claim, chosen.claims)
            x12, lines = _interleaved(files, rulebook, chosen.rounds)
            per_claim = (f"{1e6 * seconds / chosen.claims:,.0f} µs" for seconds in (x12, lines))
            ratio = f"ratio {x12 / lines:.2f} (at most {MOST})"
            sys.stdout.write(f"{name}: {' as 837, '.join(per_claim)} as JSON lines; {ratio}\n")


def _write(folder: Path, form: str, subscriber: Sequence[str], claim: Sequence[str], claims: int) -> tuple[Path, Path]:
    """An 837 of many claims of one provider, and its events as JSON lines."""
    x12, lines = folder / "claims.837", folder / "events.jsonl"
    number = claim[0].split("*")[1]
    inside = [
        segment
        for ordinal in range(claims)
        for segment in (*subscriber, claim[0].replace(number, f"{number}-{ordinal}", 1), *claim[1:])
    ]
    x12.write_bytes(written(interchange(transaction((*HEADER, *BILLING, *inside), form=form), form=form)))
    events = [one.read for one in read_inputs(str(x12))]
    with lines.open("w", encoding="utf-8") as out:
        for event in events:
            assert isinstance(event, EncounterEvent)
            out.write(json.dumps(to_json(event, omit_absent=True)) + "\n")
    return x12, lines


def _interleaved(files: tuple[Path, Path], rulebook: Rulebook, rounds: int) -> tuple[float, float]:
    """The median CPU time of one check of each file."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for file, times in zip(files, spent, strict=True):
            times.append(_timed(lambda file=file: _check(file, rulebook)))  # type: ignore[misc]
    return median(spent[0]), median(spent[1])


def _timed(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _check(file: Path, rulebook: Rulebook) -> None:
    """Do what `check --format json` does, but for the printing."""
    for one in read_inputs(str(file), ConversionReport()):
        assert isinstance(one.read, EncounterEvent)
        outcome = check_encounter(one.read, rulebook)
        assert not isinstance(outcome, DeadLetter)
        json.dumps(to_json(outcome.claim if isinstance(outcome, Ready) else outcome.rejection))


if __name__ == "__main__":
    main()
