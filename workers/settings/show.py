"""Prints the effective settings for a person: the output of `run --print-settings`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from workers.settings.kafka_properties import holds_secret
from workers.settings.layer import NAMED_FIELDS
from workers.settings.settings import Settings

_TABLES: Final[Mapping[str, str]] = {
    "kafka": "kafka",
    "kafka_consumer": "kafka.consumer",
    "kafka_producer": "kafka.producer",
}


def print_settings(settings: Settings) -> str:
    """The effective settings as TOML, usable as a settings file; secrets are marked as set, but never shown."""
    return "\n".join([*_write_fields(settings), *_write_properties(settings)]) + "\n"


def _write_fields(settings: Settings) -> Iterator[str]:
    for name in NAMED_FIELDS:
        value = getattr(settings, name)
        if value is None:
            yield f"# {name} is not set"
        elif isinstance(value, SecretStr):
            yield f"# {name} is set (hidden)"
        else:
            yield f"{name} = {_write_value(value)}"


def _write_properties(settings: Settings) -> Iterator[str]:
    for name, table in _TABLES.items():
        properties: Mapping[str, str] = getattr(settings, name)
        if not properties:
            continue
        yield f"\n[{table}]"
        for prop in sorted(properties):
            if holds_secret(prop):
                yield f"# {prop} is set (hidden)"
            else:
                yield f"{_write_value(prop)} = {_write_value(properties[prop])}"


def _write_value(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_write_value(part) for part in value) + "]"
    if isinstance(value, str | Path):
        # A JSON string is a valid TOML string, except for one character that JSON does not escape.
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
