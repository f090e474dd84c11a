"""CB103: a prior payer's adjudication date is after the service and not in the future."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.edits.coordination._prior_payers import line_entries
from rules.references import usage_837p


def check(claim: ClaimFacts) -> Found:
    """An adjudication date is after the claim was submitted, or before the first service."""
    dates = [
        (f"{payer.path}.adjudication.adjudicated_on", payer.coverage.adjudication.adjudicated_on)
        for payer in claim.coverages
        if payer.coverage.adjudication is not None
    ]
    dates += [(f"{path}.adjudicated_on", entry.adjudicated_on) for path, entry in line_entries(claim)]
    if not dates:
        return None
    first = min((line.date_from for line in claim.lines), default=claim.encounter.service_from)
    found: list[Problem] = []
    for path, on in dates:
        if on is not None and (on - claim.as_of).days > 1:
            found.append(problem(path, on=on, as_of=claim.as_of))
        elif on is not None and on < first:
            found.append(problem(path, "before-service", on=on, first=first))
    return found


EDIT = Edit(
    code="CB103",
    name="decision-date-impossible",
    title="A prior payer's adjudication date is in the future or before the service.",
    why="A payer cannot adjudicate a service before it is given, or after the claim is sent on. Payers return a "
    "claim with such a date.",
    fix="Copy the date from the prior payer's remittance advice.",
    looks_at=("coverages[].adjudication.adjudicated_on", "service_lines[].adjudications[].adjudicated_on"),
    subject="claim",
    check=check,
    occasion="decisions",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The adjudication date {on} is after the claim was submitted, {as_of}."),
        "before-service": Case(says="The adjudication date {on} is before the first service on {first}.", mark="WARN"),
    },
    carc="16",
    rarc=("N307",),
    status=statuses("A7:516:PR", "A7:510"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, DTP 573",
    basis="regulation",
    references=(usage_837p("loop 2430, DTP 573: required"),),
    example=Example(
        base="medicare-secondary",
        field="coverages[0].adjudication.adjudicated_on",
        fires="2026-12-01",
        silent="2026-11-04",
    ),
)
