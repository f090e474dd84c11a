"""Remembers the providers whose texts are certainly sendable: most events name providers that came before."""

from collections.abc import Iterable
from typing import Final

from schemas.encounter import Provider
from schemas.remembered import Remembered

_PLAIN: Final[Remembered[int, Provider]] = Remembered()
"""By id, which no other object can have while the provider is held here. A decoder that meets the same bytes again
gives the same object (`schemas.generated.fast_codec`)."""


def is_plain(provider: Provider) -> bool:
    """Whether every text of this object is known to be certainly sendable."""
    return id(provider) in _PLAIN.known


def remember_plain(providers: Iterable[Provider]) -> None:
    """Remember providers, all of whose texts are certainly sendable."""
    for provider in providers:
        if not provider.other_ids:  # of which there may be thousands
            _PLAIN.keep(id(provider), provider)
