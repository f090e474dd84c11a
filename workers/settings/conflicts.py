"""Checks across settings: values that are valid alone but conflict with each other."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from workers.settings.settings import Settings

_PLAINTEXT: Final = frozenset({"plaintext", "sasl_plaintext"})


def find_conflicts(settings: Settings) -> list[str]:
    """One line for each conflict between settings and each file or folder that does not exist."""
    return [
        *_find_topic_conflicts(settings),
        *_find_registry_conflicts(settings),
        *_find_tls_conflicts(settings),
        *_find_missing_files(settings),
        *_find_plaintext(settings),
    ]


def _find_topic_conflicts(settings: Settings) -> Iterator[str]:
    topics = Counter((settings.input_topic, settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic))
    for topic, uses in topics.items():
        if uses > 1:
            yield (
                "CLAIMS_INPUT_TOPIC, CLAIMS_READY_TOPIC, CLAIMS_REJECTED_TOPIC and CLAIMS_DEAD_LETTER_TOPIC: "
                f"must be four different topics (got {topic!r} {uses} times)"
            )


def _find_registry_conflicts(settings: Settings) -> Iterator[str]:
    if settings.schemas == "registry" and settings.schema_registry_url is None:
        yield "CLAIMS_SCHEMA_REGISTRY_URL: required when CLAIMS_SCHEMAS is 'registry'"
    if settings.schema_registry_user is not None and settings.schema_registry_password is None:
        yield "CLAIMS_SCHEMA_REGISTRY_PASSWORD: required when CLAIMS_SCHEMA_REGISTRY_USER is set"
    if settings.schema_registry_password is not None and settings.schema_registry_user is None:
        yield "CLAIMS_SCHEMA_REGISTRY_USER: required when CLAIMS_SCHEMA_REGISTRY_PASSWORD is set"


def _find_tls_conflicts(settings: Settings) -> Iterator[str]:
    if settings.serve_tls_certificate is not None and settings.serve_tls_key is None:
        yield "CLAIMS_SERVE_TLS_KEY: required when CLAIMS_SERVE_TLS_CERTIFICATE is set"
    if settings.serve_tls_key is not None and settings.serve_tls_certificate is None:
        yield "CLAIMS_SERVE_TLS_CERTIFICATE: required when CLAIMS_SERVE_TLS_KEY is set"


def _find_missing_files(settings: Settings) -> Iterator[str]:
    if settings.schema_registry_ca is not None and not settings.schema_registry_ca.is_file():
        yield f"CLAIMS_SCHEMA_REGISTRY_CA: file not found: {settings.schema_registry_ca}"
    if settings.profiles_dir is not None and not settings.profiles_dir.is_dir():
        yield f"CLAIMS_PROFILES_DIR: folder not found: {settings.profiles_dir}"


def _find_plaintext(settings: Settings) -> Iterator[str]:
    if settings.mode != "production" or settings.allow_plaintext:
        return
    clients = (("consumer", settings.kafka_consumer), ("producer", settings.kafka_producer))
    # Without brokers nothing connects: `serve` needs none.
    for client, own in clients if settings.kafka_bootstrap_servers is not None else ():
        protocol = ({"security.protocol": "plaintext"} | dict(settings.kafka) | dict(own))["security.protocol"]
        if protocol.strip().lower() in _PLAINTEXT:
            yield (
                f"CLAIMS_KAFKA_SECURITY_PROTOCOL: the {client} would connect with {protocol.strip().lower()}, which "
                "CLAIMS_MODE 'production' does not allow; set SSL or SASL_SSL, or CLAIMS_ALLOW_PLAINTEXT=true"
            )
    if settings.schemas == "registry" and (settings.schema_registry_url or "").startswith("http://"):
        yield (
            "CLAIMS_SCHEMA_REGISTRY_URL: must use https when CLAIMS_MODE is 'production'; "
            "change the URL, or set CLAIMS_ALLOW_PLAINTEXT=true"
        )
