"""EV114: an attachment control number matches a separate document to its claim."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p

_ON_REQUEST: Final = "AA"


def check(claim: ClaimFacts, *, sent_apart: frozenset[str]) -> Found:
    """An attachment is sent separately without a control number, or by an invalid transmission code."""
    found = []
    for index, attachment in enumerate(claim.encounter.attachments):
        way = attachment.transmission_code
        if way in sent_apart:
            if is_blank(attachment.control_number):
                found.append(problem(f"attachments[{index}].control_number", "number", way=way))
        elif way != _ON_REQUEST:
            found.append(problem(f"attachments[{index}].transmission_code", "way"))
    return found


EDIT = Edit(
    code="EV114",
    name="attachment-control-number-missing",
    title="An attachment cannot be matched to the claim.",
    why="A document sent by mail, fax, email or file reaches the payer separately from the claim. The control number "
    "on both links them; without it the claim is adjudicated as if nothing had been sent.",
    fix="Enter an attachment control number and write the same number on the document. Use AA if it is only "
    "available on request.",
    looks_at=("attachments[].transmission_code", "attachments[].control_number"),
    subject="claim",
    check=check,
    occasion="attachments",
    severity=severities("R", "R", "R"),
    cases={
        "number": Case(says="An attachment sent by {way} requires a control number."),
        "way": Case(
            says="The attachment transmission code is not valid.",
            suggest="Use AA, BM, EL, EM, FT or FX.",
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:489"),
    snip=4,
    source="ASC X12 837 PWK",
    basis="regulation",
    references=(
        usage_837p("loop 2300, PWK06: situational, after PWK02"),
        usage_837i("loop 2300, PWK06: situational, after PWK02"),
    ),
    lists={"sent_apart": dated_list("attachment_transmission_codes_sent_apart")},
    example=Example(
        base="office-visit",
        field="attachments[0].control_number",
        fires=None,
        silent="ATT-1",
        given={"attachments[0].report_type": "OZ", "attachments[0].transmission_code": "FX"},
    ),
)
