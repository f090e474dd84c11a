"""Which `Host` headers the HTTP server answers.

A page of another site cannot read the worker's pages, unless its own host name is pointed at the worker's address (DNS
rebinding). The browser then sends that host name, so a name that is not allowed is refused.
"""

import ipaddress
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


def find_refusal(hosts: Sequence[str], allowed: Sequence[str]) -> HTTPStatus | None:
    """The status that refuses a request with these `Host` headers, or None.

    IP addresses and names without a dot are always allowed: nobody can register such a name and point it at the worker.

    Args:
        hosts: all values of the header `Host`.
        allowed: names in lower case; `*.name` stands for every name that ends in `.name`, and `*` for all.
    """
    found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if found is None:
        return HTTPStatus.BAD_REQUEST
    if found[1] is not None:
        return None if _is_address(found[1]) else HTTPStatus.BAD_REQUEST
    name = found[2].lower()
    if "." not in name or _is_address(name) or any(_covers(pattern, name) for pattern in allowed):
        return None
    return HTTPStatus.MISDIRECTED_REQUEST


def _covers(pattern: str, name: str) -> bool:
    return pattern in {"*", name} or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
