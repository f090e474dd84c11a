"""What most people write first: fastavro reads, pydantic validates and dumps, fastavro writes; the checks are ours."""

import io
from collections.abc import Mapping
from typing import Any, Final

import fastavro
from pydantic import TypeAdapter
from pydantic_core import SchemaSerializer, SchemaValidator

from schemas import scalars
from schemas.claim import ClaimReady
from schemas.encounter import EncounterEvent
from schemas.rejection import ClaimRejected
from schemas.sources import NEWEST, read_released
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook, check_encounter

HEADER_BYTES: Final = 5
SCHEMAS: Final = {
    name: fastavro.parse_schema(read_released(name, NEWEST[name]))
    for name in ("EncounterEvent", "ClaimReady", "ClaimRejected")
}
_BUILT_IN: Final[Mapping[object, str]] = {
    **dict.fromkeys((scalars.read_text, scalars.read_uuid), "str"),
    **dict.fromkeys((scalars.read_int, scalars.read_long), "int"),
    **dict.fromkeys((scalars.read_money, scalars.read_quantity), "decimal"),
    scalars.read_date: "date",
    scalars.read_instant: "datetime",
    scalars.read_flag: "bool",
}


def _plain(cls: type[Any]) -> Any:
    """Pydantic's schema of a class with its own types in place of ours, which read JSON."""

    def plain(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return type(part)(map(plain, part))
        if not isinstance(part, dict):
            return part
        if part.get("type") == "function-plain":
            return {"type": _BUILT_IN[part["function"]["function"]]}
        return {name: plain(inner) for name, inner in part.items()}

    return plain(TypeAdapter(cls).core_schema)


class PydanticPipeline:
    """The bytes of an encounter in, the bytes of its outcome out.

    Args:
        rulebook: the checks and what they need.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._reads = SchemaValidator(_plain(EncounterEvent))
        self._writes = {cls.__name__: SchemaSerializer(_plain(cls)) for cls in (ClaimReady, ClaimRejected)}

    def __call__(self, body: bytes) -> bytes:
        """The framed outcome of a framed encounter."""
        record: Any = fastavro.schemaless_reader(io.BytesIO(body[HEADER_BYTES:]), SCHEMAS["EncounterEvent"], None)
        name, made = self.check(record)
        out = io.BytesIO()
        out.write(body[:HEADER_BYTES])
        fastavro.schemaless_writer(out, SCHEMAS[name], made)
        return out.getvalue()

    def check(self, record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The outcome of an encounter and the name of its schema, both as the records of an Avro library."""
        record["event_id"] = str(record["event_id"])
        for span in _spans(record):
            span["from_"] = span.pop("from")  # a keyword of Python
        outcome = check_encounter(self._reads.validate_python(record), self._rulebook)
        if isinstance(outcome, DeadLetter):
            raise TypeError("an encounter that was read is no dead letter")
        made = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
        name = type(made).__name__
        dumped: dict[str, Any] = self._writes[name].to_python(made)
        for span in _spans(dumped["encounter"]):
            span["from"] = span.pop("from_")
        return name, dumped


def _spans(event: Any) -> list[dict[str, Any]]:
    details = event["institutional"]
    return [] if details is None else details["occurrence_spans"]
