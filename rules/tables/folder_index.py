"""The index of a folder of loaded tables. A release is loaded if the index names it; replacing the index is atomic.

```
index.json                     the releases that are loaded: kind, release, file; and what they replaced
hcpcs/2026-q3.1f0c77aa.table   one immutable file a release
.lock                          held while the index is changed
```
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rules.tables.error import TableError
from schemas.small_file import read_small_file
from schemas.value import value

INDEX: Final = "index.json"
BEFORE: Final = "@before"
"""Behind the name of a release: the one of that name that it replaced."""
_FORM: Final = 1


@value
class IndexEntry:
    """One loaded release and its file."""

    kind: str
    release: str
    file: str
    """The path of the file, relative to the folder."""


def read_index(folder: Path) -> tuple[IndexEntry, ...]:
    """The loaded releases, in the order of their loads; empty if there is no index.

    Raises:
        TableError: the index is damaged, or was written by a later version of the program.
    """
    return _read(folder, "releases")


def read_replaced(folder: Path) -> tuple[IndexEntry, ...]:
    """The releases that others of the same name replaced; they answer nothing, and are kept to be compared.

    Raises:
        TableError: the index is damaged, or was written by a later version of the program.
    """
    return _read(folder, "replaced")


def find_release(folder: Path, kind: str, name: str) -> IndexEntry:
    """A release by its name, which may end in `@before` to name the one that it replaced.

    Raises:
        TableError: there is no such release, or the index is damaged.
    """
    replaced = name.endswith(BEFORE)
    known = read_replaced(folder) if replaced else read_index(folder)
    entries = [entry for entry in known if entry.kind == kind]
    for entry in entries:
        if entry.release == name.removesuffix(BEFORE):
            return entry
    if replaced:
        raise TableError(kind, f"release {name.removesuffix(BEFORE)!r} replaced no other, or that one was pruned")
    names = ", ".join(entry.release for entry in entries) or "none"
    raise TableError(kind, f"release {name!r} is not loaded; loaded: {names}")


def _read(folder: Path, key: str) -> tuple[IndexEntry, ...]:
    path = folder / INDEX
    try:
        text = read_small_file(path).decode()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(path, f"cannot be read: {error}") from None
    try:
        form: dict[str, Any] = json.loads(text)
        if form["form"] != _FORM:
            raise TableError(path, f"has format {form['form']}, but this version reads format {_FORM}")
        return tuple(
            IndexEntry(kind=str(each["kind"]), release=str(each["release"]), file=_inside(path, str(each["file"])))
            for each in (form[key] if key == "releases" else form.get(key, []))
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TableError(path, "is damaged: not an index of code tables; load the tables again") from error


def write_index(folder: Path, entries: tuple[IndexEntry, ...], replaced: tuple[IndexEntry, ...]) -> None:
    """Replace the index atomically: a reader sees the old one or the new one, whole."""
    releases, before = (
        [{"kind": e.kind, "release": e.release, "file": e.file} for e in listed] for listed in (entries, replaced)
    )
    form = {"form": _FORM, "releases": releases, "replaced": before}
    write_whole(folder / INDEX, (json.dumps(form, indent=1) + "\n").encode())


def remove_unnamed(folder: Path, entries: Iterable[IndexEntry]) -> None:
    """Remove the files of releases that are no longer listed, and those of loads that were killed.

    The folder must be locked: no other load is at work then.
    """
    named = {entry.file for entry in entries}
    for path in (*folder.glob("*/*.table"), *folder.glob("*/.*.part"), *folder.glob(".*.part")):
        if path.relative_to(folder).as_posix() not in named:
            path.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically: it is there as a whole or not at all, even if the machine stops meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock the folder against other loads and prunes; readers need no lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file releases the lock


def _inside(index: Path, file: str) -> str:
    parts = Path(file).parts
    if Path(file).is_absolute() or ".." in parts or len(parts) != 2:
        raise TableError(index, f"names a file outside its folder: {file!r}")
    return file
