"""Which librdkafka properties a user may not set, and which ones hold a secret.

Exactly-once delivery or transport security depends on the refused ones. This module does not import the client, so
that the settings and a parent process without a Kafka client can use it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_OFFSETS: Final = "the worker commits offsets in its transactions"
_EXACTLY_ONCE: Final = "exactly-once delivery depends on it"
_SERVERS: Final = "both clients use the same cluster; set CLAIMS_KAFKA_BOOTSTRAP_SERVERS instead"
_IDENTITY: Final = "without this check, anyone on the network could impersonate the broker"

REFUSED: Final[Mapping[str, str]] = {
    "isolation.level": "the worker reads only committed events; " + _EXACTLY_ONCE,
    "transactional.id": "it is derived from CLAIMS_GROUP_ID and the slot; " + _EXACTLY_ONCE,
    "enable.idempotence": _EXACTLY_ONCE,
    "acks": "transactions require acknowledgment by all in-sync replicas",
    "request.required.acks": "transactions require acknowledgment by all in-sync replicas",
    "group.id": "set CLAIMS_GROUP_ID instead",
    "group.protocol": "set CLAIMS_KAFKA_GROUP_PROTOCOL instead",
    "group.instance.id": "a static member that is killed during a rebalance leaves partitions that nobody reads",
    "auto.offset.reset": "set CLAIMS_ON_POSITION_LOST instead",
    "bootstrap.servers": _SERVERS,
    "metadata.broker.list": _SERVERS,
    "ssl.endpoint.identification.algorithm": _IDENTITY,
    "enable.ssl.certificate.verification": _IDENTITY,
}
REFUSED_PREFIXES: Final[Mapping[str, str]] = {
    "enable.auto.": _OFFSETS,
    "auto.commit.": _OFFSETS,
    "max.in.flight": "partition order and exactly-once delivery depend on it",
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
_FILES: Final = frozenset(
    {
        "ssl.ca.location",
        "https.ca.location",
        "ssl.key.location",
        "ssl.certificate.location",
        "ssl.keystore.location",
        "ssl.crl.location",
        "sasl.oauthbearer.assertion.private.key.file",
        "sasl.oauthbearer.assertion.file",
        "sasl.oauthbearer.assertion.jwt.template.file",
    }
)
_SEARCHED: Final = "probe"
"""In place of a path, the client looks for the certificates of the operating system."""
_SECRET_WORDS: Final = ("password", "secret", "passphrase", "key.pem", "token")


# The only property with an underscore in its name; in a variable name it looks the same as a dot.
UNDERSCORED: Final[Mapping[str, str]] = {"log.level": "log_level"}


def refusal_reason(name: str) -> str | None:
    """Why the user may not set this librdkafka property, or None if it may be set.

    `name` is the dotted name in lower case.
    """
    for prefix, reason in REFUSED_PREFIXES.items():
        if name.startswith(prefix):
            return reason
    return REFUSED.get(name)


def names_missing_file(name: str, value: str) -> bool:
    """Whether the value of a property is the path of a file or folder that does not exist."""
    return name in _FILES and value != _SEARCHED and not Path(value).exists()


def holds_secret(name: str) -> bool:
    """Whether a property holds a password, key or token (an unknown one by its name); such a value is never shown."""
    if name in _SECRETS:
        return True
    endpoint = name.endswith((".endpoint.url", ".location", ".file"))
    return not endpoint and any(word in name for word in _SECRET_WORDS)
