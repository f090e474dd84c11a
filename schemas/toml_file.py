"""Reads a TOML file that a person writes: settings and payer profiles."""

import tomllib
from pathlib import Path
from typing import Any

from schemas.small_file import read_small_file


class InvalidToml(Exception):
    """A file is not valid TOML. The message gives the position and what was expected there, never a value."""


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; a byte order mark, which Windows editors add, is skipped.

    Raises:
        OSError: the file cannot be read, or is larger than 1 MiB.
        InvalidToml: it is not valid TOML.
    """
    content = read_small_file(path)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidToml("not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidToml(str(error)) from None
    except RecursionError:
        raise InvalidToml("nested too deeply") from None
    except ValueError:  # Python reads no whole number of thousands of digits
        raise InvalidToml("a number with too many digits") from None
