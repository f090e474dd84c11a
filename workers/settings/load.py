"""Settings come from flags, the environment, a file and defaults, in this order; anything wrong stops the start."""

import json
import os
import re
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from workers.settings.conflicts import find_conflicts
from workers.settings.environment import read_environment
from workers.settings.file import read_settings_file
from workers.settings.kafka_properties import refusal_reason
from workers.settings.layer import CONFIG_FILE, SCOPES, UNSHOWN_FIELDS, Given, Layer
from workers.settings.settings import Settings, SettingsError

# A StatefulSet numbers its pods from 0. A longer number is the random end of another pod's name.
_ORDINAL: Final = re.compile(r"-(0|[1-9][0-9]{0,3})$")
_WORDS: Final[Mapping[str, str]] = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
}
"""What an operator is told instead of the words of the validation library, by its kind of error."""


def load_settings(
    flags: Mapping[str, object],
    environment: Mapping[str, str] | None = None,
    *,
    host_name: str | None = None,
    require_broker: bool,
) -> Settings:
    """Collect and check all settings.

    Args:
        flags: field name (or `config_file`) → value of the command line; None = the flag was not given.
        environment: variables; None = those of this process.
        host_name: None = that of this machine; its ordinal is the default slot.
        require_broker: whether `CLAIMS_KAFKA_BOOTSTRAP_SERVERS` must be set (not in `demo` and `check`).

    Raises:
        SettingsError: with one line for every problem found.
    """
    layers = [_read_flags(flags), read_environment(os.environ if environment is None else environment)]
    config_file = _first(CONFIG_FILE, layers)
    if config_file is not None:
        layers.append(read_settings_file(Path(str(config_file.value))))
    problems = [problem for layer in layers for problem in layer.problems]

    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        given = _first(name, layers)
        if given is not None:
            try:
                values[name] = _check(name, given)
            except ValueError as error:
                problems.append(f"{given.name}: {error}")
    if "worker_slot" not in values:
        values["worker_slot"] = find_ordinal(socket.gethostname() if host_name is None else host_name)
    for scope in SCOPES:
        properties = {name: given for layer in reversed(layers) for name, given in layer.properties[scope].items()}
        for name, given in properties.items():
            reason = refusal_reason(name)
            if reason is not None:
                problems.append(f"{given.name}: {name} cannot be set; {reason}")
        values[scope] = {name: str(properties[name].value) for name in sorted(properties)}

    if require_broker and _first("kafka_bootstrap_servers", layers) is None:
        problems.append("CLAIMS_KAFKA_BOOTSTRAP_SERVERS: must be set: host:port of one or more brokers")
    settings = Settings(**values)
    problems.extend(find_conflicts(settings))
    if problems:
        raise SettingsError(problems)
    return settings


def find_ordinal(host_name: str) -> int:
    """A StatefulSet names its pods `name-0`, `name-1` …: that number, or 0 where the name has none."""
    found = _ORDINAL.search(host_name.partition(".")[0])
    return int(found.group(1)) if found else 0


def _read_flags(flags: Mapping[str, object]) -> Layer:
    layer = Layer()
    for name, value in flags.items():
        if value is not None:
            layer.add_field(name, Given("--" + name.replace("_", "-"), value, text=True))
    return layer


def _first(name: str, layers: Iterable[Layer]) -> Given | None:
    return next((layer.fields[name] for layer in layers if name in layer.fields), None)


def _check(name: str, given: Given) -> object:
    # Each setting is checked alone, so that one wrong value hides no other. What comes from TOML has a type already and
    # is not converted: "500" or true for a number is wrong.
    info = Settings.model_fields[name]
    annotation: Any = info.annotation
    if info.metadata:
        annotation = Annotated[(annotation, *info.metadata)]
    adapter: TypeAdapter[object] = TypeAdapter(annotation)
    try:
        if given.text:
            return adapter.validate_python(given.value)
        try:
            document = json.dumps(given.value, allow_nan=False)
        except (TypeError, ValueError):
            raise ValueError("has a type that no setting has") from None
        return adapter.validate_json(document, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        words = _WORDS.get(first["type"]) or (
            first["msg"].removeprefix("Value error, ").replace("Input should", "must").replace("String should", "must")
        )
        shown = "" if name in UNSHOWN_FIELDS else f" (it is {repr(given.value)[:100]})"
        raise ValueError(words + shown) from None
