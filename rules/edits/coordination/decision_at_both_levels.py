"""CB102: a prior payer's adjudication date and patient share are on the claim or on its lines, not on both."""

from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """The payer's adjudication date or the remaining patient liability is on the claim and on a line."""
    decision = payer.coverage.adjudication
    if decision is None or payer.index >= MOST_COVERAGES:
        return None
    entries = [entry for line in claim.all_lines for entry in line.line.adjudications if entry.coverage == payer.index]
    found: list[Problem] = []
    if decision.adjudicated_on is not None and any(entry.adjudicated_on is not None for entry in entries):
        found.append(problem(f"{payer.path}.adjudication.adjudicated_on", payer=payer.index + 1))
    if decision.remaining_patient_liability is not None and any(
        entry.remaining_patient_liability is not None for entry in entries
    ):
        found.append(problem(f"{payer.path}.adjudication.remaining_patient_liability", "share", payer=payer.index + 1))
    return found


EDIT = Edit(
    code="CB102",
    name="decision-at-both-levels",
    title="A prior payer's adjudication date or the patient liability is on both the claim and a line.",
    why="The adjudication date and the remaining patient liability belong on the claim or on its lines, not on both. "
    "Payers that find both may add them up or return the claim.",
    fix="Keep the values on the lines and remove those on the claim.",
    looks_at=(
        "coverages[].adjudication.adjudicated_on",
        "coverages[].adjudication.remaining_patient_liability",
        "service_lines[].adjudications[]",
    ),
    subject="coverage",
    check=check,
    occasion="decisions",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="Payer {payer}'s adjudication date is on the claim and on a line; keep the line's."),
        "share": Case(
            says="The remaining patient liability after payer {payer} is on the claim and on a line; keep the line's.",
            rarc=("N4",),
            status=statuses("A7:639"),
        ),
    },
    carc="16",
    rarc=("N307",),
    status=statuses("A7:516:PR"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, DTP 573 and AMT EAF",
    basis="regulation",
    example=Example(
        base="secondary-to-medicare",
        field="coverages[0].adjudication.adjudicated_on",
        fires="2026-11-04",
        silent=None,
    ),
    related=("CB101",),
)
