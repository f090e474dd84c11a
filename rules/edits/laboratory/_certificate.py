"""The CLIA number that applies to a line, and its certificate."""

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.tables.kinds.clia_certificates import CLIA_NUMBER
from schemas.value import value


@value
class GivenNumber:
    """A CLIA number in the format of certificates, and where it is on the claim."""

    path: str
    number: str


def number_of(line: LineFacts, claim: ClaimFacts) -> GivenNumber | None:
    """The line's CLIA number, else the claim's; None if it is missing or has another format, which is LB101's."""
    own, whole = line.line.clia_number, claim.encounter.clia_number
    path, number = (f"{line.path}.clia_number", own) if not is_blank(own) else ("clia_number", whole)
    return GivenNumber(path=path, number=number) if number is not None and CLIA_NUMBER.fullmatch(number) else None
