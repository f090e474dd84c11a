"""Some librdkafka properties hold a password, a key or a token; they are hidden wherever settings are shown."""

from typing import Final

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
_WORDS: Final = ("password", "secret", "passphrase", "key.pem", "token")
_PLACES: Final = (".url", ".location", ".file")


def holds_secret(name: str) -> bool:
    """Whether the value of the property `name` (dotted) is a secret: a known one, or one whose name says so.

    The address of a token endpoint or the path of a key file is none.
    """
    if name in _SECRETS:
        return True
    return not name.endswith(_PLACES) and any(word in name for word in _WORDS)
