"""The format of a host name in `CLAIMS_HTTP_ALLOWED_HOSTS`."""

import re
from typing import Final

_FORMAT: Final = re.compile(r"\*|(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,31}", re.ASCII)


def check_allowed_host(name: str) -> str:
    """Return a host name of `CLAIMS_HTTP_ALLOWED_HOSTS` in lower case; raises `ValueError` if it is not one."""
    if not _FORMAT.fullmatch(name.lower()):
        raise ValueError("must be a host name without port, such as worker.example, *.worker.example or *")
    return name.lower()
