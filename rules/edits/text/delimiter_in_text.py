"""TX102: an X12 delimiter inside a value breaks the claim."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.claim.texts_of_event import texts_of_event
from rules.edit import Case, Edit, Example, Found, Limit, problem, severities
from rules.edits.text._cases import codes_by_field, field_of
from rules.repairs.text_heaps import COMMON_CHARACTERS

DELIMITERS: Final = "*~^:>`"


def check(claim: ClaimFacts) -> Found:
    """A value contains a segment, element, repetition or component delimiter."""
    delimiters = str(claim.parameter("TX102", "delimiters"))
    texts = claim.texts.texts
    if not texts and COMMON_CHARACTERS.isdisjoint(delimiters):
        return None
    if not texts:  # a delimiter that texts often contain: every text has to be searched
        texts = texts_of_event(claim.encounter).texts
    find = _finder(delimiters)
    return (
        problem(text.path, "default", field_of(text), what=text.what, characters=" ".join(sorted(set(hits))))
        for text in texts
        if (hits := find(text.text))
    )


@lru_cache(maxsize=64)
def _finder(delimiters: str) -> Callable[[str], list[str]]:
    return re.compile(f"[{re.escape(delimiters)}]" if delimiters else "(?!)").findall


def _are_delimiters(given: str) -> bool:
    return not any(symbol.isalnum() or symbol in " .,-'/" for symbol in given)


EDIT = Edit(
    code="TX102",
    name="delimiter-in-text",
    title="A value contains an X12 delimiter.",
    why="In X12 the asterisk, tilde, caret, colon and a few other characters end an element or segment. A value that "
    "contains one breaks the claim, and everything after it is misread.",
    fix="Remove the character at the source, or replace it with a space or hyphen. Not repaired automatically: "
    "removing a character could change a number. Leave it in an address line or note if your X12 translator uses "
    "other delimiters.",
    looks_at=("patient", "coverages[]", "billing_provider", "service_lines[]", "claim_note"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The {what} contains {characters}, an X12 delimiter.", by=codes_by_field())},
    carc="16",
    rarc=("MA130",),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, appendix B, separators; clearinghouse practice",
    basis="regulation",
    example=Example(base="office-visit", field="coverages[0].member_id", fires="W12345*789", silent="W12345789"),
    waivable=False,
    on_void=True,
    parameters={"delimiters": DELIMITERS},
    limits={"delimiters": Limit(words="symbols that ordinary texts do not have", holds=_are_delimiters)},
)
