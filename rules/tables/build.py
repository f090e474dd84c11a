"""Builds the shipped code tables from public packages; the same liblzma gives the same bytes.

Building needs the packages of the extra `dev`; the worker itself does not.
"""

import sys
from pathlib import Path
from typing import Final

from rules.tables.error import TableError
from rules.tables.sources.shipped_files import shipped_files
from schemas.generator import Generator, NotGenerated

DATA: Final = Path(__file__).parent / "data"


def _files() -> dict[Path, bytes]:
    try:
        files = shipped_files()
    except TableError as error:
        raise NotGenerated(str(error)) from error
    return {DATA / name: content for name, content in files.items()}


GENERATOR: Final = Generator(module="rules.tables.build", make=_files, folder=DATA)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
