"""DX404: conditions that arose during a stay are paid differently from those present on admission."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837i

_ROLES = ("PRINCIPAL", "OTHER", "EXTERNAL_CAUSE")
_OLD_EXEMPT = "1"
_SAYS = "Diagnosis {code} has no present-on-admission (POA) indicator and is not exempt."


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A principal, other or external-cause diagnosis of an acute stay has no POA indicator and is not exempt."""
    indicator = dx.diagnosis.present_on_admission
    if not (is_blank(indicator) or indicator == _OLD_EXEMPT) or dx.diagnosis.role not in _ROLES:
        return None
    exempt = claim.tables.poa_exempt
    if exempt is None or exempt.is_exempt(dx.code, claim.encounter.service_through):
        return None
    if dx.rows and dx.row is None:
        return None  # whether a code that is not known would be exempt, no one can say
    required = claim.encounter.billing_provider.npi in claim.parameter_set("DX404", "poa_required_npis")
    return problem(f"{dx.path}.present_on_admission", "required" if required else "default", code=dotted(dx.code))


EDIT = Edit(
    code="DX404",
    name="poa-indicator-missing",
    title="A diagnosis of an acute stay has no present-on-admission (POA) indicator.",
    why="Hospitals paid under the IPPS must report for each diagnosis whether it was present on admission; Medicare "
    "returns claims without it. A blank does no harm for hospitals that are exempt from POA reporting.",
    fix="Add Y, N, U or W. Leave it blank if the hospital is exempt from POA reporting: critical access, long-term "
    "care, psychiatric, rehabilitation, cancer and children's hospitals.",
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
    basis="manual",
    references=(usage_837i("loop 2300, HI01-9: situational"),),
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
