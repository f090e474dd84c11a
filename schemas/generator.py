"""Files generated from code: a module's command writes them, or compares them with `--check`."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from schemas.value import value


class NotGenerated(Exception):
    """The files cannot be generated; the text says why, one problem per line."""


@value
class Generator:
    """The files that one module generates; the module has it as `GENERATOR`."""

    module: str
    """Dotted name of the module: `python -m` with this name writes the files."""
    make: Callable[[], Mapping[Path, str | bytes]]
    """Returns the content of every file, the same at every call; text is written as UTF-8. May raise NotGenerated."""
    folder: Path | None = None
    """A folder with nothing else in it: files there that are not generated are deleted."""

    def find_stale(self) -> list[Path]:
        """The files that are missing, differ from what would be written, or should not exist, in order.

        Raises:
            NotGenerated: the files cannot be generated.
        """
        return sorted(self._stale())

    def run(self, arguments: Sequence[str] | None = None) -> int:
        """Write the files, or compare them if the arguments are `--check`.

        Returns:
            0; 1 if the comparison finds a stale file; 2 if the files cannot be generated.
        """
        parser = argparse.ArgumentParser(prog=f"python -m {self.module}", description="Write the generated files.")
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is not up to date")
        check = parser.parse_args(arguments).check
        try:
            stale = self._stale()
        except NotGenerated as error:
            sys.stderr.write(f"{error}\n")
            return 2
        for path, content in sorted(stale.items()):
            if check:
                sys.stderr.write(f"{path} is not up to date: run python -m {self.module}\n")
            elif content is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return 1 if check and stale else 0

    def _stale(self) -> dict[Path, bytes | None]:
        """What to write, by path; None means delete."""
        made = {
            path: content.encode() if isinstance(content, str) else content for path, content in self.make().items()
        }
        stale: dict[Path, bytes | None] = {
            path: content for path, content in made.items() if not path.is_file() or path.read_bytes() != content
        }
        if self.folder is not None and self.folder.is_dir():
            stale |= {path: None for path in self.folder.iterdir() if path.is_file() and path not in made}
        return stale


def formatted(text: str, path: Path) -> str:
    """Python source for a path as the project formats it."""
    ruff = Path(sys.executable).parent / "ruff"
    command = [str(ruff), "format", "--stdin-filename", str(path), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
