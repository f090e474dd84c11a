"""The manifest of a loaded release: its source files, how many rows were kept, and its dates."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from schemas.value import value


@value
class SourceDigest:
    """A file that the user gave to a load."""

    name: str
    """The file's name, without its folder."""
    sha256: str


@value
class Manifest:
    """The manifest of one loaded release."""

    kind: str
    release: str
    sources: tuple[SourceDigest, ...]
    rows_read: int
    rows_kept: int
    in_force_from: date
    in_force_through: date
    """`date.max` if no end is known."""
    loaded_at: datetime
    holds_licence: bool
    """Whether the user declared to hold the license that the descriptions need."""
    notes: tuple[str, ...] = ()
    """What was left out, and why."""
    replaces: datetime | None = None
    """When the release of the same name was loaded that this one replaced, if its files were others."""
    cumulative: bool = True
    """Whether it also has rows that ended earlier. If not, a release that begins later takes its place from then on."""


def manifest_form(manifest: Manifest) -> dict[str, Any]:
    """The manifest in JSON values."""
    return {
        "kind": manifest.kind,
        "release": manifest.release,
        "sources": [{"name": source.name, "sha256": source.sha256} for source in manifest.sources],
        "rows_read": manifest.rows_read,
        "rows": manifest.rows_kept,
        "in_force_from": manifest.in_force_from.isoformat(),
        "in_force_through": manifest.in_force_through.isoformat(),
        "loaded_at": manifest.loaded_at.isoformat(),
        "holds_licence": manifest.holds_licence,
        "notes": list(manifest.notes),
        "replaces": None if manifest.replaces is None else manifest.replaces.isoformat(),
    }


def read_manifest(form: Mapping[str, Any]) -> Manifest:
    """The manifest that `manifest_form` wrote.

    Raises:
        KeyError: a value is missing.
        ValueError: a value is malformed.
    """
    return Manifest(
        kind=form["kind"],
        release=form["release"],
        sources=tuple(SourceDigest(name=source["name"], sha256=source["sha256"]) for source in form["sources"]),
        rows_read=form["rows_read"],
        rows_kept=form["rows"],
        in_force_from=date.fromisoformat(form["in_force_from"]),
        in_force_through=date.fromisoformat(form["in_force_through"]),
        loaded_at=datetime.fromisoformat(form["loaded_at"]),
        holds_licence=form["holds_licence"],
        notes=tuple(form["notes"]),
        replaces=datetime.fromisoformat(form["replaces"]) if form.get("replaces") else None,
        cumulative=form.get("cumulative", True),
    )
