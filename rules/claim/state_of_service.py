"""The state in which a service took place decides which local rules apply."""

from rules.claim.facts import ClaimFacts, LineFacts
from schemas.encounter import Provider


def state_of_service(line: LineFacts | None, claim: ClaimFacts) -> str | None:
    """The state of the service facility, else of the billing provider; None if neither address has one.

    Args:
        line: the line, whose service facility comes first; None for the claim as a whole.
        claim: the claim.
    """
    facility = claim.encounter.service_facility if line is None else line.service_facility
    return _state(facility) or _state(claim.encounter.billing_provider)


def _state(provider: Provider | None) -> str | None:
    return None if provider is None or provider.address is None else provider.address.state
