"""Terms of the edits about the codes and lines of an institutional bill, each defined once.

Docstrings are the definitions; `rules/WORDS.md` is generated from them.
"""

from typing import Final

from rules.claim.facts import HOME_HEALTH_BILL, ClaimFacts, LineFacts
from schemas.encounter import OccurrenceCode, OccurrenceSpan, ValueCode

VISIT_CATEGORIES: Final = frozenset(("042", "043", "044", "055", "056", "057"))
"""Revenue codes of visits, by their first three digits: therapies, nursing, social work and aides."""
HOME_HEALTH_VISIT_CATEGORIES: Final = VISIT_CATEGORIES | {"058"}
"""Revenue codes of visits on a home health bill (32x), which has other visits too."""
LEAVE_CATEGORY: Final = "018"
"""Revenue codes of leave of absence, by their first three digits."""


def is_visit(line: LineFacts, claim: ClaimFacts) -> bool:
    """A visit line: its revenue code is in `VISIT_CATEGORIES`, on 32x in `HOME_HEALTH_VISIT_CATEGORIES`."""
    at_home = claim.type_of_bill[:2] == HOME_HEALTH_BILL
    return line.revenue[:3] in (HOME_HEALTH_VISIT_CATEGORIES if at_home else VISIT_CATEGORIES)


def is_clinic_visit(line: LineFacts) -> bool:
    """A visit line of a rural clinic or health center: revenue code 052x, or 0900 for mental health."""
    return line.revenue.startswith("052") or line.revenue == "0900"


def is_leave(line: LineFacts) -> bool:
    """A line of leave days (018x)."""
    return line.revenue[:3] == LEAVE_CATEGORY


def is_room(line: LineFacts) -> bool:
    """A line of room and board: 0100 to 0219 but for leave (018x) and subacute care (019x), and 1000 to 1006."""
    revenue = line.revenue
    if "0100" <= revenue <= "0219":
        return not "0180" <= revenue <= "0199"
    return "1000" <= revenue <= "1006"


def occurrences(claim: ClaimFacts, code: str) -> tuple[tuple[str, OccurrenceCode], ...]:
    """The occurrences of a code, each with its path; empty if the claim has none."""
    details = claim.encounter.institutional
    if details is None:
        return ()
    path = "institutional.occurrence_codes"
    return tuple((f"{path}[{at}]", each) for at, each in enumerate(details.occurrence_codes) if each.code == code)


def spans(claim: ClaimFacts, code: str) -> tuple[tuple[str, OccurrenceSpan], ...]:
    """The occurrence spans of a code, each with its path; empty if the claim has none."""
    details = claim.encounter.institutional
    if details is None:
        return ()
    path = "institutional.occurrence_spans"
    return tuple((f"{path}[{at}]", each) for at, each in enumerate(details.occurrence_spans) if each.code == code)


def has_value_codes(claim: ClaimFacts) -> bool:
    """The claim has a value code. A source that sends none may leave billing data to a later system."""
    details = claim.encounter.institutional
    return details is not None and bool(details.value_codes)


def value_codes(claim: ClaimFacts, code: str) -> tuple[tuple[str, ValueCode], ...]:
    """The value codes of a code, each with its path; empty if the claim has none."""
    details = claim.encounter.institutional
    if details is None:
        return ()
    path = "institutional.value_codes"
    return tuple((f"{path}[{at}]", each) for at, each in enumerate(details.value_codes) if each.code == code)
