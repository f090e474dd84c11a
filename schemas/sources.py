"""Build the released Avro schemas from one source file per type.

`python -m schemas.sources` writes the released file of every top-level type whose newest version has none.
A released file is never edited: a change to a source needs a new version in `NEWEST`.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from schemas.fingerprint import fingerprint
from schemas.generator import Generator, NotGenerated

AVRO_DIR: Final = Path(__file__).parent / "avro"
RELEASED_DIR: Final = AVRO_DIR / "released"
INDEX_FILE: Final = RELEASED_DIR / "index.json"

NEWEST: Final[Mapping[str, int]] = {"EncounterEvent": 1, "ClaimReady": 1, "ClaimRejected": 1}
"""Newest version of each top-level type. Outcomes nest the encounter, so its change releases them too."""


def read_source(name: str) -> dict[str, Any]:
    """The source of one type; it refers to other types by their full names."""
    source: dict[str, Any] = json.loads((AVRO_DIR / f"{name}.avsc").read_text(encoding="utf-8"))
    return source


def assemble(name: str) -> dict[str, Any]:
    """The self-contained schema of a type: each named type is defined where it is first used."""
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


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(schema_id: int, name: str, version: int, text: str) -> dict[str, Any]:
    return {
        "id": schema_id,
        "name": name,
        "version": version,
        "fingerprint": fingerprint(json.loads(text)),
        "sha256": _sha256(text),
    }


def read_released(name: str, version: int) -> dict[str, Any]:
    """A released schema as JSON.

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


def _files() -> dict[Path, str]:
    """The index, and the released file of every version of `NEWEST` that has none."""
    index = read_index() if INDEX_FILE.exists() else []
    problems = [problem for entry in index if (problem := _check_unchanged(entry)) is not None]
    known = {(entry["name"], entry["version"]) for entry in index}
    files: dict[Path, str] = {}
    for name, version in NEWEST.items():
        path, text = released_file(name, version), _text(assemble(name))
        if (name, version) not in known:
            files[path] = text
            index.append(_entry(len(index) + 1, name, version, text))
        elif path.exists() and path.read_text(encoding="utf-8") != text:
            problems.append(f"the sources of {name} changed after v{version} was released: raise its version in NEWEST")
    if problems:
        raise NotGenerated("\n".join(problems))
    return {**files, INDEX_FILE: _text({"schemas": index})}


def _check_unchanged(entry: dict[str, Any]) -> str | None:
    """What is wrong with a released file that is in the index."""
    path = released_file(entry["name"], entry["version"])
    if not path.exists():
        return f"{path.name} is in the index, but the file is missing"
    text = path.read_text(encoding="utf-8")
    # The checksum first: a file that was edited may no longer be a schema.
    if entry["sha256"] != _sha256(text) or entry != _entry(entry["id"], entry["name"], entry["version"], text):
        return f"{path.name} was edited after its release"
    return None


GENERATOR: Final = Generator(module="schemas.sources", make=_files)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
