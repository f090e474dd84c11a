"""A provider is named in answers to a claim by its role: the entity of a 277CA and the remark codes of its fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rules.claim_facts import ProviderRole
from schemas.value import value


@value
class ProviderCodes:
    """How payers' answers name the provider of one role."""

    entity: str
    """Entity of a 277CA status, such as `85`."""
    identifier: str
    """RARC where its identifier is missing or wrong."""
    name: str
    """RARC where its name is missing or wrong."""
    words: str
    """The role as a biller calls it."""


def _codes(entity: str, identifier: str, name: str, words: str) -> ProviderCodes:
    return ProviderCodes(entity=entity, identifier=identifier, name=name, words=words)


PROVIDER_CODES: Final[Mapping[ProviderRole, ProviderCodes]] = MappingProxyType(
    {
        "billing": _codes("85", "N257", "N256", "billing provider"),
        "rendering": _codes("82", "N290", "N289", "rendering provider"),
        "referring": _codes("DN", "N286", "N285", "referring provider"),
        "ordering": _codes("DK", "N265", "N264", "ordering provider"),
        "supervising": _codes("DQ", "N297", "N296", "supervising provider"),
        "attending": _codes("71", "N253", "N252", "attending provider"),
        "operating": _codes("72", "N262", "N261", "operating provider"),
        "service_facility": _codes("77", "N293", "N292", "service facility"),
    }
)
"""The codes of every role (`edits.md` section 1, from the published lists of 277CA entities and remark codes)."""
