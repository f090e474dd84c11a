"""Pseudonyms of persons: the same person gets the same key, and only who has the secret can tell which person."""

import hashlib
import hmac
import json
from typing import Final

from schemas.value import value
from workers.settings.secret_file import read_secret_file

KEY_BYTES: Final = 16
_LEAST_CHARACTERS: Final = 32


@value
class Keys:
    """Makes keys with HMAC-SHA-256 under one secret, truncated to 16 bytes."""

    secret: bytes

    def key(self, purpose: str, *parts: str) -> bytes:
        """The key of some identifiers.

        Args:
            purpose: what they identify; the same text never gives the same key for two purposes.
            parts: the identifiers, in order.
        """
        # JSON keeps the parts apart whatever they hold.
        return hmac.digest(self.secret, json.dumps([purpose, *parts]).encode(), hashlib.sha256)[:KEY_BYTES]

    def fingerprint(self) -> str:
        """Tells one secret from another without giving it away; a store remembers that of its own."""
        return self.key("fingerprint").hex()


def read_keys(path: str) -> Keys:
    """The keys under the secret in a file.

    Raises:
        ValueError: the file cannot be read or its text is too short; the message has no secret.
    """
    secret = read_secret_file(path)
    if len(secret) < _LEAST_CHARACTERS:
        raise ValueError(f"{path} must have at least {_LEAST_CHARACTERS} characters (got {len(secret)})")
    return Keys(secret=secret.encode())
