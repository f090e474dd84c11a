"""What no setting can say by itself: how settings must fit each other."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from workers.settings.settings import Settings

_PLAINTEXT: Final = frozenset({"plaintext", "sasl_plaintext"})


def find_conflicts(settings: Settings) -> list[str]:
    """One line for every pair of settings that contradict each other and every file that is named but not there."""
    return [
        *_find_topic_conflicts(settings),
        *_find_registry_conflicts(settings),
        *_find_missing_files(settings),
        *_find_plaintext(settings),
    ]


def _find_topic_conflicts(settings: Settings) -> Iterator[str]:
    topics = Counter((settings.input_topic, settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic))
    for topic, uses in topics.items():
        if uses > 1:
            yield (
                "CLAIMS_INPUT_TOPIC, CLAIMS_READY_TOPIC, CLAIMS_REJECTED_TOPIC and CLAIMS_DEAD_LETTER_TOPIC "
                f"must be four topics: {topic!r} stands {uses} times"
            )


def _find_registry_conflicts(settings: Settings) -> Iterator[str]:
    if settings.schemas == "registry" and settings.schema_registry_url is None:
        yield "CLAIMS_SCHEMA_REGISTRY_URL: must be set where CLAIMS_SCHEMAS is 'registry'"
    if settings.schema_registry_user is not None and settings.schema_registry_password is None:
        yield "CLAIMS_SCHEMA_REGISTRY_PASSWORD: must be set where CLAIMS_SCHEMA_REGISTRY_USER is"
    if settings.schema_registry_password is not None and settings.schema_registry_user is None:
        yield "CLAIMS_SCHEMA_REGISTRY_USER: must be set where CLAIMS_SCHEMA_REGISTRY_PASSWORD is"


def _find_missing_files(settings: Settings) -> Iterator[str]:
    if settings.schema_registry_ca is not None and not settings.schema_registry_ca.is_file():
        yield f"CLAIMS_SCHEMA_REGISTRY_CA: there is no file {settings.schema_registry_ca}"
    if settings.profiles_dir is not None and not settings.profiles_dir.is_dir():
        yield f"CLAIMS_PROFILES_DIR: there is no folder {settings.profiles_dir}"


def _find_plaintext(settings: Settings) -> Iterator[str]:
    if settings.mode != "production" or settings.allow_plaintext:
        return
    for client, own in (("consumer", settings.kafka_consumer), ("producer", settings.kafka_producer)):
        protocol = ({"security.protocol": "plaintext"} | dict(settings.kafka) | dict(own))["security.protocol"]
        if protocol.strip().lower() in _PLAINTEXT:
            yield (
                f"CLAIMS_KAFKA_SECURITY_PROTOCOL: CLAIMS_MODE is 'production' and the {client} would connect with "
                f"{protocol.strip().lower()}; set SSL or SASL_SSL, or CLAIMS_ALLOW_PLAINTEXT=true"
            )
    if settings.schemas == "registry" and (settings.schema_registry_url or "").startswith("http://"):
        yield (
            "CLAIMS_SCHEMA_REGISTRY_URL: CLAIMS_MODE is 'production' and the address is http; "
            "use https, or set CLAIMS_ALLOW_PLAINTEXT=true"
        )
