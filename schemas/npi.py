"""National provider identifiers: ten digits; the last one checks the others."""

from functools import lru_cache
from typing import Final

ISSUER_PREFIX: Final = "80840"
"""What an NPI has in front on a health insurance card; the check digit is calculated with it."""
_PREFIX_SUM: Final = 24
"""What the digits of the issuer prefix add to the sum of the check."""
_DOUBLED: Final = bytes.maketrans(b"0123456789", b"0246813579")
"""Each digit doubled, its own digits added up."""


@lru_cache(maxsize=16_384)  # claims repeat providers
def is_npi(text: str) -> bool:
    """Whether a text is ten digits that start with 1 or 2 and end with a valid check digit."""
    if len(text) != 10 or text[0] not in "12" or not (text.isascii() and text.isdigit()):
        return False
    # Each ASCII code is 48 above its digit, and ten times 48 does not change the last digit of the sum.
    codes = text.encode("ascii")
    return (_PREFIX_SUM + sum(codes[1::2]) + sum(codes[::2].translate(_DOUBLED))) % 10 == 0
