"""CV109: three questions of consent and payment stand on every claim and want an answer."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_ANSWERS: Final = (
    ("accept_assignment_code", ("A", "B", "C")),
    ("benefits_assignment_code", ("Y", "N", "W")),
    ("release_of_information_code", ("I", "Y")),
)
_BENEFITS: Final = statuses("A6:360")
_RELEASE: Final = statuses("A6:359")


def check(claim: ClaimFacts) -> Found:
    """Assignment, payment to the provider or release of information has no answer, or one that the form lacks."""
    encounter = claim.encounter
    sent = (
        encounter.accept_assignment_code,
        encounter.benefits_assignment_code,
        encounter.release_of_information_code,
    )
    found = []
    for (field, answers), answer in zip(_ANSWERS, sent, strict=True):
        if answer not in answers:
            found.append(problem(field, f"{field} {'absent' if is_blank(answer) else 'unknown'}"))
    return found


EDIT = Edit(
    code="CV109",
    name="assignment-or-release-unanswered",
    title="The claim does not say whether the provider accepts assignment, is to be paid, or may release information.",
    why="The form asks whether the provider accepts the payer's rate, whether the patient has payment go to the "
    "provider, and whether the patient agreed to the release of records. A payer may send the money to the patient or "
    "refuse the claim where the answer is missing.",
    fix="Set the codes from the patient's signed forms and the contract with the payer: assignment A, B or C, "
    "payment to the provider Y, N or W, release of information I or Y.",
    looks_at=("accept_assignment_code", "benefits_assignment_code", "release_of_information_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "accept_assignment_code absent": Case(
            says="The claim does not say whether the provider accepts assignment.", mark="WARN"
        ),
        "accept_assignment_code unknown": Case(says="The code for accepting assignment is none of A, B and C."),
        "benefits_assignment_code absent": Case(
            says="The claim does not say whether the payer is to pay the provider.", status=_BENEFITS, mark="WARN"
        ),
        "benefits_assignment_code unknown": Case(
            says="The code for payment to the provider is none of Y, N and W.", status=_BENEFITS
        ),
        "release_of_information_code absent": Case(
            says="The claim does not say whether the patient agreed to the release of information.",
            status=_RELEASE,
            mark="WARN",
        ),
        "release_of_information_code unknown": Case(
            says="The code for the release of information is neither I nor Y.", status=_RELEASE
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:589"),
    snip=4,
    source="ASC X12 837 CLM07 to CLM09",
    example=Example(base="office-visit", field="accept_assignment_code", fires="Y", silent="A"),
)
