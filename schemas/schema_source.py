"""Look up writer schemas by the schema id of a record: the interface, and the shipped schemas."""

from typing import Protocol

from schemas.sources import read_index, read_released
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema, accept_writer


class SchemaSource(Protocol):
    """Where the schema of an input record is looked up."""

    def writer(self, schema_id: int) -> WriterSchema:
        """The accepted writer schema of an id.

        Raises:
            Unreadable: `schema-unknown` or `schema-not-released`: final, the record is a dead letter.
            RegistryUnavailable: no answer yet; retry.
        """
        ...


class RegistryUnavailable(Exception):
    """The registry gave no usable answer; the call can be retried."""


class RegistryRefused(Exception):
    """The registry denies access, or a schema that must be registered is not."""


class EmbeddedSchemas:
    """The schemas shipped in this package, by their fixed ids."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, int]] = {
            entry["id"]: (entry["name"], entry["version"]) for entry in read_index()
        }
        self._writers: dict[int, WriterSchema] = {}

    def writer(self, schema_id: int) -> WriterSchema:
        """The writer schema of an embedded id; see `SchemaSource.writer`."""
        accepted = self._writers.get(schema_id)
        if accepted is None:
            if schema_id not in self._names:
                raise Unreadable("schema-unknown")
            accepted = self._writers[schema_id] = accept_writer(read_released(*self._names[schema_id]))
        return accepted
