"""MO105: some modifiers are only for institutional claims and some only for professional claims."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import dated_list

_SURGERY_CENTER: Final = "24"


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    of_hospitals: frozenset[str],
    of_surgery_centers: frozenset[str],
    of_practitioners: frozenset[str],
    professional_fees: frozenset[str],
) -> Found:
    """A modifier on the line is not used on this claim form."""
    if not line.line.modifiers:
        return None
    if claim.professional:
        wrong = of_hospitals if line.place == _SURGERY_CENTER else of_hospitals | of_surgery_centers
    elif _is_professional_fee(line, claim, professional_fees):
        return None
    else:
        wrong = of_practitioners
    if wrong.isdisjoint(line.modifiers):
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        if modifier in wrong:
            case = "institutional" if claim.institutional else "center" if modifier in of_surgery_centers else "default"
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier))
    return problems


def _is_professional_fee(line: LineFacts, claim: ClaimFacts, fees: frozenset[str]) -> bool:
    """Whether a critical access hospital bills professional services on this line (method II)."""
    revenue = line.line.revenue_code
    return claim.type_of_bill[:2] == "85" and revenue is not None and revenue[:3] in fees


EDIT = Edit(
    code="MO105",
    name="modifier-for-other-claim-form",
    title="A modifier is not used on this claim form.",
    why="An institutional claim has no professional component and no assistant, and a professional claim has no "
    "hospital department. With such a modifier the payer returns or denies the line.",
    fix="Remove the modifier, or bill the service on the other form. On professional claims 73 and 74 are only for "
    "ambulatory surgical centers, place of service 24.",
    looks_at=("service_lines[].modifiers", "service_lines[].place_of_service", "service_lines[].revenue_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="Modifier {modifier} is not used on professional claims."),
        "center": Case(
            says="Modifier {modifier} on a professional claim is only for ambulatory surgical centers "
            "(place of service 24)."
        ),
        "institutional": Case(says="Modifier {modifier} is not used on institutional claims."),
    },
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 4 and 12",
    basis="manual",
    lists={
        "of_hospitals": dated_list("hospital_outpatient_modifiers"),
        "of_surgery_centers": dated_list("discontinued_surgery_modifiers"),
        "of_practitioners": dated_list("practitioner_modifiers"),
        "professional_fees": dated_list("professional_fee_revenue_categories"),
    },
    example=Example(base="office-visit", field="service_lines[0].modifiers", fires=["27"], silent=["25"]),
)
