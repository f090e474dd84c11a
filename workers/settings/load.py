"""Loads settings from flags, environment, file and defaults, in that order; any error stops startup."""

import json
import os
import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from workers.settings.conflicts import find_conflicts
from workers.settings.environment import read_environment
from workers.settings.file import read_settings_file
from workers.settings.kafka_properties import names_missing_file, refusal_reason
from workers.settings.layer import CONFIG_FILE, SCOPES, UNSHOWN_FIELDS, Given, Layer
from workers.settings.settings import Settings, SettingsError

# A StatefulSet numbers its pods from 0. A longer number is the random suffix of another kind of pod.
_ORDINAL: Final = re.compile(r"-(0|[1-9][0-9]{0,3})$")
_WORDS: Final[Mapping[str, str]] = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be a string",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": (
        "must be 1 to 100 letters, digits, dots, hyphens and underscores, starting with a letter or digit"
    ),
    "tuple_type": "must be a list",
}
"""Replaces the validation library's message, by its error type."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def load_settings(
    flags: Mapping[str, object],
    environment: Mapping[str, str] | None = None,
    *,
    host_name: str | None = None,
    require_broker: bool,
) -> Settings:
    """Load and validate all settings.

    Args:
        flags: field name (or `config_file`) → value from the command line; None = the flag was not given.
        environment: environment variables; None = those of this process.
        host_name: host name, whose ordinal is the default slot; None = this machine's.
        require_broker: whether `CLAIMS_KAFKA_BOOTSTRAP_SERVERS` is required, and the files that Kafka properties name
            (not for `demo` and `check`).

    Raises:
        SettingsError: one line for each problem found.
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
                problems.append(f"{given.name}: {name} cannot be set: {reason}")
            elif require_broker and names_missing_file(name, str(given.value)):
                problems.append(f"{given.name}: file not found: {given.value}")
        values[scope] = {name: str(properties[name].value) for name in sorted(properties)}

    if require_broker and _first("kafka_bootstrap_servers", layers) is None:
        problems.append("CLAIMS_KAFKA_BOOTSTRAP_SERVERS: required; set host:port of one or more brokers")
    settings = Settings(**values)
    problems.extend(find_conflicts(settings))
    if problems:
        raise SettingsError(problems)
    return settings


def find_ordinal(host_name: str) -> int:
    """The ordinal at the end of a StatefulSet pod's name (`name-0`, `name-1`, …), or 0 if there is none."""
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
    # Check each setting alone, so that one invalid value does not hide another. Values from TOML are typed and are not
    # converted: "500" or true is not a number.
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
            raise ValueError("must be a string, a number, true, false or a list") from None
        return adapter.validate_json(document, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        shown = "" if name in UNSHOWN_FIELDS else f" (got {_show(given)})"
        raise ValueError(_explain(first["type"], first["msg"], info.metadata) + shown) from None


def _explain(kind: str, message: str, limits: Sequence[Any]) -> str:
    if kind in {"greater_than_equal", "less_than_equal"}:
        least = next(limit.ge for limit in limits if hasattr(limit, "ge"))
        most = next((limit.le for limit in limits if hasattr(limit, "le")), None)
        return f"must be at least {least:,}" if most is None else f"must be between {least:,} and {most:,}"
    if kind in _WORDS:
        return _WORDS[kind]
    return message.removeprefix("Value error, ").replace("Input should", "must")


def _show(given: Given) -> str:
    """The value as the operator wrote it, shortened; text that is a number needs no quotes."""
    if isinstance(given.value, str):
        return (given.value if given.text and _NUMBER.fullmatch(given.value) else repr(given.value))[:100]
    return json.dumps(given.value)[:100]
