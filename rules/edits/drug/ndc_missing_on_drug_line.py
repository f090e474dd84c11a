"""DR103: Medicaid programs need the NDC of each drug billed, to collect rebates."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p

_DRUG: Final = re.compile(r"J[0-9]{4}|Q51(?!00)[0-9]{2}")


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line bills a J code or a biosimilar, Q5101 to Q5199, without an NDC."""
    if line.code is None or line.line.ndc is not None or not _DRUG.fullmatch(line.code):
        return None
    insists = _payer(claim) in claim.parameter_set("DR103", "reject_payers")
    return problem(f"{line.path}.ndc", "insists" if insists else "default", code=line.code)


def _payer(claim: ClaimFacts) -> str | None:
    return None if claim.billed is None else claim.billed.payer_id


EDIT = Edit(
    code="DR103",
    name="ndc-missing-on-drug-line",
    title="A drug is billed without its NDC.",
    why="Medicaid programs are required to collect the NDC of drugs given in an office for manufacturer rebates, and "
    "deny lines without it. Many other payers have followed.",
    fix="Enter the NDC from the package with the quantity and unit used. Leave it out if this payer does not want it.",
    looks_at=("service_lines[].procedure_code", "service_lines[].ndc"),
    subject="line",
    check=check,
    severity=severities("-", "W", "N"),
    cases={
        "default": Case(says="Drug code {code} is billed without an NDC."),
        "insists": Case(says="Drug code {code} is billed without an NDC, which this payer requires.", lifts=True),
    },
    carc="16",
    rarc=("M119",),
    status=statuses("A6:218"),
    snip=7,
    source="Deficit Reduction Act of 2005, §6002",
    basis="regulation",
    references=(
        usage_837p("loop 2410: situational"),
        usage_837i("loop 2410: situational"),
    ),
    parameters={"reject_payers": ()},
    example=Example(
        base="office-visit",
        field="service_lines[1].ndc",
        fires=None,
        silent={"code": "12345-6789-01", "quantity": "1", "unit": "ML"},
        given={"service_lines[1].procedure_code": "J0696"},
    ),
)
