"""The state in which a service took place decides which local coverage policies apply."""

from rules.claim.facts import ClaimFacts, LineFacts
from schemas.encounter import Provider


def state_of_line(line: LineFacts, claim: ClaimFacts) -> str | None:
    """The state of the service facility, else of the billing provider; None if neither address has one."""
    return _state(line.service_facility) or _state(claim.encounter.billing_provider)


def _state(provider: Provider | None) -> str | None:
    return None if provider is None or provider.address is None else provider.address.state
