"""DX301: an Excludes1 note means that two conditions are never coded together."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """An Excludes1 note of this diagnosis or of one before it names the other."""
    tabular = claim.tables.icd10cm_tabular
    if tabular is None or not 0 < dx.index < MOST_DIAGNOSES or not _counts(dx):
        return None
    for earlier in claim.diagnoses[: dx.index]:
        if earlier.code == dx.code or not _counts(earlier):
            continue
        note = tabular.excludes1_between(earlier.code, dx.code)
        if note is not None:
            at = note.at if "-" in note.at else dotted(note.at)
            codes = {"code": dotted(dx.code), "earlier": dotted(earlier.code)}
            return problem(f"{dx.path}.code", at=at, note=note.text.rstrip("."), **codes)
    return None


def _counts(dx: DiagnosisFacts) -> bool:
    return dx.diagnosis.role in _ROLES and (dx.row is not None or not dx.rows)


EDIT = Edit(
    code="DX301",
    name="excludes1-pair",
    title="Two diagnoses on the claim exclude each other by an ICD-10-CM Excludes1 note.",
    why="An Excludes1 note means 'not coded here': the two conditions cannot occur together, or one code already "
    "includes the other. Payers deny or query claims with such a pair.",
    fix="Read the note and keep the code that the record supports. Leave both if the two conditions are unrelated; "
    "the guideline then allows them.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="Diagnoses {earlier} and {code} are not coded together; the Excludes1 note at {at} reads: {note}."
        )
    },
    carc="16",
    rarc=("M64",),
    status=statuses("A8:255"),
    snip=7,
    source="ICD-10-CM guideline I.A.12.a; ICD-10-CM tabular list, Excludes1 notes",
    basis="regulation",
    tables=(needs("icd10cm_tabular"),),
    example=Example(
        base="office-visit",
        field="diagnoses[1].code",
        fires="I951",
        silent="E119",
        given={"diagnoses[0].code": "R55"},
    ),
)
