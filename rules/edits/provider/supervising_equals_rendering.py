"""PV113: a provider does not supervise their own service."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The supervising NPI equals the rendering NPI, on the claim or on a line."""
    encounter = claim.encounter
    supervising = encounter.supervising_provider
    npi = None if supervising is None else supervising.npi
    on_claim = False
    found: list[Problem] = []
    for line in claim.lines:
        own = line.line.supervising_provider
        if own is None:
            on_claim = on_claim or line.rendering_npi == npi
        elif not is_blank(own.npi) and own.npi == line.rendering_npi:
            found.append(problem(f"{line.path}.supervising_provider.npi"))
    if npi is not None and not is_blank(npi) and on_claim:
        found.append(problem("supervising_provider.npi"))
    return found


EDIT = Edit(
    code="PV113",
    name="supervising-equals-rendering",
    title="The supervising provider is the rendering provider.",
    why="A supervising provider is reported only if another provider rendered the service. Some payers return a "
    "claim on which both are the same, others price it as supervised.",
    fix="Leave out the supervising provider, or enter the supervised practitioner as the rendering provider.",
    looks_at=("supervising_provider.npi", "rendering_provider.npi", "service_lines[].supervising_provider.npi"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The supervising provider has the NPI of the rendering provider.")},
    carc="16",
    rarc=("N297",),
    status=statuses("A7:562:DQ"),
    snip=4,
    source="837P loops 2310D and 2420D",
    basis="regulation",
    example=Example(
        base="office-visit",
        field="supervising_provider.npi",
        fires="1229629633",
        silent="1306172846",
        given={"supervising_provider": {"entity_type": "PERSON", "first_name": "Alan", "last_name": "Ward"}},
    ),
)
