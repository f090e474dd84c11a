"""A schema id in a header stands for a schema: where it is looked up, and the schemas that are shipped."""

from typing import Protocol

from schemas.sources import read_index, read_released
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema, accept_writer


class SchemaSource(Protocol):
    """Where the schema of an incoming record is looked up."""

    def writer(self, schema_id: int) -> WriterSchema:
        """The accepted writer's schema of an id.

        Raises:
            Unreadable: `schema-unknown` or `schema-not-released`; the verdict stands, the record is a dead letter.
            RegistryUnavailable: nothing is known yet; ask again.
        """
        ...


class RegistryUnavailable(Exception):
    """The registry gave no answer that settles anything; the same question may be asked again."""


class RegistryRefused(Exception):
    """The registry does not let this client in, or does not have a schema that must be registered."""


class EmbeddedSchemas:
    """The schemas shipped in this package, by their fixed ids."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, int]] = {
            entry["id"]: (entry["name"], entry["version"]) for entry in read_index()
        }
        self._writers: dict[int, WriterSchema] = {}

    def writer(self, schema_id: int) -> WriterSchema:
        """The writer's schema of an embedded id; see `SchemaSource.writer`."""
        accepted = self._writers.get(schema_id)
        if accepted is None:
            if schema_id not in self._names:
                raise Unreadable("schema-unknown")
            accepted = self._writers[schema_id] = accept_writer(read_released(*self._names[schema_id]))
        return accepted
