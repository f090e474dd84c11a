"""MN101: a coverage policy lists the diagnoses for which a service is covered."""

from collections.abc import Container, Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, DiagnosisFacts, LineFacts
from rules.claim.form_limits import MOST_DIAGNOSES
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.claim.state_of_service import state_of_service
from rules.edit import Case, Edit, Example, Found, Level, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_HEALTH_PLAN: Final = "16"
"""Filing indicator of Medicare's health plans, which may cover more than Medicare does."""


def check(line: LineFacts, claim: ClaimFacts, *, medicare: frozenset[str]) -> Found:
    """No policy in force covers any of the line's diagnoses, and one lists what it covers, or denies one of them."""
    table = claim.tables.coverage
    if table is None or line.code is None:
        return None
    diagnoses = line.diagnoses if claim.professional else claim.diagnoses[:MOST_DIAGNOSES]
    if not diagnoses:
        return None
    payer, state = None if claim.billed is None else claim.billed.payer_id, state_of_service(line, claim)
    policies = [
        policy
        for policy in table.policies(line.code, payer, state, line.date_from)
        if not policy.medicare or claim.filing in medicare or claim.filing == _HEALTH_PLAN
    ]
    if any(_lists(policy.covered, diagnoses) for policy in policies):
        return None
    denying = next((policy for policy in policies if _lists(policy.denied, diagnoses)), None)
    policy = denying or next((policy for policy in policies if policy.covered is not None), None)
    if policy is None:
        return None
    told = not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers)
    doubtful = told or state in policy.partly or (policy.medicare and claim.filing == _HEALTH_PLAN)
    kind = f"{'national' if policy.national else 'local'}-{'uncovered' if denying is None else 'denied'}"
    return problem(
        f"{line.path}.{'diagnosis_pointers' if claim.professional else 'procedure_code'}",
        f"{kind}-doubtful" if doubtful else kind,
        code=line.code,
        policy=policy.policy,
        notice="" if told else "GA",
    )


def _lists(codes: Container[str] | None, diagnoses: tuple[DiagnosisFacts, ...]) -> bool:
    return codes is not None and any(dx.code in codes for dx in diagnoses)


_SUGGEST = "If the patient received advance notice that it may not be paid, add modifier {notice}."
_SAYS: Final[Mapping[str, tuple[str, tuple[str, ...] | None]]] = {
    "local-uncovered": ("Policy {policy} covers code {code} for none of the line's diagnoses.", None),
    "local-denied": ("Policy {policy} does not cover code {code} for one of the line's diagnoses.", None),
    "national-uncovered": ("National policy {policy} covers code {code} for none of the line's diagnoses.", ("N386",)),
    "national-denied": (
        "National policy {policy} does not cover code {code} for one of the line's diagnoses.",
        ("N386",),
    ),
}
"""What is said of a policy, and its remark code."""
_DOUBTS: Final[Mapping[str, Level | None]] = {"": None, "-doubtful": "NOTICE"}
"""A notice where the patient was told, the policy applies in a part of the state, or a health plan may cover more."""

EDIT = Edit(
    code="MN101",
    name="diagnosis-not-covered-for-service",
    title="A coverage policy does not cover the service for its diagnoses.",
    why="The payer covers the service only for the diagnoses in its policy and denies it otherwise as not "
    "medically necessary. Without advance notice the patient cannot be charged. If several policies apply, it "
    "is enough that one covers the service. Frequency and documentation rules, and which group of codes goes "
    "with which diagnoses, are in a policy's text and not checked.",
    fix="If the record shows a diagnosis that the policy covers, add it and point the line to it. Never choose a "
    "diagnosis because it is covered; if there is none, leave the line or remove it.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].diagnosis_pointers",
        "diagnoses[].code",
        "coverages[].filing_indicator",
    ),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        f"{kind}{end}": Case(says=says, suggest=_SUGGEST, mark=mark, rarc=rarc)
        for kind, (says, rarc) in _SAYS.items()
        for end, mark in _DOUBTS.items()
    },
    carc="50",
    rarc=("N115",),
    status=statuses("A7:488"),
    snip=7,
    source="CMS national and local coverage determinations and articles; the payer's own policies",
    basis="manual",
    changed="2",
    lists={"medicare": dated_list("medicare_filing_indicators")},
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
