"""`make bench-parts`: what it takes to load 2.6 million pairs of codes, to open them, and to look one up."""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rules.tables.kinds.procedure_pairs import NCCI_PTP, PairRelease, ProcedurePairTable
from rules.tables.store import open_shipped
from tests.benchmarks.many_pairs import load_many_pairs

DAY = date(2026, 7, 15)


def main() -> int:
    """Measure and print."""
    begun = time.perf_counter()
    open_shipped()
    sys.stdout.write(f"shipped tables open in {(time.perf_counter() - begun) * 1000:.0f} ms\n")
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_many_pairs(Path(folder))
        sys.stdout.write(
            f"{loaded.kept:,} pairs load in {loaded.seconds:.0f} s and {loaded.peak_kib // 1024} MB, "
            f"into {loaded.file.stat().st_size / 1e6:.1f} MB\n"
        )
        opening = []
        for _ in range(5):
            begun = time.perf_counter()
            release = NCCI_PTP.open_release(loaded.file)
            opening.append(time.perf_counter() - begun)
        sys.stdout.write(f"they open in {min(opening) * 1000:.1f} ms\n")
        if not isinstance(release, PairRelease):
            raise TypeError("no release of pairs")
        table = ProcedurePairTable("ncci_ptp", [release])
        asked = [(pair[13:18], pair[19:]) for pair, _ in release.entries() if pair.startswith("p")][::200]
        random.Random(1).shuffle(asked)
        # Half of them stand there, half do not; each is asked several times, as a worker does.
        asked = [(one, two) if at % 2 else (two, one) for at, (one, two) in enumerate(asked)]
        bare = min(_round(asked, lambda one, two: None) for _ in range(5))
        rounds = [_round(asked, lambda one, two: table.pair(one, two, DAY, hospital=False)) - bare for _ in range(5)]
        sys.stdout.write(f"a look-up takes {rounds[0] * 1e6:.2f} µs cold and {min(rounds) * 1e6:.2f} µs warm\n")
    return 0


def _round(asked: list[tuple[str, str]], look_up: Callable[[str, str], object]) -> float:
    """Seconds of processor time for each of the pairs."""
    begun = time.process_time()
    for one, two in asked:
        look_up(one, two)
    return (time.process_time() - begun) / len(asked)


if __name__ == "__main__":
    sys.exit(main())
