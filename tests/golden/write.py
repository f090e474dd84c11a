"""`python -m tests.golden.write` records the outcome of every sample; look at the difference before you commit it."""

from pathlib import Path

from schemas.samples import sample_names
from tests.golden.judge_samples import golden_outcome

OUTCOMES_DIR = Path(__file__).parent / "outcomes"


def main() -> None:
    """Write one file a sample, and take away those of samples that are gone."""
    names = set(sample_names())
    for path in OUTCOMES_DIR.glob("*.json"):
        if path.stem not in names:
            path.unlink()
    for name in sorted(names):
        (OUTCOMES_DIR / f"{name}.json").write_text(golden_outcome(name), encoding="utf-8")


if __name__ == "__main__":
    main()
