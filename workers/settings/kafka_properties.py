"""librdkafka has some two hundred properties; on a few of them exactly-once delivery or the transport's safety rests.

This module knows which properties a user may not set, and why, and which hold a secret. It imports no client, so
that the settings, and a parent process that holds no Kafka client, can use it.
"""

from collections.abc import Mapping
from typing import Final

_OFFSETS: Final = "offsets are committed inside the transaction, never by the client on its own"
_EXACTLY_ONCE: Final = "exactly-once delivery rests on it"
_SERVERS: Final = "both clients talk to one cluster; set CLAIMS_KAFKA_BOOTSTRAP_SERVERS"
_IDENTITY: Final = "without it anyone on the network can pose as the broker"

REFUSED: Final[Mapping[str, str]] = {
    "isolation.level": "the worker reads committed events only; " + _EXACTLY_ONCE,
    "transactional.id": "it is made from CLAIMS_GROUP_ID and the slot; " + _EXACTLY_ONCE,
    "enable.idempotence": _EXACTLY_ONCE,
    "acks": "a transaction needs the acknowledgement of all in-sync replicas; " + _EXACTLY_ONCE,
    "request.required.acks": "a transaction needs the acknowledgement of all in-sync replicas; " + _EXACTLY_ONCE,
    "group.id": "it has a setting of its own; set CLAIMS_GROUP_ID",
    "group.protocol": "it has a setting of its own; set CLAIMS_KAFKA_GROUP_PROTOCOL",
    "group.instance.id": "it is made from CLAIMS_GROUP_ID and the slot: two members with one would fence each other",
    "bootstrap.servers": _SERVERS,
    "metadata.broker.list": _SERVERS,
    "ssl.endpoint.identification.algorithm": _IDENTITY,
    "enable.ssl.certificate.verification": _IDENTITY,
}
REFUSED_PREFIXES: Final[Mapping[str, str]] = {
    "enable.auto.": _OFFSETS,
    "auto.commit.": _OFFSETS,
    "max.in.flight": "the order of a partition and " + _EXACTLY_ONCE.replace("rests", "rest"),
}

_SECRETS: Final = frozenset(
    {
        "sasl.password",
        "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.config",
        "sasl.oauthbearer.assertion.private.key.passphrase",
        "sasl.oauthbearer.assertion.private.key.pem",
        "ssl.key.password",
        "ssl.key.pem",
        "ssl.keystore.password",
    }
)
_SECRET_WORDS: Final = ("password", "secret", "passphrase", "key.pem", "token")


# The one property whose name has an underscore; in a variable's name it cannot be told from a dot.
UNDERSCORED: Final[Mapping[str, str]] = {"log.level": "log_level"}


def refusal_reason(name: str) -> str | None:
    """Some librdkafka properties are not the user's to set; this says why, or None where the property is free.

    `name` is the dotted name, in lower case.
    """
    for prefix, reason in REFUSED_PREFIXES.items():
        if name.startswith(prefix):
            return reason
    return REFUSED.get(name)


def holds_secret(name: str) -> bool:
    """A property that holds a password, a key or a token is never shown; an unknown one whose name says so neither."""
    if name in _SECRETS:
        return True
    endpoint = name.endswith((".endpoint.url", ".location", ".file"))
    return not endpoint and any(word in name for word in _SECRET_WORDS)
