"""DX404: what arose during a stay is told apart from what was there before, for it is not paid the same."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses

_ROLES = ("PRINCIPAL", "OTHER", "EXTERNAL_CAUSE")
_OLD_EXEMPT = "1"
_SAYS = "Diagnosis {code} has no present-on-admission indicator and is not exempt from it."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A principal, other or external-cause diagnosis of an acute stay is not exempt and has no indicator."""
    indicator = dx.diagnosis.present_on_admission
    if not (is_blank(indicator) or indicator == _OLD_EXEMPT) or dx.diagnosis.role not in _ROLES:
        return None
    exempt = claim.loaded.poa_exempt
    if exempt is None or exempt.is_exempt(dx.code, claim.encounter.service_through):
        return None
    if dx.rows and dx.row is None:
        return None  # whether a code that is not known would be exempt, no one can say
    required = claim.encounter.billing_provider.npi in claim.parameter_set("DX404", "poa_required_npis")
    return problem(f"{dx.path}.present_on_admission", "required" if required else "default", code=dotted(dx.code))


EDIT = Edit(
    code="DX404",
    name="poa-indicator-missing",
    title="A diagnosis of an acute stay lacks its present-on-admission indicator.",
    why="Hospitals paid by DRG must say of each diagnosis whether it was present at admission; Medicare returns their "
    "bills without it. Hospitals that do not report it get no harm from a blank.",
    fix="Add Y, N, U or W. Leave it blank if the hospital does not report the indicator: critical access, long-term, "
    "psychiatric, rehabilitation, cancer and children's hospitals do not.",
    looks_at=("diagnoses[].present_on_admission", "diagnoses[].code", "billing_provider.npi"),
    subject="diagnosis",
    check=check,
    severity=severities("W", "W", "N"),
    cases={"default": Case(says=_SAYS), "required": Case(says=_SAYS, lifts=True)},
    carc="16",
    rarc=("N434",),
    status=statuses("A6:688"),
    snip=6,
    source="Medicare IPPS rule on present-on-admission reporting; CDC list of exempt ICD-10-CM codes",
    form="institutional",
    bills="acute",
    tables=(needs("poa_exempt"),),
    parameters={"poa_required_npis": ()},
    related=("DX403",),
    example=Example(
        base="inpatient-stay",
        field="diagnoses[0].present_on_admission",
        fires=None,
        silent="Y",
        tables={"poa_exempt": ({"code": "Z7901"},)},
    ),
)
