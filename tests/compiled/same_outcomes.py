"""Whether the compiled core gives the same outcomes as the interpreted one, byte for byte."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from deploy.compiled.build import TREE

ROOT: Final = Path(__file__).parents[2]


def outcomes(*path: Path) -> list[str]:
    """The lines of `tests.compiled.outcomes` with these folders on the path of Python."""
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "tests.compiled.outcomes"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return ended.stdout.splitlines()


def main() -> int:
    """Compare; 1 if an outcome differs."""
    (first, *compiled), (second, *interpreted) = outcomes(TREE, ROOT), outcomes(ROOT)
    assert (first, second) == ("compiled", "interpreted")
    different = [here for here, there in zip(compiled, interpreted, strict=True) if here != there]
    for line in different:
        sys.stdout.write(f"another outcome: {line.rpartition(' ')[0]}\n")
    sys.stdout.write(f"{len(compiled):,} outcomes, {len(different)} of them differ between compiled and interpreted\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
