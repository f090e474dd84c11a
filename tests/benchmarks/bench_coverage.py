"""`make bench-parts`: what it takes to load 2,000 policies with 560,000 diagnoses, and what a process keeps of them."""

import random
import sys
import tempfile
import time
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Final

from rules.tables.kinds.coverage_policies import COVERAGE, CoverageTable
from rules.tables.loaders.load_table import load_table

DAY: Final = date(2026, 7, 15)
_HEADER: Final = "policy,national,payer_id,states,codes,covered,denied,youngest,oldest,places,units_per_day,start,end\n"


def write_policies(path: Path, policies: int = 2_000, diagnoses: int = 280) -> list[str]:
    """Write a list in the user's layout, and return its procedure codes.

    Args:
        path: the file.
        policies: how many policies, of thirty procedure codes each.
        diagnoses: how many diagnoses each of them lists, of 50,000 different ones.
    """
    rng = random.Random(1)
    known = sorted({f"{chr(65 + at % 20)}{at // 20 % 100:02}{at // 2_000:04}" for at in range(50_000)})
    codes = [f"{number:05}" for number in rng.sample(range(10_000, 99_999), 10_000)]
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        for number in range(policies):
            listed, named = rng.sample(known, diagnoses), rng.sample(codes, 30)
            denied = diagnoses // 20
            file.write(
                f"A{number},no,,IL TX,{' '.join(named)},{' '.join(listed[denied:])},{' '.join(listed[:denied])},"
                ",,,,2024-01-01,\n"
            )
    return codes


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "policies.csv")
        codes = write_policies(path)
        begun = time.process_time()
        load_table("coverage", [path], folder=Path(folder, "tables"))
        sys.stdout.write(f"560,000 diagnoses load in {time.process_time() - begun:.1f} s of CPU, ")
        (file,) = Path(folder, "tables", "coverage").glob("*.table")
        sys.stdout.write(f"into {file.stat().st_size / 1e6:.1f} MB\n")
        tracemalloc.start()
        begun = time.process_time()
        release = COVERAGE.open_release(file)
        sys.stdout.write(f"they open in {(time.process_time() - begun) * 1000:.1f} ms, ")
        table = COVERAGE.of_releases([release])
        if not isinstance(table, CoverageTable):
            raise TypeError("no table of policies")
        asked = [policy.covered for code in codes for policy in table.policies(code, None, "IL", DAY)]
        held = sum("I10" in covered for covered in asked if covered is not None)
        sys.stdout.write(f"and take {tracemalloc.get_traced_memory()[0] / 1e6:.1f} MB after {len(codes):,} questions\n")
        return 1 if held else 0


if __name__ == "__main__":
    sys.exit(main())
