"""A claim that is ready for a payer's adjudication (schemas/CONTRACT.md, "Claims")."""

from typing import Literal

from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked, Provenance, Repair
from schemas.scalars import Flag, Int, Text, Uuid
from schemas.value import value

CodeSystem = Literal["CPT", "HCPCS", "ICD10PCS", "HIPPS"]
"""The code system of a procedure or line."""


@value
class ClaimDiagnosis:
    """What the code tables say about the diagnosis with the same index."""

    code: Text
    dotted: Text
    description: Text | None = None
    category: Text | None = None
    category_description: Text | None = None
    chapter: Text | None = None
    chapter_description: Text | None = None
    verified: Flag


@value
class ClaimProcedure:
    """What the code tables say about the inpatient procedure with the same index."""

    code: Text
    code_system: CodeSystem
    description: Text | None = None
    verified: Flag


@value
class ClaimLine:
    """What was derived and looked up for the service line with the same index."""

    line_number: Int
    control_number: Text
    procedure_code: Text | None = None
    code_system: CodeSystem | None = None
    description: Text | None = None
    verified: Flag


@value
class ClaimReady:
    """A claim that is ready for a payer's adjudication."""

    claim_id: Uuid
    claim_version: Int
    patient_control_number: Text
    encounter: EncounterEvent
    principal_diagnosis: Text | None = None
    patient_age_years: Int | None = None
    patient_age_days: Int | None = None
    diagnoses: tuple[ClaimDiagnosis, ...] = ()
    procedures: tuple[ClaimProcedure, ...] = ()
    service_lines: tuple[ClaimLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    provenance: Provenance
