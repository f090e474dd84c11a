"""The format of the settings of `codes fetch`: a mirror's address, and who accepted a license."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_ACCEPTED: Final = re.compile(r"[a-z0-9-]{1,40}=\S.{0,199}")


def check_mirror(text: str) -> str:
    """Return the address without a slash at its end; raises `ValueError` if it is not https or on this machine."""
    parts = urlsplit(text)
    loopback = parts.hostname == "localhost" or (parts.hostname is not None and _is_loopback(parts.hostname))
    if parts.hostname is None or parts.query or not (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        raise ValueError("must be an https URL such as https://mirror.example/codes, or http on this machine")
    if parts.username is not None:
        raise ValueError("must not contain a user or password")
    return text.rstrip("/")


def check_accepted_license(text: str) -> str:
    """Return the text; raises `ValueError` if it is not `name=organization`."""
    if not _ACCEPTED.fullmatch(text):
        raise ValueError("must be name=organization, such as ama-cms=Example Clinic")
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
