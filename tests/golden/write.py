"""The recorded outcome of every sample; look at the difference before you commit it."""

import sys
from pathlib import Path
from typing import Final

from schemas.generator import Generator
from schemas.samples import sample_names
from tests.golden.judge_samples import golden_outcome

OUTCOMES_DIR: Final = Path(__file__).parent / "outcomes"


def _files() -> dict[Path, str]:
    return {OUTCOMES_DIR / f"{name}.json": golden_outcome(name) for name in sample_names()}


GENERATOR: Final = Generator(module="tests.golden.write", make=_files, folder=OUTCOMES_DIR)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
