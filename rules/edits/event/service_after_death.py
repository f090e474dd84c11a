"""EV104: no service is dated after the patient's death."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A line begins after the patient's death, or an inpatient claim ends after it."""
    died = claim.encounter.patient.death_date
    if died is None:
        return None
    if claim.inpatient:
        through = claim.encounter.service_through
        organs = any(_is_organ_recovery(line) for line in claim.lines)
        return (
            problem("patient.death_date", "stay-organs" if organs else "stay", date=through) if through > died else None
        )
    late = [line for line in claim.lines if line.date_from > died]
    if not late:
        return None
    first = next((line for line in late if not _may_follow_death(line)), None)
    case, named = ("may-follow", late[0]) if first is None else ("default", first)
    return problem("patient.death_date", case, number=named.number, date=named.date_from)


def _is_organ_recovery(line: LineFacts) -> bool:
    return (line.line.revenue_code or "").zfill(4).startswith("081")


def _may_follow_death(line: LineFacts) -> bool:
    """Called before the patient died (ambulance), interpreted later, pathology of tissue, or organ recovery."""
    pathology = line.system == "CPT" and line.code is not None and "88000" <= line.code <= "88399"
    return pathology or not {"QL", "26"}.isdisjoint(line.modifiers) or _is_organ_recovery(line)


EDIT = Edit(
    code="EV104",
    name="service-after-death",
    title="A service is dated after the patient died.",
    why="A payer ends coverage on the date of death and denies later services. Medicare checks for such claims. Some "
    "services may be dated later and only give a warning: an ambulance called before the death (QL), the "
    "interpretation of an earlier test (26), pathology (88000 to 88399) and organ recovery (081x).",
    fix="Correct the date of service or the date of death. Leave it if the payer accepts the service, such as an "
    "autopsy or the return of rented equipment, and waive the edit.",
    looks_at=(
        "patient.death_date",
        "service_lines[].service_from",
        "service_through",
        "service_lines[].modifiers",
        "service_lines[].procedure_code",
        "service_lines[].revenue_code",
    ),
    subject="claim",
    check=check,
    occasion="death",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The patient died before line {number}, dated {date}."),
        "may-follow": Case(says="The patient died before line {number}, dated {date}.", mark="WARN"),
        "stay": Case(says="The patient died before the stay ended on {date}."),
        "stay-organs": Case(says="The patient died before the stay ended on {date}.", mark="WARN"),
    },
    carc="13",
    status=statuses("A7:159:QC"),
    snip=4,
    changed="2",
    source="Medicare pays for no services after the date of death; claim adjustment reason code 13",
    basis="logic",
    on_void=True,
    example=Example(base="office-visit", field="patient.death_date", fires="2026-11-01", silent="2026-11-02"),
)
