"""CV109: every claim answers assignment, benefits assignment and release of information."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list
from rules.references import usage_837i, usage_837p, usage_837p_4010

_BENEFITS: Final = statuses("A6:360")
_RELEASE: Final = statuses("A6:359")


def check(claim: ClaimFacts, *, assignment: DatedList, benefits: DatedList, release: DatedList) -> Found:
    """Assignment, benefits assignment or release of information is missing or not a valid code."""
    encounter = claim.encounter
    answers = (
        ("accept_assignment_code", encounter.accept_assignment_code, assignment),
        ("benefits_assignment_code", encounter.benefits_assignment_code, benefits),
        ("release_of_information_code", encounter.release_of_information_code, release),
    )
    return [
        problem(field, f"{field} {'absent' if is_blank(sent) else 'unknown'}")
        for field, sent, known in answers
        if not known.has(sent, claim.as_of)
    ]


EDIT = Edit(
    code="CV109",
    name="assignment-or-release-unanswered",
    title="Assignment, benefits assignment or release of information is missing or invalid.",
    why="A claim says whether the provider accepts assignment, whether benefits are paid to the provider, and "
    "whether the patient consented to the release of records. If an answer is missing, a payer may pay the patient "
    "or reject the claim.",
    fix="Set the codes from the patient's signed forms and the payer contract: assignment A, B or C, benefits "
    "assignment Y, N or W, release of information I or Y.",
    looks_at=("accept_assignment_code", "benefits_assignment_code", "release_of_information_code", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "accept_assignment_code absent": Case(says="The claim has no assignment code.", mark="WARN"),
        "accept_assignment_code unknown": Case(says="The assignment code is not A, B or C."),
        "benefits_assignment_code absent": Case(
            says="The claim has no benefits assignment code.", status=_BENEFITS, mark="WARN"
        ),
        "benefits_assignment_code unknown": Case(
            says="The benefits assignment code is not Y, N or W.", status=_BENEFITS
        ),
        "release_of_information_code absent": Case(
            says="The claim has no release of information code.",
            status=_RELEASE,
            mark="WARN",
        ),
        "release_of_information_code unknown": Case(
            says="The release of information code is not I or Y.", status=_RELEASE
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:589"),
    snip=4,
    source="ASC X12 837 CLM07 to CLM09",
    basis="regulation",
    references=(
        usage_837p("loop 2300, CLM07, CLM08 and CLM09: required"),
        usage_837i("loop 2300, CLM07, CLM08 and CLM09: required"),
        usage_837p_4010("loop 2300: CLM07 also P, CLM09 also A, M, N and O"),
    ),
    lists={
        "assignment": OnOtherDate(listed=dated_list("assignment_codes")),
        "benefits": OnOtherDate(listed=dated_list("benefits_assignment_codes")),
        "release": OnOtherDate(listed=dated_list("release_of_information_codes")),
    },
    changed="2",
    example=Example(base="office-visit", field="accept_assignment_code", fires="Y", silent="A"),
)
