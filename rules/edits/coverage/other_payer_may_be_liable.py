"""CV107: an accident at work or in a car is first of all the matter of another insurer."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The accident is of a kind for which another payer than the billed one is liable."""
    accident = claim.encounter.accident
    if accident is None:
        return None
    found = []
    if accident.employment and claim.filing != "WC":
        found.append(problem("accident.employment", "work"))
    if accident.auto and claim.filing not in ("AM", "LM"):
        found.append(problem("accident.auto", "auto"))
    return found


EDIT = Edit(
    code="CV107",
    name="other-payer-may-be-liable",
    title="The accident may be another insurer's to pay for.",
    why="Workers' compensation pays for injuries at work, and auto or liability insurance for injuries in traffic, "
    "before health insurance does. A health payer denies such claims or holds them until it knows.",
    fix="Find out who is liable and bill that insurer first. Leave it where the other insurer has refused or is used "
    "up, and take the flag off where the condition has nothing to do with the accident.",
    looks_at=("accident.employment", "accident.auto", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("W", "W", "W"),
    cases={
        "work": Case(says="An injury at work may be for workers' compensation to pay."),
        "auto": Case(
            says="An injury in an auto accident may be for auto or liability insurance to pay.",
            carc="21",
            rarc=("N744",),
            status=statuses("A7:366"),
        ),
    },
    carc="19",
    rarc=("N743",),
    status=statuses("A7:363"),
    snip=4,
    source="Medicare secondary payer rules; claim adjustment reason codes 19 and 21",
    contact_payer=True,
    example=Example(base="office-visit", field="accident.employment", fires=True, silent=False),
)
