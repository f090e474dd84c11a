"""MN101: a coverage policy lists the diagnoses for which a service is covered."""

from rules.claim.facts import ClaimFacts, DiagnosisFacts, LineFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.claim.state_of_service import state_of_service
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.kinds.coverage_policies import CoveragePolicy


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """Under a policy in force, none of the line's diagnoses is covered, or one of them is denied."""
    table = claim.tables.coverage
    if table is None or line.code is None:
        return None
    diagnoses = line.diagnoses if claim.professional else claim.diagnoses[:MOST_DIAGNOSES]
    if not diagnoses:
        return None
    payer = None if claim.billed is None else claim.billed.payer_id
    told = not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers)
    for policy in table.policies(line.code, payer, state_of_service(line, claim), line.date_from):
        wrong = _wrong(policy, diagnoses)
        if wrong is not None:
            return problem(
                f"{line.path}.{'diagnosis_pointers' if claim.professional else 'procedure_code'}",
                f"{'national' if policy.national else 'local'}-{wrong}",
                code=line.code,
                policy=policy.policy,
                notice="" if told else "GA",
            )
    return None


def _wrong(policy: CoveragePolicy, diagnoses: tuple[DiagnosisFacts, ...]) -> str | None:
    if any(dx.code in policy.denied for dx in diagnoses):
        return "denied"
    covered = policy.covered
    return "uncovered" if covered is not None and not any(dx.code in covered for dx in diagnoses) else None


_SUGGEST = "If the patient received advance notice that it may not be paid, add modifier {notice}."


EDIT = Edit(
    code="MN101",
    name="diagnosis-not-covered-for-service",
    title="A coverage policy does not cover the service for its diagnoses.",
    why="The payer covers the service only for the diagnoses in its policy and denies it otherwise as not medically "
    "necessary. Without advance notice the patient cannot be charged.",
    fix="If the record shows a diagnosis that the policy covers, add it and point the line to it. Never choose a "
    "diagnosis because it is covered; if there is none, leave the line or remove it.",
    looks_at=("service_lines[].procedure_code", "service_lines[].diagnosis_pointers", "diagnoses[].code"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "local-uncovered": Case(
            says="Policy {policy} covers code {code} for none of the line's diagnoses.", suggest=_SUGGEST
        ),
        "local-denied": Case(
            says="Policy {policy} does not cover code {code} for one of the line's diagnoses.", suggest=_SUGGEST
        ),
        "national-uncovered": Case(
            says="National policy {policy} covers code {code} for none of the line's diagnoses.",
            suggest=_SUGGEST,
            rarc=("N386",),
        ),
        "national-denied": Case(
            says="National policy {policy} does not cover code {code} for one of the line's diagnoses.",
            suggest=_SUGGEST,
            rarc=("N386",),
        ),
    },
    carc="50",
    rarc=("N115",),
    status=statuses("A7:488"),
    snip=7,
    source="CMS national and local coverage determinations; the payer's own policies",
    basis="manual",
    tables=(needs("coverage"),),
    related=("MN102",),
    example=Example(
        base="office-visit",
        field="diagnoses[0].code",
        fires="I10",
        silent="R079",
        tables={"coverage": ({"code": "93000", "policy": "L33632", "covered": ("R079",)},)},
    ),
)
