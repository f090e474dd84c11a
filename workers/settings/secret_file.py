"""Reads a secret from a file, the way container platforms mount secrets."""

from pathlib import Path
from typing import Final

from schemas.small_file import read_small_file

_MAX_BYTES: Final = 65_536


def read_secret_file(path: str) -> str:
    """The text of the file without its trailing line break.

    Raises:
        ValueError: the file cannot be read, is empty, is larger than 64 KiB or is not UTF-8; the message has no secret.
    """
    try:
        content = read_small_file(Path(path), _MAX_BYTES)
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8 text") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text.strip():
        raise ValueError(f"{path} is empty")
    return text
