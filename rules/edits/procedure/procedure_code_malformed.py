"""HC101: a procedure code has the format of the code set that its qualifier names."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Codes, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.lists.dated_list import dated_list

_HIPPS: Final = re.compile(r"[0-9A-Z]{5}")
_LONGEST: Final = 48


def check(line: LineFacts, claim: ClaimFacts, *, other_systems: frozenset[str]) -> Found:
    """The code does not match the format of its qualifier, or the qualifier is not allowed on a claim."""
    qualifier, code = line.line.procedure_qualifier, line.code
    if line.system is not None or (code is None and qualifier not in other_systems):
        return None
    field, case = "procedure_code", "other-system"
    if qualifier in other_systems:
        if code is not None and len(code) <= _LONGEST:
            return None
    elif qualifier == "HP":
        case = "hipps"
    elif qualifier != "HC":
        field, case = "procedure_qualifier", "qualifier"
    else:
        case = "cpt" if code is not None and code[0].isdigit() else "hcpcs"
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
    "to a workers' compensation, auto or liability payer that has told you to use it.",
    looks_at=("service_lines[].procedure_code", "service_lines[].procedure_qualifier"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "hcpcs": Case(
            says="The procedure code is not in HCPCS format: a letter and four digits.",
            by=_BY_PAYER,
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
    waivable=False,
    lists={"other_systems": dated_list("qualifiers_of_other_code_sets")},
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires="9300", silent="93000"),
)
