"""DX302: the underlying disease is sequenced before its manifestation."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A manifestation has code-first notes, and none of the diseases they name is listed before it."""
    tabular = claim.tables.icd10cm_tabular
    if "manifestation" not in dx.flags or tabular is None or dx.diagnosis.role not in _ROLES:
        return None
    if dx.index >= MOST_DIAGNOSES:
        return None
    notes = tabular.code_first(dx.code)
    earlier = [other.code for other in claim.diagnoses[: dx.index] if other.diagnosis.role in _ROLES]
    if not notes or any(note.names(code) for note in notes for code in earlier):
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code), notes="; ".join(note.text for note in notes))


EDIT = Edit(
    code="DX302",
    name="underlying-condition-not-first",
    title="A manifestation is on the claim without its underlying disease before it.",
    why="ICD-10-CM requires the underlying disease first and the manifestation after it. Payers that check "
    "sequencing return the claim or drop the manifestation.",
    fix="Add the underlying disease, or move it before the manifestation; the suggestion lists what the tabular list "
    "names. Leave it if the note's list is open and the disease is another one.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    occasion="flagged-diagnosis",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="The underlying disease of manifestation {code} is not listed before it.", suggest="{notes}"
        ),
    },
    carc="16",
    rarc=("MA63",),
    status=statuses("A8:255"),
    snip=7,
    source="ICD-10-CM guideline I.A.13; ICD-10-CM tabular list, code-first notes",
    basis="regulation",
    tables=(needs("icd10cm"), needs("icd10cm_tabular")),
    related=("DX202",),
    example=Example(
        base="office-visit",
        field="diagnoses[0].code",
        fires="I10",
        silent="G309",
        given={"diagnoses[1].code": "F0280"},
    ),
)
