"""The originals of a source: a folder for each release, with the files as downloaded and where they came from."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rules.tables.folder_index import write_whole
from rules.tables.source_state import FOLDER
from schemas.small_file import read_small_file
from schemas.value import value
from workers.fetch.download import Original

SOURCE_FILE: Final = "source.json"


@value
class Originals:
    """The files of one release as they were downloaded."""

    source: str
    release: str | None
    """The name that the publisher's page gives it."""
    first: str | None
    last: str | None
    stated: int | None
    """The number of records that the publisher states for all files."""
    files: tuple[Original, ...]
    license: Mapping[str, str] | None = None
    """Under which license they were downloaded, and who accepted it."""


def folder_of(tables: Path, source: str, originals: Originals) -> Path:
    """The folder of a release's originals."""
    return (
        tables / FOLDER / "originals" / source / re.sub("[^a-z0-9.-]+", "-", (originals.release or "current").lower())
    )


def held_originals(tables: Path, source: str) -> list[tuple[Originals, Path]]:
    """All originals of a source with their folders, the newest download first."""
    folders = (tables / FOLDER / "originals" / source).glob("*")
    held = [(found, folder) for folder in folders if (found := read_originals(folder)) is not None]
    return sorted(held, key=lambda each: max(file.at for file in each[0].files), reverse=True)


def incoming_of(tables: Path, source: str) -> Path:
    """The folder of a source's unfinished downloads."""
    return tables / FOLDER / "incoming" / source


def rejected_of(tables: Path, source: str) -> Path:
    """The folder of what was refused, with the reasons."""
    return tables / FOLDER / "rejected" / source


def read_originals(folder: Path) -> Originals | None:
    """The originals in a folder; None if there are none, or some file is not there."""
    try:
        form: dict[str, Any] = json.loads(read_small_file(folder / SOURCE_FILE))
        files = tuple(Original(**each) for each in form.pop("files"))
        found = Originals(**form, files=files)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if files and all((folder / file.name).is_file() for file in files) else None


def write_originals(folder: Path, originals: Originals) -> None:
    """Write where the files of a release came from; the files are there already."""
    write_whole(folder / SOURCE_FILE, (json.dumps(asdict(originals), indent=1) + "\n").encode())


def reject(tables: Path, source: str, path: Path, why: str) -> None:
    """Move a file to the refused ones, and write the reason beside it."""
    folder = rejected_of(tables, source)
    folder.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.replace(folder / path.name)
    write_whole(folder / f"{path.name}.why", f"{why}\n".encode())


def old_originals(tables: Path, before: datetime) -> Iterator[tuple[Originals, Path]]:
    """The originals whose files were all downloaded before a moment, and their folders."""
    for folder in sorted((tables / FOLDER / "originals").glob("*/*")):
        held = read_originals(folder)
        if held is not None and max(datetime.fromisoformat(file.at) for file in held.files) < before:
            yield held, folder


def remove_leftovers(tables: Path, before: datetime) -> None:
    """Remove unfinished and refused files, and drafts of killed runs, that were written before a moment."""
    fetched = tables / FOLDER
    for path in (*fetched.glob("rejected/*/*"), *fetched.glob("incoming/*/*"), *fetched.rglob(".*.part")):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
