"""TF104: delay reason and special program codes come from short code lists."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837p_4010


def check(claim: ClaimFacts, *, delay_reasons: frozenset[str], programs: DatedList) -> Found:
    """The delay reason, or on a professional claim the special program code, is not a valid code."""
    encounter = claim.encounter
    delay, program = encounter.delay_reason_code, encounter.special_program_code
    found: list[Problem] = []
    if delay not in delay_reasons and not is_blank(delay):
        found.append(problem("delay_reason_code", "delay"))
    if claim.professional and not is_blank(program) and not programs.has(program, claim.as_of):
        found.append(problem("special_program_code", "program"))
    return found


EDIT = Edit(
    code="TF104",
    name="delay-or-program-code-unknown",
    title="The delay reason or special program code is not a valid code.",
    why="These two fields accept only listed codes. Any other code fails validation, and the claim is returned "
    "before a payer reads the reason.",
    fix="Use delay reason 1 to 11 or 15, without a leading zero, and special program 02, 03, 05 or 09. Leave the "
    "field empty if none applies.",
    looks_at=("delay_reason_code", "special_program_code", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "delay": Case(says="The delay reason code is not 1 to 11 or 15.", status=statuses("A7:555")),
        "program": Case(says="The special program code is not 02, 03, 05 or 09.", status=statuses("A7:650")),
    },
    carc="16",
    rarc=("MA130",),
    snip=2,
    source="837 CLM20, 837P CLM12",
    basis="regulation",
    references=(usage_837p_4010("loop 2300: CLM12 also 01, 07 and 08"),),
    changed="2",
    lists={
        "delay_reasons": dated_list("delay_reasons"),
        "programs": OnOtherDate(listed=dated_list("special_programs")),
    },
    example=Example(base="office-visit", field="delay_reason_code", fires="12", silent="11"),
    on_void=True,
)
