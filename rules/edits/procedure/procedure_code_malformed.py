"""HC101: a procedure code has the format of the code set that its qualifier names."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Codes, Edit, Example, Found, Reference, Suppression, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837i_4010

_LOCAL: Final = re.compile(r"[W-Z][0-9]{4}")
_LONGEST: Final = 48


def check(line: LineFacts, claim: ClaimFacts, *, other_systems: DatedList) -> Found:
    """The code does not match the format of its qualifier, or the qualifier is not allowed on a claim."""
    qualifier, code = line.line.procedure_qualifier, line.code
    elsewhere = other_systems.has(qualifier, claim.as_of)
    if line.system is not None or (code is None and not elsewhere):
        return None
    field, case = "procedure_code", "other-system"
    if elsewhere:
        if code is not None and len(code) <= _LONGEST:
            return None
    elif qualifier == "HP":
        case = "hipps"
    elif qualifier != "HC":
        field, case = "procedure_qualifier", "qualifier"
    else:
        case = "cpt" if code is not None and code[0].isdigit() else "hcpcs"
        if claim.payer_class == "medicaid" and code is not None and _LOCAL.fullmatch(code):
            case = "local"
    if case == "local":
        return problem(f"{line.path}.{field}", case, code=code)
    return problem(f"{line.path}.{field}", case, "liability" if claim.on_wc_am_lm else "any")


_SUPPRESSES: Final = (Suppression(edits=tuple(f"HC{n}" for n in range(102, 111)), scope="line"),)
_BY_PAYER: Final = {
    "any": Codes(words="other payers"),
    "liability": Codes(words="workers' compensation, auto and liability payers", mark="WARN"),
}


EDIT = Edit(
    code="HC101",
    name="procedure-code-malformed",
    title="A procedure code does not have the format of its code set.",
    why="A claim may carry only codes of the HIPAA code sets, and a code in another format is in none of them. The "
    "payer rejects the claim up front.",
    fix="Look up and correct the code, or name its code set in procedure_qualifier. A payer's own code may go only "
    "to a Medicaid, workers' compensation, auto or liability payer that has told you to use it.",
    looks_at=("service_lines[].procedure_code", "service_lines[].procedure_qualifier", "occurred_at"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "hcpcs": Case(
            says="The procedure code is not in HCPCS format: a letter and four digits.",
            by=_BY_PAYER,
            suppresses=_SUPPRESSES,
        ),
        "local": Case(
            says="Procedure code {code} is in the range of codes that some Medicaid agencies assign themselves.",
            mark="WARN",
            suppresses=_SUPPRESSES,
        ),
        "cpt": Case(
            says="The procedure code is not in CPT format: five digits, or four and one of F, T, U, M, A.",
            rarc=("M51",),
            status=statuses("A7:454"),
            by=_BY_PAYER,
            suppresses=_SUPPRESSES,
        ),
        "hipps": Case(
            says="The procedure code is not in HIPPS format: five letters or digits.",
            status=statuses("A7:513"),
            by=_BY_PAYER,
            suppresses=_SUPPRESSES,
        ),
        "other-system": Case(
            says="The procedure code is missing or longer than the 48 characters that a claim allows.",
            by=_BY_PAYER,
            suppresses=_SUPPRESSES,
        ),
        "qualifier": Case(
            says="The procedure code qualifier is not HC, HP, ER, IV or WK.", by=_BY_PAYER, suppresses=_SUPPRESSES
        ),
    },
    carc="16",
    rarc=("M20",),
    status=statuses("A7:507"),
    snip=5,
    source="HIPAA code sets, 45 CFR 162.1002; ASC X12 837, SV101-2 and SV202-2",
    basis="regulation",
    references=(
        Reference(
            text="Medi-Cal provider manual, HCPCS introduction: local codes are W0000 to Z9999, Medi-Cal's own start "
            "with X or Z.",
            address="https://docsbay.net/HCPCS-Introduction-Hcpcs",
        ),
        Reference(
            text="Medi-Cal, EPSDT code conversion: local codes of these services were billed until August 2018.",
            address="http://files.medi-cal.ca.gov/pubsdoco/hipaa/hipaaqa_EPSDT_services_code_conversions.asp",
        ),
        Reference(
            text="San Francisco Health Plan: HCPCS Level III codes are taken until Medi-Cal retires them.",
            address="https://ediacademy.com/blog/medical-codes-sfhp/",
        ),
        usage_837i_4010("loop 2400, SV202-1: also N4, and ZZ for HIPPS codes"),
    ),
    changed="2",
    waivable=False,
    lists={"other_systems": OnOtherDate(listed=dated_list("qualifiers_of_other_code_sets"))},
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires="9300", silent="93000"),
)
