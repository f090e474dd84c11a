"""DR101: a national drug code (NDC) has eleven digits."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

_FORM: Final = re.compile(r"[0-9]{11}")
_SUPPRESSES: Final = (Suppression(edits=("DR104", "DR105"), scope="field"),)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The NDC of a line is not eleven digits, or the same digit eleven times."""
    ndc = line.line.ndc
    if ndc is None:
        return None
    if not _FORM.fullmatch(ndc.code):
        return problem(f"{line.path}.ndc.code", number=line.number)
    return problem(f"{line.path}.ndc.code", "placeholder", number=line.number) if len(set(ndc.code)) == 1 else None


EDIT = Edit(
    code="DR101",
    name="ndc-malformed",
    title="The NDC of a drug is not eleven digits.",
    why="Claims carry the NDC as 5, 4 and 2 digits without hyphens. Payers return a claim with an unreadable NDC, "
    "and all zeros or nines name no drug.",
    fix="Copy the NDC from the package with its hyphens; the worker converts it to eleven digits. Ten digits without "
    "hyphens cannot be converted, because the position of the missing zero is unknown.",
    looks_at=("service_lines[].ndc.code",),
    subject="every_line",
    check=check,
    occasion="ndc",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The NDC of line {number} is not eleven digits.", suppresses=_SUPPRESSES),
        "placeholder": Case(
            says="The NDC of line {number} is the same digit eleven times and names no drug.", suppresses=_SUPPRESSES
        ),
    },
    carc="16",
    rarc=("M119",),
    status=statuses("A7:218"),
    snip=5,
    source="HIPAA form of the national drug code, 45 CFR 162.1002; ASC X12 837, loop 2410, LIN03",
    basis="regulation",
    waivable=False,
    example=Example(
        base="office-visit",
        field="service_lines[1].ndc.code",
        fires="1234567890",
        silent="12345-6789-0",
        given={"service_lines[1].ndc.quantity": "1", "service_lines[1].ndc.unit": "ML"},
    ),
)
