"""The shipped code tables are built from public packages, byte for byte the same with the same liblzma.

`python -m rules.tables.build` writes `rules/tables/data/`; with `--check` it builds again and compares instead.
Needs the packages of the extra `dev`; the worker itself does not.
"""

import argparse
import sys
from pathlib import Path

from rules.tables.error import TableError
from rules.tables.sources.shipped_files import shipped_files

DATA = Path(__file__).parent / "data"


def build(folder: Path, *, check: bool) -> list[str]:
    """Writes the shipped tables and their manifest, or compares them with what would be written.

    Args:
        folder: where the files stand.
        check: compare, write nothing.

    Returns:
        The names of the files that were written, or of those that differ, are missing or are too many.

    Raises:
        TableError: a source is missing or a row of it is malformed; nothing is written then.
    """
    files = shipped_files()
    present = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
    differing = sorted(name for name in {*files, *present} if files.get(name) != present.get(name))
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
        for name in differing:
            if name in files:
                (folder / name).write_bytes(files[name])
            else:
                (folder / name).unlink()
    return differing


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 when all is well, 1 when the check finds a difference, 2 when a source is not understood."""
    parser = argparse.ArgumentParser(prog="python -m rules.tables.build", description="Build the shipped code tables.")
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    options = parser.parse_args(arguments)
    try:
        differing = build(DATA, check=options.check)
    except TableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for name in differing:
        sys.stdout.write(f"{'differs' if options.check else 'written'}: {DATA / name}\n")
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
