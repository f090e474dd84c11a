"""The settings from one source (flags, environment or file), before validation."""

from dataclasses import dataclass, field
from typing import Final, Literal

from workers.settings.settings import Settings

Scope = Literal["kafka", "kafka_consumer", "kafka_producer"]
SCOPES: Final[tuple[Scope, ...]] = ("kafka", "kafka_consumer", "kafka_producer")

PREFIX: Final = "CLAIMS_"
CONFIG_FILE: Final = "config_file"
FLAG_ONLY: Final = frozenset({"http_port_file"})
NAMED_FIELDS: Final = tuple(name for name in Settings.model_fields if name not in SCOPES and name not in FLAG_ONLY)
# A URL with a password in it is rejected, and the error must not show it.
UNSHOWN_FIELDS: Final = frozenset({"fetch_mirror", "fetch_proxy", "schema_registry_password", "schema_registry_url"})
FIELDS_FROM_FILES: Final = frozenset({"fetch_proxy", "schema_registry_password", "schema_registry_user"})
PROPERTIES_FROM_FILES: Final = frozenset({"sasl.username"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value as given: `name` is the variable, flag or key, for messages; `text` means that it is not parsed yet."""

    name: str
    value: object
    text: bool


@dataclass(slots=True)
class Layer:
    """The settings from one source by field name, and its librdkafka properties by scope and dotted name."""

    fields: dict[str, Given] = field(default_factory=dict)
    properties: dict[Scope, dict[str, Given]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})
    problems: list[str] = field(default_factory=list)

    def add_field(self, name: str, given: Given) -> None:
        """Add a setting; a second value for it in the same source is an error."""
        if name in self.fields:
            self.problems.append(f"{given.name}: {self.fields[name].name} is also set; set only one of them")
            return
        self.fields[name] = given

    def add_property(self, scope: Scope, name: str, given: Given) -> None:
        """Add a librdkafka property; a second value for it in the same source is an error."""
        held = self.properties[scope]
        if name in held:
            self.problems.append(f"{given.name}: {held[name].name} is also set; set only one of them")
            return
        held[name] = given
