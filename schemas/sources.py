"""Where the Avro schemas come from: one source file a type, put together into self-contained released schemas.

`python -m schemas.sources` writes the released file of every top-level type that has none yet at its newest version;
`python -m schemas.sources --check` says whether sources, released files and `index.json` agree, and changes nothing.
A released file is never edited: a change of a source asks for a new version in `NEWEST`.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from schemas.fingerprint import fingerprint

AVRO_DIR: Final = Path(__file__).parent / "avro"
RELEASED_DIR: Final = AVRO_DIR / "released"
INDEX_FILE: Final = RELEASED_DIR / "index.json"

NEWEST: Final[Mapping[str, int]] = {"EncounterEvent": 1, "ClaimReady": 1, "ClaimRejected": 1}
"""Newest version of each top-level type. A change of the encounter releases both outcomes too, since they nest it."""


def read_source(name: str) -> dict[str, Any]:
    """The source of one type, with references to others by their full names."""
    source: dict[str, Any] = json.loads((AVRO_DIR / f"{name}.avsc").read_text(encoding="utf-8"))
    return source


def assemble(name: str) -> dict[str, Any]:
    """The self-contained schema of a type: each named type stands where it is first met."""
    met: set[str] = set()

    def expand(schema: Any) -> Any:
        if isinstance(schema, str):
            return whole(schema.removeprefix("claims.v1.")) if schema.startswith("claims.v1.") else schema
        if isinstance(schema, list):
            return [expand(branch) for branch in schema]
        if schema["type"] == "array":
            return {**schema, "items": expand(schema["items"])}
        return schema

    def whole(short: str) -> Any:
        if short in met:
            return f"claims.v1.{short}"
        met.add(short)
        source = read_source(short)
        if source["type"] == "record":
            source["fields"] = [{**field, "type": expand(field["type"])} for field in source["fields"]]
        return source

    made: dict[str, Any] = whole(name)
    return made


def released_file(name: str, version: int) -> Path:
    """Path of one released schema."""
    return RELEASED_DIR / f"{name}.v{version}.avsc"


def _text(schema: Any) -> str:
    return json.dumps(schema, indent=2) + "\n"


def _entry(schema_id: int, name: str, version: int, text: str) -> dict[str, Any]:
    return {
        "id": schema_id,
        "name": name,
        "version": version,
        "fingerprint": fingerprint(json.loads(text)),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def read_released(name: str, version: int) -> dict[str, Any]:
    """A released schema in its JSON form.

    Raises:
        LookupError: it was never released.
    """
    path = released_file(name, version)
    if not path.exists():
        raise LookupError(f"{name} v{version} was never released")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def read_index() -> list[dict[str, Any]]:
    """Every schema ever released: id, name, version, CRC-64-AVRO fingerprint, SHA-256 of the file."""
    index: list[dict[str, Any]] = json.loads(INDEX_FILE.read_text(encoding="utf-8"))["schemas"]
    return index


def _problems() -> Iterator[str]:
    """One sentence for each disagreement between sources, released files and the index."""
    index = read_index() if INDEX_FILE.exists() else []
    known = {(entry["name"], entry["version"]) for entry in index}
    for entry in index:
        path = released_file(entry["name"], entry["version"])
        if not path.exists():
            yield f"{path.name} is in the index and not there"
        elif entry != _entry(entry["id"], entry["name"], entry["version"], path.read_text(encoding="utf-8")):
            yield f"{path.name} was edited after its release"
    for name, version in NEWEST.items():
        if (name, version) not in known:
            yield f"{name} v{version} is not released: run python -m schemas.sources"
        elif released_file(name, version).read_text(encoding="utf-8") != _text(assemble(name)):
            yield f"the sources of {name} changed after v{version} was released: raise its version in NEWEST"


def _release() -> None:
    index = read_index() if INDEX_FILE.exists() else []
    known = {(entry["name"], entry["version"]) for entry in index}
    for name, version in NEWEST.items():
        if (name, version) not in known:
            text = _text(assemble(name))
            released_file(name, version).write_text(text, encoding="utf-8")
            index.append(_entry(len(index) + 1, name, version, text))
    INDEX_FILE.write_text(_text({"schemas": index}), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Release what is new, or with `--check` only compare; 1 if anything disagrees."""
    if arguments != ["--check"]:
        _release()
    problems = list(_problems())
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
