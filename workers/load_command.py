"""Names the command that loads a code table: a download, where its publisher offers one, else a file of the user's."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

# Read as data: a worker must not import the code that downloads.
_SOURCES: Final = Path(__file__).parent / "fetch" / "sources"
_NOT_DOWNLOADED: Final = ("user", "watch")


def load_command(table: str) -> str:
    """The command, such as `claims-worker codes fetch --only mue`."""
    if table in _downloaded():
        return f"claims-worker codes fetch --only {table}"
    return f"claims-worker codes load {table} FILE"


@cache
def _downloaded() -> frozenset[str]:
    """The tables that `codes fetch` downloads."""
    sources = (tomllib.loads(path.read_text(encoding="utf-8")) for path in _SOURCES.glob("*.toml"))
    return frozenset(
        kind for source in sources if source["discover"]["method"] not in _NOT_DOWNLOADED for kind in source["kinds"]
    )
