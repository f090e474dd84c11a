"""DX109: claims were coded in ICD-9-CM through September 30, 2015, and in ICD-10-CM from the next day on."""

import re

from rules.claim.describe_codes import dotted
from rules.claim.facts import ICD10_START, ClaimFacts, DiagnosisFacts
from rules.claim.icd_9 import is_icd_9_format
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

_SHAPE = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")


def check(dx: DiagnosisFacts, claim: ClaimFacts) -> Found:
    """A code that can only be ICD-10-CM, because ICD-9-CM has another format, on a claim dated before 2015-10-01."""
    before = [on for on in dx.dates if on < ICD10_START]
    if not before or not _SHAPE.fullmatch(dx.code) or is_icd_9_format(dx.code):
        return None
    return problem(f"{dx.path}.code", code=dotted(dx.code), date=before[0])


EDIT = Edit(
    code="DX109",
    name="icd-10-before-its-start",
    title="An ICD-10-CM code is on a claim for services before October 1, 2015.",
    why="HIPAA requires ICD-10-CM for services, and inpatient discharges, from October 1, 2015. Before that date "
    "only ICD-9-CM was valid, and payers return a claim whose code set and date do not match.",
    fix="Correct the date if it is wrong. If it is right, the service must be coded in ICD-9-CM, which this event "
    "cannot carry: bill it outside this worker, and split a claim that spans the date.",
    looks_at=("diagnoses[].code", "service_from", "service_through"),
    subject="diagnosis",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(
            says="Diagnosis {code} is not in ICD-9-CM format, and {date} is before ICD-10-CM began on 2015-10-01.",
            suppresses=(Suppression(edits=("DX101", "DX102", "DX103", "DX104", "DX105"), scope="field"),),
        )
    },
    carc="16",
    rarc=("M76",),
    status=statuses("A7:255", "A7:700"),
    snip=5,
    source="45 CFR 162.1002; CMS change request 7492 (a home health claim across 2015-10-01 is coded in ICD-10)",
    basis="regulation",
    changed="2",
    waivable=False,
    related=("DX101", "DX102", "DX103", "DX104", "DX105"),
    example=Example(
        base="office-visit",
        field="service_from",
        fires="2015-09-30",
        silent="2015-10-01",
        given={
            "service_through": "2015-10-01",
            "service_lines[0].service_from": "2015-10-01",
            "service_lines[1].service_from": "2015-10-01",
            "diagnoses": [{"code": "I10", "role": "PRINCIPAL"}],
            "service_lines[0].diagnosis_pointers": [1],
            "occurred_at": "2015-10-05T15:30:00Z",
        },
    ),
)
