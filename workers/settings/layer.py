"""One place settings come from (flags, environment, a file), read but not yet checked."""

from dataclasses import dataclass, field
from typing import Final, Literal

from workers.settings.settings import Settings

Scope = Literal["kafka", "kafka_consumer", "kafka_producer"]
SCOPES: Final[tuple[Scope, ...]] = ("kafka", "kafka_consumer", "kafka_producer")

PREFIX: Final = "CLAIMS_"
CONFIG_FILE: Final = "config_file"
FLAG_ONLY: Final = frozenset({"http_port_file"})
NAMED_FIELDS: Final = tuple(name for name in Settings.model_fields if name not in SCOPES and name not in FLAG_ONLY)
# An address with a user and password in it is refused, and must not be shown while it is.
UNSHOWN_FIELDS: Final = frozenset({"schema_registry_password", "schema_registry_url"})
FIELDS_FROM_FILES: Final = frozenset({"schema_registry_password", "schema_registry_user"})
PROPERTIES_FROM_FILES: Final = frozenset({"sasl.username"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody gave it: `name` is what they wrote, for messages; `text` is true where it still is text."""

    name: str
    value: object
    text: bool


@dataclass(slots=True)
class Layer:
    """The settings of one source, by field name, and its librdkafka properties, by scope and dotted name."""

    fields: dict[str, Given] = field(default_factory=dict)
    properties: dict[Scope, dict[str, Given]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})
    problems: list[str] = field(default_factory=list)

    def add_field(self, name: str, given: Given) -> None:
        """Take a setting; a second value for it in the same source is a problem."""
        if name in self.fields:
            self.problems.append(f"{given.name}: {self.fields[name].name} is set too; set one of them")
            return
        self.fields[name] = given

    def add_property(self, scope: Scope, name: str, given: Given) -> None:
        """Take a librdkafka property; a second value for it in the same source is a problem."""
        held = self.properties[scope]
        if name in held:
            self.problems.append(f"{given.name}: {held[name].name} is set too; set one of them")
            return
        held[name] = given
