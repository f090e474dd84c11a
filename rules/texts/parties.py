"""The parties of a claim: the codes of a payer's answer depend on whose name, number or address is at fault."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

from schemas.value import value

ProviderRole: TypeAlias = Literal[
    "billing",
    "rendering",
    "referring",
    "ordering",
    "supervising",
    "attending",
    "operating",
    "service_facility",
]

Party: TypeAlias = (
    ProviderRole | Literal["claim", "patient", "subscriber", "other-subscriber", "pay-to", "pick-up", "drop-off"]
)
"""`subscriber` is the billed coverage's; `claim` is for what belongs to no party, such as a code."""


@value
class PartyCodes:
    """How a payer's answer names a party: the entity of a 277CA status, and remark codes."""

    words: str
    """What a biller calls the party; empty for `claim`."""
    entity: str | None
    """Entity code of a status; None for `claim`."""
    identifier: str
    """RARC of its identifier."""
    name: str
    """RARC of its name."""
    address: str
    """RARC of its address."""
    address_sent: bool
    """Whether a claim sends its address and phone number."""


_ANY: Final = "MA130"


def _codes(
    words: str, entity: str | None, identifier: str = _ANY, name: str = _ANY, address: str = _ANY, *, sent: bool = False
) -> PartyCodes:
    return PartyCodes(words=words, entity=entity, identifier=identifier, name=name, address=address, address_sent=sent)


PARTIES: Final[Mapping[Party, PartyCodes]] = {
    "claim": _codes("", None),
    "patient": _codes("patient", "QC", name="MA36", address="MA37", sent=True),
    "subscriber": _codes("subscriber", "IL", "N382", sent=True),
    "other-subscriber": _codes("subscriber of another coverage", "IL", "N382"),
    "billing": _codes("billing provider", "85", "N257", "N256", "N258", sent=True),
    "pay-to": _codes("pay-to provider", "87", address="N281", sent=True),
    "rendering": _codes("rendering provider", "82", "N290", "N289"),
    "referring": _codes("referring provider", "DN", "N286", "N285"),
    "ordering": _codes("ordering provider", "DK", "N265", "N264"),
    "supervising": _codes("supervising provider", "DQ", "N297", "N296"),
    "attending": _codes("attending provider", "71", "N253", "N252"),
    "operating": _codes("operating provider", "72", "N262", "N261"),
    "service_facility": _codes("service facility", "77", "N293", "N292", "N294", sent=True),
    "pick-up": _codes("ambulance pick-up", "PW", sent=True),
    "drop-off": _codes("ambulance drop-off", "45", sent=True),
}
"""MA130 if there is no better remark code."""

PROVIDER_CODES: Final[Mapping[ProviderRole, PartyCodes]] = {role: PARTIES[role] for role in get_args(ProviderRole)}
"""The parties that are providers, by their role."""
