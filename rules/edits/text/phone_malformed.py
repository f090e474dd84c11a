"""TX107: a North American phone number has ten digits with a valid area code and exchange."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.claim.texts_of_event import fields_with_parties
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.texts.codes_by_party import codes_by_party

_PHONE: Final = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_WITH_EXTENSION: Final = re.compile(rf"1?{_PHONE.pattern}[^0-9].*", re.DOTALL)


def check(claim: ClaimFacts) -> Found:
    """A phone number is not valid in the North American Numbering Plan."""
    if not claim.texts.texts:
        return None
    return (
        problem(text.path, "extension" if _WITH_EXTENSION.fullmatch(text.text) else "default", text.party)
        for text in claim.texts.texts
        if text.field.kind == "phone" and not is_blank(text.text) and not _PHONE.fullmatch(text.text)
    )


EDIT = Edit(
    code="TX107",
    name="phone-malformed",
    title="A phone number is not ten digits with a valid area code and exchange.",
    why="A claim carries the billing provider's phone number as ten digits. Many payers reject a number of another "
    "length, or with an area code or exchange that starts with 0 or 1. Ten valid digits with an extension are a "
    "warning.",
    fix="Enter the office's ten digits without extension. Leave another party's number as it is, or remove it: most "
    "claims do not send it.",
    looks_at=("billing_provider.phone", "patient.phone", "service_facility.phone"),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(
            says="The phone number of the {role} is not ten digits with a valid area code and exchange.",
            by=codes_by_party(
                (party for field, party in fields_with_parties() if field.kind == "phone"),
                "A7:127:{entity}",
                mark=lambda party: None if party == "billing" else "WARN",
            ),
        ),
        "extension": Case(
            says="The phone number of the {role} has more than its ten digits, such as an extension.",
            suggest="Remove the extension: the phone number is ten digits.",
            mark="WARN",
            by=codes_by_party(
                (party for field, party in fields_with_parties() if field.kind == "phone"), "A7:127:{entity}"
            ),
        ),
    },
    carc="16",
    rarc=("N260",),
    snip=2,
    changed="2",
    source="ASC X12 005010X222A2 and 005010X223A3, PER; North American Numbering Plan; clearinghouse practice",
    basis="regulation",
    example=Example(base="office-visit", field="billing_provider.phone", fires="1125550142", silent="3125550142"),
    on_void=True,
)
