"""IN101: a type of bill is facility type, bill classification and frequency."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

_FORM: Final = re.compile(r"0?[1-9]{2}[0-57-9A-Z]")
_KIND_IN_USE: Final = re.compile(r"1[1-48]|2[1-38]|3[24]|4[13]|6[56]|7[1-9]|8[1-79]")
_FREQUENCY_IN_USE: Final = re.compile(r"[0-9A-KMPQX-Z]")
_BILL_RULES: Final = Suppression(families=("BT", "BN"))
_SUPPRESSES: Final = (Suppression(edits=("IN102",)), _BILL_RULES)


def check(claim: ClaimFacts) -> Found:
    """The type of bill is missing, in another format, or has a type or frequency that is not in use."""
    path = "institutional.type_of_bill"
    details = claim.encounter.institutional
    if details is None or is_blank(details.type_of_bill):
        return problem(path, "missing")
    if not _FORM.fullmatch(details.type_of_bill):
        return problem(path)
    bill = claim.type_of_bill
    if not _KIND_IN_USE.match(bill):
        return problem(path, "kind", kind=bill[:2])
    if not _FREQUENCY_IN_USE.fullmatch(bill[2]):
        return problem(path, "letter", letter=bill[2])
    return None


EDIT = Edit(
    code="IN101",
    name="type-of-bill-malformed",
    title="The type of bill is missing or not valid.",
    why="The type of bill identifies the facility, the care and the frequency. Without it the payer cannot tell "
    "which rules apply and returns the claim.",
    fix="Enter the type of bill as facility type, bill classification and frequency, such as 0111 for a complete "
    "inpatient stay. An unusual type or letter that the payer has agreed to can stay.",
    looks_at=("institutional.type_of_bill",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The claim has no type of bill.", suppresses=_SUPPRESSES),
        "default": Case(
            says="The type of bill is not an optional 0, two digits from 1 to 9 and a frequency character.",
            suppresses=_SUPPRESSES,
        ),
        "kind": Case(
            says="The type of bill starts with {kind}, which is not in use.",
            mark="WARN",
            suppresses=(_BILL_RULES,),
        ),
        "letter": Case(
            says="The type of bill ends in frequency {letter}, which is not in use.",
            mark="WARN",
            suppresses=(_BILL_RULES,),
        ),
    },
    carc="16",
    rarc=("MA30",),
    status=statuses("A7:228"),
    snip=5,
    source="UB-04 form locator 4; CMS list of types of bill",
    basis="manual",
    form="institutional",
    waivable=False,
    on_void=True,
    example=Example(base="inpatient-stay", field="institutional.type_of_bill", fires="0116", silent="0111"),
)
