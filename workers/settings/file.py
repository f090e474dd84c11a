"""Reads settings from a TOML file: the same names in lower case, and tables for librdkafka."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from schemas.toml_file import InvalidToml, read_toml
from workers.settings.kafka_properties import holds_secret
from workers.settings.layer import (
    CONFIG_FILE,
    FIELDS_FROM_FILES,
    FLAG_ONLY,
    NAMED_FIELDS,
    PROPERTIES_FROM_FILES,
    Given,
    Layer,
    Scope,
)
from workers.settings.secret_file import read_secret_file

_CLIENT_TABLES: Final[Mapping[str, Scope]] = {"consumer": "kafka_consumer", "producer": "kafka_producer"}


def read_settings_file(path: Path) -> Layer:
    """Read settings and librdkafka properties from the file; errors are collected in the layer's problems."""
    layer = Layer()
    try:
        content = read_toml(path)
    except OSError as error:
        layer.problems.append(f"CLAIMS_CONFIG_FILE: cannot read {path}: {error.strerror}")
        return layer
    except InvalidToml as error:
        layer.problems.append(f"CLAIMS_CONFIG_FILE: {path} is not valid TOML: {error}")
        return layer
    for key, value in content.items():
        if key == "kafka" and isinstance(value, dict):
            _take_kafka(layer, path, value)
        else:
            _take_key(layer, path, key, value)
    return layer


def _take_key(layer: Layer, path: Path, key: str, value: object) -> None:
    name = f"{key} in {path}"
    secret = key.removesuffix("_file")
    if key in NAMED_FIELDS:
        layer.add_field(key, Given(name, value, text=False))
    elif secret != key and secret in FIELDS_FROM_FILES:
        found = _read_secret(layer, name, value)
        if found is not None:
            layer.add_field(secret, Given(name, found, text=True))
    else:
        layer.problems.append(f"{name}: unknown setting{_suggest(key)}")


def _take_kafka(layer: Layer, path: Path, table: Mapping[str, object]) -> None:
    own = {key: value for key, value in table.items() if key not in _CLIENT_TABLES}
    _take_properties(layer, path, "kafka", own)
    for key, scope in _CLIENT_TABLES.items():
        if key not in table:
            continue
        client = table[key]
        if isinstance(client, dict):
            _take_properties(layer, path, scope, client)
        else:
            layer.problems.append(f"kafka.{key} in {path}: must be a table of librdkafka properties")


def _take_properties(layer: Layer, path: Path, scope: Scope, table: Mapping[str, object]) -> None:
    for prop, value in _flatten(table):
        name = f"{prop} in [{scope.replace('_', '.')}] of {path}"
        secret = prop.removesuffix(".file")
        if secret != prop and (holds_secret(secret) or secret in PROPERTIES_FROM_FILES):
            found = _read_secret(layer, name, value)
            if found is not None:
                layer.add_property(scope, secret, Given(name, found, text=True))
            continue
        text = _as_property_text(value)
        if text is None or not text.strip():
            layer.problems.append(f"{name}: must be a string, a number, true or false")
            continue
        layer.add_property(scope, prop, Given(name, text, text=True))


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    # `security.protocol = "SSL"` without quotes is a nested table in TOML.
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}".lower(), value


def _as_property_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _read_secret(layer: Layer, name: str, value: object) -> str | None:
    if not isinstance(value, str):
        layer.problems.append(f"{name}: must be a file path")
        return None
    try:
        return read_secret_file(value)
    except ValueError as error:
        layer.problems.append(f"{name}: {error}")
        return None


def _suggest(key: str) -> str:
    if key in FLAG_ONLY:
        return f"; use the flag --{key.replace('_', '-')}"
    if key == CONFIG_FILE:
        return "; a settings file cannot name another one"
    if key != key.lower() and key.lower().removeprefix("claims_") in NAMED_FIELDS:
        return f"; in a file, use {key.lower().removeprefix('claims_')}"
    if key.startswith("kafka_") and not difflib.get_close_matches(key, NAMED_FIELDS, n=1, cutoff=0.85):
        return "; librdkafka properties go in the table [kafka] under their dotted names"
    nearest = difflib.get_close_matches(key, NAMED_FIELDS, n=1, cutoff=0.6)
    return f"; did you mean {nearest[0]}?" if nearest else ""
