"""The format of a position jump in `CLAIMS_ACCEPT_POSITIONS`."""

import re
from typing import Final

NO_OFFSET: Final = "none"
"""Written in place of an offset if the group has none."""

_FORMAT: Final = re.compile(
    rf"[A-Za-z0-9._-]{{1,249}}:[0-9]{{1,9}}:({NO_OFFSET}|[0-9]{{1,18}})-[0-9]{{1,18}}", re.ASCII
)


def check_accepted_position(text: str) -> str:
    """Return the text; raises `ValueError` if it is not `topic:partition:from-to`."""
    if not _FORMAT.fullmatch(text):
        raise ValueError("must be topic:partition:from-to, such as encounters.v1:0:100-350 or encounters.v1:0:none-350")
    return text
