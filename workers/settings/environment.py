"""Reads settings from environment variables named `CLAIMS_…`."""

import difflib
import re
from collections.abc import Mapping
from typing import Final

from workers.settings.kafka_properties import UNDERSCORED, holds_secret
from workers.settings.layer import (
    CONFIG_FILE,
    FIELDS_FROM_FILES,
    FLAG_ONLY,
    NAMED_FIELDS,
    PREFIX,
    PROPERTIES_FROM_FILES,
    Given,
    Layer,
    Scope,
)
from workers.settings.secret_file import read_secret_file

_KAFKA: Final = PREFIX + "KAFKA_"
_SCOPES: Final[Mapping[str, Scope]] = {
    _KAFKA + "CONSUMER_": "kafka_consumer",
    _KAFKA + "PRODUCER_": "kafka_producer",
    _KAFKA: "kafka",
}
_VARIABLES: Final[Mapping[str, str]] = {PREFIX + name.upper(): name for name in (*NAMED_FIELDS, CONFIG_FILE)}
_SECRET_FILES: Final[Mapping[str, str]] = {f"{PREFIX}{name.upper()}_FILE": name for name in FIELDS_FROM_FILES}
_LISTS: Final = frozenset({"accept_positions", "accepted_licenses", "http_allowed_hosts", "required_tables"})
"""Settings with several values; in a variable they are separated by commas."""
_SERVICE_LINK: Final = re.compile(r"_SERVICE_HOST$|_SERVICE_PORT\w*$|_PORT$|_PORT_[0-9]+_\w+$")
# Similarity to the name of a setting above which a variable is a typo and not a librdkafka property.
_TYPO: Final = 0.92


def read_environment(environment: Mapping[str, str]) -> Layer:
    """Sort the `CLAIMS_…` variables into settings and librdkafka properties.

    Variables that Kubernetes sets for Services are ignored, unless they have the name of a setting.
    """
    layer = Layer()
    for variable in sorted(environment):
        if not variable.startswith(PREFIX):
            continue
        text = environment[variable]
        if variable in _VARIABLES:
            _take_setting(layer, variable, text)
        elif variable in _SECRET_FILES:
            _take_secret_file(layer, variable, text)
        elif _SERVICE_LINK.search(variable):
            continue
        elif variable.startswith(_KAFKA) and not _nearest(variable, _TYPO):
            _take_property(layer, variable, text)
        else:
            layer.problems.append(f"{variable}: unknown setting{_suggest(variable)}")
    return layer


def has_secret_files(environment: Mapping[str, str]) -> bool:
    """Whether a variable names the file of a secret, whose content may change while the worker runs."""
    names = (variable for variable in environment if variable.startswith(PREFIX) and variable.endswith("_FILE"))
    return any(_VARIABLES.get(variable) != CONFIG_FILE for variable in names)


def _take_setting(layer: Layer, variable: str, text: str) -> None:
    name = _VARIABLES[variable]
    if name in _LISTS:
        parts = tuple(part.strip() for part in text.split(",")) if text.strip() else ()
        layer.add_field(name, Given(variable, parts, text=True))
    elif not text.strip():
        layer.problems.append(f"{variable}: must not be empty; set a value or unset it")
    elif name == "http_port" and "://" in text:
        layer.problems.append(
            f"{variable}: must be a port (got {text!r}, which Kubernetes sets for a Service named 'claims-http'); "
            "set enableServiceLinks: false"
        )
    else:
        layer.add_field(name, Given(variable, text, text=True))


def _take_secret_file(layer: Layer, variable: str, path: str) -> None:
    try:
        secret = read_secret_file(path)
    except ValueError as error:
        layer.problems.append(f"{variable}: {error}")
        return
    layer.add_field(_SECRET_FILES[variable], Given(variable, secret, text=True))


def _take_property(layer: Layer, variable: str, text: str) -> None:
    prefix, scope = next((prefix, scope) for prefix, scope in _SCOPES.items() if variable.startswith(prefix))
    name = variable[len(prefix) :].lower().replace("_", ".").strip(".")
    name = UNDERSCORED.get(name, name)
    if not name:
        layer.problems.append(f"{variable}: does not name a librdkafka property")
        return
    if not text.strip():
        layer.problems.append(f"{variable}: must not be empty; set a value or unset it")
        return
    secret = name.removesuffix(".file")
    if secret != name and (holds_secret(secret) or secret in PROPERTIES_FROM_FILES):
        try:
            layer.add_property(scope, secret, Given(variable, read_secret_file(text), text=True))
        except ValueError as error:
            layer.problems.append(f"{variable}: {error}")
        return
    layer.add_property(scope, name, Given(variable, text, text=True))


def _nearest(variable: str, cutoff: float) -> str | None:
    known = [name.removeprefix(PREFIX) for name in (*_VARIABLES, *_SECRET_FILES)]
    names = difflib.get_close_matches(variable.removeprefix(PREFIX), known, n=1, cutoff=cutoff)
    return PREFIX + names[0] if names else None


def _suggest(variable: str) -> str:
    if variable.removeprefix(PREFIX).lower() in FLAG_ONLY:
        return f"; use the flag --{variable.removeprefix(PREFIX).lower().replace('_', '-')}"
    nearest = _nearest(variable, 0.6)
    return f"; did you mean {nearest}?" if nearest else ""
