"""BT103: a claim with surgery names the surgeon as operating provider."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i

_PATH: Final = "operating_provider.npi"
_SAYS: Final = "The claim has the surgical procedure {code} but no operating provider."
_MEDICAL_AND_SURGICAL: Final = "0"
"""The section of ICD-10-PCS, its first character."""


def check(claim: ClaimFacts, *, by_nurses: frozenset[str]) -> Found:
    """A surgical ICD-10-PCS or CPT code, and no operating provider."""
    surgeon = claim.encounter.operating_provider
    if surgeon is not None and not is_blank(surgeon.npi):
        return None
    for procedure in claim.procedures:
        if procedure.code.startswith(_MEDICAL_AND_SURGICAL):
            return problem(_PATH, "default" if procedure.index == 0 else "other", code=procedure.code)
    line = next((line for line in claim.lines if _is_surgery(line, by_nurses)), None)
    return None if line is None else problem(_PATH, "other", code=line.code)


def _is_surgery(line: LineFacts, by_nurses: frozenset[str]) -> bool:
    code = line.code
    if code is None or line.system != "CPT" or code in by_nurses:
        return False
    return code.isdigit() and "10004" <= code <= "69990"


EDIT = Edit(
    code="BT103",
    name="operating-provider-missing",
    title="The claim has surgery but no operating provider.",
    why="An institutional claim with a surgical procedure names the surgeon. Medicare returns one without the "
    "surgeon if its principal procedure is surgical.",
    fix="Add the NPI and name of the surgeon as operating provider. A line that a nurse performs can stay as it is.",
    looks_at=("operating_provider.npi", "procedures[].code", "service_lines[].procedure_code"),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    reporting_mark="WARN",
    cases={"default": Case(says=_SAYS), "other": Case(says=_SAYS, mark="WARN")},
    carc="16",
    rarc=("N262",),
    status=statuses("A6:562:72"),
    snip=4,
    source="ASC X12 837I, loop 2310B; X12 RFI 2656, 2230 and 1601; Medicare reason code 19301",
    basis="regulation",
    references=(
        usage_837i("loop 2310B: situational; NM103 in it: required"),
        Reference(
            text="X12 RFI 2656: the operating physician is required when a surgical code is listed; which codes are "
            "surgical is left to the code set",
            address="https://x12.org/resources/requests-for-interpretation/rfi-2656-837i-loop-2310b-and-cpt-code-36415",
        ),
        Reference(
            text="CGS Part A, reason code 19301: a principal procedure or surgical CPT code needs the operating "
            "physician"
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={"by_nurses": dated_list("surgery_codes_without_surgeon")},
    example=Example(
        base="inpatient-stay",
        field="operating_provider",
        fires=None,
        silent={"npi": "1306172846", "entity_type": "PERSON", "first_name": "Alan", "last_name": "Ward"},
    ),
)
