"""As many pairs as NCCI publishes load within their limits, and each is found (how fast: `make bench-parts`)."""

import itertools
from datetime import date
from pathlib import Path

import pytest

from rules.tables.kinds.procedure_pairs import NCCI_PTP, PairRelease, ProcedurePairTable
from tests.benchmarks.many_pairs import HOSPITAL, PRACTITIONER, load_many_pairs


@pytest.mark.slow
def test_all_pairs_load_within_bounds(tmp_path: Path) -> None:
    """2.6 million pairs load in 300 MB of memory into a file of 16 MB, and each of them can be found."""
    loaded = load_many_pairs(tmp_path)
    assert (loaded.read, loaded.kept) == (PRACTITIONER + HOSPITAL, PRACTITIONER + HOSPITAL)
    assert loaded.peak_kib < 300 * 1024
    assert loaded.file.stat().st_size < 16 << 20
    release = NCCI_PTP.open_release(loaded.file)
    assert isinstance(release, PairRelease)
    table = ProcedurePairTable("ncci_ptp", [release])
    with (tmp_path / "ccipra-v322r0-f1.txt").open(encoding="latin-1") as file:
        for line in itertools.islice(file, 3, None, 5_000):
            one, two, _, start, end, indicator, *_ = line.split("\t")
            first = date.fromisoformat(start)
            found = table.pair(one, two, max(first, release.manifest.in_force_from), hospital=False)
            if end == "*":
                assert found is not None
                assert (found.start, found.indicator) == (first, indicator)
