"""Recognizes input that is something else than one encounter event: one line instead of a dozen errors."""

from collections.abc import Iterator
from typing import Any, Final

from schemas.encounter import EncounterEvent
from schemas.misfits.misfit import Misfit, NotAnEncounter, whole
from schemas.misfits.names import names_of
from schemas.path import cut_name, join_path

_EVENT: Final = "an encounter event in JSON"
_FHIR: Final = frozenset(
    ("Bundle", "Claim", "ClaimResponse", "Coverage", "Encounter", "ExplanationOfBenefit", "Patient", "Procedure")
)
_WRAPPERS: Final = frozenset(("after", "body", "claim", "content", "data", "encounter", "encounters", "event")).union(
    ("events", "items", "message", "payload", "record", "records", "rejection", "value")
)
_ENOUGH: Final = 6
"""Names of an encounter event that make an object one."""
_DEEPEST: Final = 3
_MOST_NAMES: Final = 20
_LONGEST_LINE: Final = 4096
_FEWEST_COLUMNS: Final = 3
"""Two, as in a sentence with a comma, must be two in the next line as well."""


def foreign_text(text: str) -> NotAnEncounter | None:
    """The error for a text that is another format than JSON; None if it is not recognized."""
    head = text.lstrip("\ufeff \t\r\n")[:_LONGEST_LINE]
    if head.startswith("ISA") and not head[3:4].isalnum():
        return whole(_EVENT, "this is X12; check, publish and convert read 837 files in UTF-8")
    if head.startswith("MSH|"):
        return whole(_EVENT, "this is an HL7 v2 message")
    if head.startswith("<"):
        return whole(_EVENT, "this is XML or a web page")
    first, second = [*head.split("\n", 2), ""][:2]
    for separator, name in ((",", "CSV"), (";", "CSV"), ("\t", "a table with tabs"), ("|", "a table with | signs")):
        columns = [column.strip() for column in first.split(separator)]
        many = len(columns) >= _FEWEST_COLUMNS or len(columns) == 2 == second.count(separator) + 1
        if many and first[:1] not in ("{", "[") and all(map(_is_heading, columns)):
            return whole(_EVENT, f"this is {name}")
    return None


def _is_heading(column: str) -> bool:
    bare = column.strip('"')
    return bool(bare) and all(each.isalnum() or each in "_- ./#" for each in bare)


def foreign_bytes(data: bytes) -> str | None:
    """What a file is that is not text; None if it is not recognized."""
    for magic, name in ((b"\x1f\x8b", "a gzip file"), (b"PK\x03\x04", "a zip file or an Office document")):
        if data.startswith(magic):
            return f"this is {name}; unpack it"
    if data.startswith(b"PAR1"):
        return "this is a Parquet file"
    return "this is a PDF" if data.startswith(b"%PDF") else None


def foreign_form(form: Any) -> NotAnEncounter | None:
    """The error for JSON that is no encounter event, but one within something else or another kind of record."""
    if isinstance(form, list):
        return whole("one encounter event: an object", "got a list")
    if isinstance(form, str) and form.lstrip().startswith("{"):
        return whole("an object", "got JSON within a text; send it without the outer quotes")
    if not isinstance(form, dict):
        return None
    if isinstance(form.get("resourceType"), str):
        kind = form["resourceType"]
        return whole("an encounter event", f"this is a FHIR {kind if kind in _FHIR else 'resource'}")
    if _known(form) >= _ENOUGH:
        return None
    path = next(_encounters_below(form, "", 0), None)
    if path is not None:
        expected = f"the encounter event itself; send what is in {path}, without what is around it"
        return NotAnEncounter((Misfit(reason="malformed", field=path, expected=expected),))
    return None if form else whole("an encounter event", "got an empty object")


def _known(form: dict[str, Any]) -> int:
    return sum(name in form for name in names_of(EncounterEvent))


def _encounters_below(form: dict[str, Any], path: str, depth: int) -> Iterator[str]:
    """The paths of objects within an object that are encounter events."""
    for name, part in list(form.items())[:_MOST_NAMES]:
        shown = name if name in _WRAPPERS else cut_name(name)
        step = join_path(path, shown) if path else shown
        inner = part[0] if isinstance(part, list) and part else part
        if not isinstance(inner, dict):
            continue
        if _known(inner) >= _ENOUGH:
            yield f"{step}[]" if inner is not part else step
        elif depth < _DEEPEST:
            yield from _encounters_below(inner, step, depth + 1)
