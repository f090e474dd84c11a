"""DX303: one condition is coded with one side or both, but not also as 'unspecified'."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.claim.suggest_codes import with_words
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """The diagnosis and one before it differ only by side, and one code could replace the two."""
    laterality, codes = claim.tables.laterality, claim.tables.icd10cm
    if laterality is None or not 0 < dx.index < MOST_DIAGNOSES or dx.diagnosis.role not in _ROLES:
        return None
    set_id = laterality.set_of(dx.code)
    if set_id is None:
        return None
    side = laterality.side(dx.code)
    for earlier in claim.diagnoses[: dx.index]:
        if earlier.code == dx.code or earlier.diagnosis.role not in _ROLES or laterality.set_of(earlier.code) != set_id:
            continue
        sides = {side, laterality.side(earlier.code)}
        if "unspecified" in sides:
            return problem(f"{dx.path}.code", "unspecified", code=dotted(dx.code), earlier=dotted(earlier.code))
        both = laterality.members(set_id).get("bilateral")
        if both is not None and sides == {"right", "left"}:
            meaning = None if codes is None else codes.description(both)
            return problem(
                f"{dx.path}.code",
                "both-sides",
                code=dotted(dx.code),
                earlier=dotted(earlier.code),
                both=with_words(dotted(both), meaning),
            )
    return None


EDIT = Edit(
    code="DX303",
    name="side-contradicts-itself",
    title="Two diagnoses name conflicting sides of the body.",
    why="A code of unspecified side says that the side is unknown, which another code for the same condition "
    "contradicts. Left and right together have a bilateral code for some conditions.",
    fix="Remove the code of unspecified side, or use the bilateral code instead of left and right. Leave left and "
    "right if the payer wants each side separately, such as after surgery on one side.",
    looks_at=("diagnoses[].code", "diagnoses[].role"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "unspecified": Case(says="Diagnoses {earlier} and {code} are the same condition with and without a side."),
        "both-sides": Case(
            says="Diagnoses {earlier} and {code} are both sides of one condition that has a bilateral code.",
            suggest="{both}",
        ),
    },
    carc="16",
    rarc=("M81", "N769"),
    status=statuses("A8:255"),
    snip=7,
    source="ICD-10-CM guideline I.B.13",
    basis="regulation",
    tables=(needs("laterality"),),
    related=("DX206", "DX304"),
    example=Example(
        base="office-visit",
        field="diagnoses[1].code",
        fires="M25569",
        silent="M25562",
        given={"diagnoses[0].code": "M25561"},
    ),
)
