"""LN104: anesthesia is billed in minutes, accommodation days in days, everything else in units."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, counted: frozenset[str]) -> Found:
    """The unit of measure does not fit the service."""
    unit = line.line.unit_of_measure
    if unit == "UN" and not _is_timed(line, counted):
        return None
    path = f"{line.path}.unit_of_measure"
    if unit == "UN":
        return problem(path, "anesthesia-in-units", code=line.code)
    if unit == "MJ":
        return None if _is_timed(line, counted) else problem(path, "minutes")
    return problem(path, "days") if unit == "DA" and claim.professional else None


def _is_timed(line: LineFacts, counted: frozenset[str]) -> bool:
    code = line.code
    return (
        line.system == "CPT"
        and code is not None
        and "00100" <= code <= "01999"
        and code.isdigit()
        and code not in counted
    )


EDIT = Edit(
    code="LN104",
    name="unit-of-measure-against-service",
    title="A line's unit of measure does not fit its service.",
    why="Anesthesia codes are paid by the minute, and no other service is. Days are for accommodation lines on "
    "institutional claims. With the wrong unit, 15 minutes can be read as 15 services.",
    fix="Use MJ and the minutes for anesthesia codes 00100 to 01999 except 01953 and 01996, UN elsewhere, DA only on "
    "institutional lines. Leave UN on anesthesia if the payer has told you to bill time units.",
    looks_at=("service_lines[].unit_of_measure", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "anesthesia-in-units": Case(says="Anesthesia code {code} is billed in units (UN), not in minutes (MJ)."),
        "minutes": Case(says="The line is billed in minutes (MJ), which is only for timed anesthesia."),
        "days": Case(says="The line is billed in days (DA), which is not allowed on a professional claim."),
    },
    carc="16",
    rarc=("N203",),
    status=statuses("A7:659"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 12 section 50; 837 SV103 and SV204",
    basis="manual",
    lists={"counted": dated_list("anesthesia_without_time")},
    example=Example(base="office-visit", field="service_lines[1].unit_of_measure", fires="MJ", silent="UN"),
)
