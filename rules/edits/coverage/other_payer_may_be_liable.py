"""CV107: another insurer is usually primary for a work or auto accident."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, auto_or_liability: frozenset[str]) -> Found:
    """Another payer than the billed one is liable for this kind of accident."""
    accident = claim.encounter.accident
    if accident is None:
        return None
    found = []
    if accident.employment and claim.filing != "WC":
        found.append(problem("accident.employment", "work"))
    if accident.auto and claim.filing not in auto_or_liability:
        found.append(problem("accident.auto", "auto"))
    return found


EDIT = Edit(
    code="CV107",
    name="other-payer-may-be-liable",
    title="Another insurer may be liable for the accident.",
    why="Workers' compensation pays for injuries at work, and auto or liability insurance for injuries in traffic, "
    "before health insurance. A health payer denies or holds such claims until liability is known.",
    fix="Find out who is liable and bill that insurer first. Leave it if the other insurer has denied or its "
    "benefits are exhausted, and remove the indicator if the condition is unrelated to the accident.",
    looks_at=("accident.employment", "accident.auto", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("W", "W", "W"),
    cases={
        "work": Case(says="Workers' compensation may be liable for an injury at work."),
        "auto": Case(
            says="Auto or liability insurance may be liable for an injury in an auto accident.",
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
    basis="manual",
    contact_payer=True,
    lists={"auto_or_liability": dated_list("auto_and_liability_filing_indicators")},
    example=Example(base="office-visit", field="accident.employment", fires=True, silent=False),
)
