"""Reads the sources: those of the package, each replaced by a file of the same name in the operator's folder."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from rules.tables.store import LOADABLE
from schemas.small_file import read_small_file
from workers.fetch.source import Discover, Expect, Period, Rhythm, Source

SHIPPED: Final = Path(__file__).parent / "sources"
_SECTIONS: Final[Mapping[str, type[BaseModel]]] = {
    "discover": Discover,
    "period": Period,
    "expect": Expect,
    "rhythm": Rhythm,
}


class SourceError(Exception):
    """A source file is wrong. The message names the file, the key and what to write."""


def read_sources(own: Path | None = None) -> tuple[Source, ...]:
    """All sources in the order of their names.

    Args:
        own: a folder whose files replace the shipped ones of the same name, or add sources; None: the shipped ones.

    Raises:
        SourceError: a file cannot be read or is wrong.
    """
    paths = {path.name: path for path in SHIPPED.glob("*.toml")}
    if own is not None:
        if not own.is_dir():
            raise SourceError(f"CLAIMS_FETCH_SOURCES_DIR: folder not found: {own}")
        paths |= {path.name: path for path in own.glob("*.toml")}
    return tuple(sorted((_read(path) for path in paths.values()), key=lambda source: source.id))


def _read(path: Path) -> Source:
    try:
        form: dict[str, Any] = tomllib.loads(read_small_file(path).decode())
        source = Source.model_validate(form)
    except ValidationError as error:
        raise SourceError(f"{path.name}: {_first_problem(error)}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path.name}: cannot be read: {error}") from None
    if source.id != path.stem:
        raise SourceError(f"{path.name}: id: must be {path.stem!r}, the name of the file (got {source.id!r})")
    for kind in source.kinds:
        if kind not in LOADABLE:
            raise SourceError(f"{path.name}: kinds: unknown table {kind!r}{_nearest(kind, LOADABLE)}")
    return source


def _first_problem(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    first = min(problems, key=lambda each: each["type"] != "extra_forbidden")  # a misspelled key is also a missing one
    places = [str(place) for place in first["loc"]]
    where = ".".join(places)
    if first["type"] == "extra_forbidden":
        known = _SECTIONS[places[0]] if len(places) > 1 and places[0] in _SECTIONS else Source
        return f"{where}: unknown key{_nearest(places[-1], tuple(known.model_fields))}"
    if first["type"] == "missing":
        return f"{where}: required"
    return f"{where}: {first['msg'].removeprefix('Value error, ').replace('Input should', 'must')}".removeprefix(": ")


def _nearest(name: str, known: tuple[str, ...]) -> str:
    found = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {found[0]!r}?" if found else f"; known: {', '.join(known)}"
