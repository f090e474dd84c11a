"""What must hold of any file of a code table: the target `tables`.

It starts from the fixtures, which have every official layout. An input begins with a line that names one of their files
(`hcpcs/HCPC2026_JUL_ANWEB.txt`), and of a workbook the part after `!`; the rest replaces that file or part. The other
files of the release are there unchanged.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rules.tables.error import BadRows, TableError
from rules.tables.loaders.load_table import load_table
from rules.tables.store import LOADABLE

FIXTURES: Final = Path(__file__).parents[1] / "tables/fixtures"
_OF_ANOTHER_NAME: Final = {
    "pos_list": "pos",
    "pos_page": "pos",
    "aoc_text": "aoc",
    "opps_b_workbook": "opps_b",
    "hcpcs_next": "hcpcs",
}
_ALONE: Final = {"cpt": "cpt-2026.csv"}
"""Fixtures whose files are a release each, and the first of them."""
_SINCE: Final = {"pos": date(2027, 10, 1)}
"""What the files of a table do not say."""
_NOW: Final = datetime(2026, 7, 20, tzinfo=UTC)
_PART_MARK: Final = "!"
_MOST_BYTES: Final = 1 << 16


def kinds_of_fixtures() -> dict[str, str]:
    """The folders of fixtures that are a release of one table, and the table."""
    kinds = {name: _OF_ANOTHER_NAME.get(name, name) for name in sorted(path.name for path in FIXTURES.iterdir())}
    return {name: kind for name, kind in kinds.items() if kind in LOADABLE}


def load_fixtures(folder: Path) -> None:
    """Load a release of every table that has fixtures."""
    for name, kind in kinds_of_fixtures().items():
        if name not in _OF_ANOTHER_NAME:
            files = [path for path in sorted((FIXTURES / name).iterdir()) if path.name == _ALONE.get(name, path.name)]
            load_table(kind, files, folder=folder, in_force_from=_SINCE.get(kind), now=_NOW, allow_incomplete=True)


def table_seeds() -> Iterator[bytes]:
    """Every file of every fixture; of a workbook, every part."""
    for name in kinds_of_fixtures():
        for path in sorted((FIXTURES / name).iterdir()):
            for part, content in _parts(path):
                yield f"{name}/{path.name}{part}\n".encode() + content


def check_table(raw: bytes) -> bool:
    """Any file is loaded, or refused in one sentence, for up to ten wrong rows in one each; returns which."""
    head, newline, content = raw.partition(b"\n")
    name, _, rest = head.decode(errors="replace").partition("/")
    file, _, part = rest.partition(_PART_MARK)
    kind = kinds_of_fixtures().get(name)
    if not newline or kind is None or file not in _contents(name) or len(content) > _MOST_BYTES:
        return False
    with TemporaryDirectory(prefix="fuzz-table-") as folder:
        paths = []
        for other, original in _contents(name).items():
            if name in _ALONE and other != file:
                continue
            paths.append(Path(folder) / other)
            changed = original if other != file else _with_part(original, part, content) if part else content
            paths[-1].write_bytes(changed)
        try:
            manifest = load_table(
                kind,
                paths,
                folder=Path(folder) / "tables",
                in_force_from=_SINCE.get(kind),
                now=_NOW,
                allow_incomplete=True,
            )
            assert manifest.rows_kept > 0
        except TableError as wrong:
            refusals = [str(each) for each in (wrong.rows if isinstance(wrong, BadRows) else (wrong,))]
            assert 1 <= len(refusals) <= 10
            assert not any("\n" in each for each in refusals), "a refusal of more than one line"
            return False
    return True


@cache
def _contents(name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((FIXTURES / name).iterdir())}


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix != ".xlsx":
        yield "", path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield _PART_MARK + name, archive.read(name)


def _with_part(workbook: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, content if name == part else archive.read(name))
    return out.getvalue()
