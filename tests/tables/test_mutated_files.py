"""A damaged file is loaded or refused in one sentence: no loader fails in another way."""

import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rules.tables.error import TableError
from rules.tables.loaders.draft import LoadRequest
from rules.tables.loaders.loader_of import loader_of
from rules.tables.loaders.source_file import open_sources
from rules.tables.store import LOADABLE, TABLE_KINDS

FIXTURES = Path(__file__).parent / "fixtures"
_FOLDERS = [
    (kind, FIXTURES / f"{kind}{end}")
    for kind in LOADABLE
    for end in ("", "_text", "_workbook")
    if (FIXTURES / f"{kind}{end}").is_dir()
]
_TIMES = 40


def _mutated(raw: bytes, rng: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(changed) or 1)
        if not changed:
            break
        match rng.randrange(5):
            case 0:
                changed[at] = rng.randrange(256)
            case 1:
                del changed[at : at + rng.randrange(1, 30)]
            case 2:
                changed[at:at] = bytes(rng.choice(b'"\t,\r\n\x00\xff0A ') for _ in range(rng.randrange(1, 5)))
            case 3:
                other = rng.randrange(len(changed))
                changed[at:at] = changed[other : other + rng.randrange(1, 60)]
            case _:
                del changed[at + 1 :]
    return bytes(changed)


def _mutated_workbook(raw: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([each for each in parts if each.startswith("xl/")])
    parts[name] = _mutated(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "folder"), [pytest.param(*each, id=each[1].name) for each in _FOLDERS])
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, kind: str, folder: Path) -> None:
    """Bytes changed, removed, inserted, repeated or truncated give a release or one sentence of refusal."""
    rng = random.Random(folder.name)
    refusals: list[str] = []
    for _ in range(_TIMES):
        originals = sorted(folder.iterdir())
        victim, paths = rng.choice(originals), []
        for original in originals:
            raw = original.read_bytes()
            if original == victim:
                workbook = original.suffix == ".xlsx" and rng.random() < 0.8
                raw = _mutated_workbook(raw, rng) if workbook else _mutated(raw, rng)
            paths.append(tmp_path / original.name)
            paths[-1].write_bytes(raw)
        try:
            draft = loader_of(TABLE_KINDS[kind])(open_sources(paths), LoadRequest(kind=kind, today=date(2026, 7, 20)))
        except TableError as error:
            refusals.append(str(error))
        else:
            assert draft.rows_kept > 0
    assert refusals
    assert not [refusal for refusal in refusals if "\n" in refusal]
