"""As many invented pairs of procedure codes as NCCI publishes, in the layout of its files, and their load measured."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from schemas.value import value

ROOT: Final = Path(__file__).parents[2]
PRACTITIONER, HOSPITAL = 2_000_000, 600_000
_LOAD: Final = """
import sys
from pathlib import Path
from rules.tables.loaders.load_table import load_table
folder, *files = map(Path, sys.argv[1:])
manifest = load_table("ncci_ptp", files, folder=folder, allow_incomplete=True)
# Not ru_maxrss, which a process inherits from the one that started it.
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(manifest.rows_read, manifest.rows_kept, peak)
"""


@value
class PairsLoaded:
    """What loading the pairs took: rows, seconds, the process's largest size in KiB, and the file it made."""

    read: int
    kept: int
    seconds: float
    peak_kib: int
    file: Path


def _write(path: Path, count: int, codes: list[str], chance: random.Random) -> None:
    days = [f"{year}{month}01" for year in range(1996, 2027) for month in ("01", "04", "07")]
    each = count // len(codes) + 1
    with path.open("w", encoding="latin-1", newline="") as file:
        file.write("An invented notice\r\nInvented pairs\r\nColumn 1\tColumn 2\t\tEffective\tDeletion\tModifier\r\n")
        written = 0
        for one in codes:
            for two in sorted(chance.sample(codes, each)):
                if written == count:
                    return
                start = chance.choice(days[:-1])
                end = "*" if chance.random() < 0.7 else chance.choice(days[days.index(start) + 1 :])
                file.write(f"{one}\t{two}\t \t{start}\t{end}\t{chance.choice('01')}\tInvented\r\n")
                written += 1


def load_many_pairs(folder: Path) -> PairsLoaded:
    """Write the files, load them in a process of its own, and say what that took."""
    chance = random.Random(2026)
    codes = sorted(f"{number:05}" for number in chance.sample(range(10004, 99607), 16_500))
    files = [folder / "ccipra-v322r0-f1.txt", folder / "ccioph-v322r0-f1.txt"]
    for file, count in zip(files, (PRACTITIONER, HOSPITAL), strict=True):
        _write(file, count, codes, chance)
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(folder / "tables"), *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begun
    read, kept, peak = map(int, done.stdout.split())
    (made,) = (folder / "tables" / "ncci_ptp").iterdir()
    return PairsLoaded(read=read, kept=kept, seconds=seconds, peak_kib=peak, file=made)
