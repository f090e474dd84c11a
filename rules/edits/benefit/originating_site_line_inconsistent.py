"""BN135: the originating site fee is billed by the place where the patient sat."""

from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_FEE: Final = "Q3014"
_REVENUE_CODES: Final = "078"
_REVENUE_CODE: Final = "0780"


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    bills: frozenset[str],
    telehealth_places: frozenset[str],
    telehealth_modifiers: frozenset[str],
) -> Found:
    """The fee has a wrong revenue code, bill, place or modifier, or another code has its revenue code."""
    if line.code == _FEE:
        return tuple(_problems(line, claim, bills, telehealth_places, telehealth_modifiers))
    if claim.institutional and line.revenue == _REVENUE_CODE and line.code is not None:
        return problem(f"{line.path}.revenue_code", "other-code", code=line.code)
    return None


def _problems(
    line: LineFacts, claim: ClaimFacts, bills: frozenset[str], places: frozenset[str], modifiers: frozenset[str]
) -> Iterator[Problem]:
    if claim.institutional:
        if line.revenue and not line.revenue.startswith(_REVENUE_CODES):
            yield problem(f"{line.path}.revenue_code", "revenue-code", revenue=line.revenue)
        if claim.payer_class in ("medicare", "strict") and claim.type_of_bill[:2] not in bills:
            yield problem(f"{line.path}.procedure_code", "bill", bill=claim.type_of_bill[:2])
    elif line.place in places:
        yield problem(line.place_path, "place", place=line.place)
    for modifier in sorted(line.modifiers & modifiers):
        yield problem(modifier_path(line, modifier), "modifier", modifier=modifier)


EDIT = Edit(
    code="BN135",
    name="originating-site-line-inconsistent",
    title="An originating site fee contradicts its revenue code, bill, place or modifier.",
    why="Q3014 pays the place where the patient sat during a telehealth visit. It goes with revenue code 0780 and with "
    "the place of the patient; the telehealth places and modifiers belong to the distant practitioner's service.",
    fix="Bill Q3014 under revenue code 0780 or with the place where the patient sat, without a telehealth modifier. A "
    "patient at home has no originating site fee: remove it.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].revenue_code",
        "service_lines[].place_of_service",
        "place_of_service",
        "service_lines[].modifiers",
        "institutional.type_of_bill",
    ),
    subject="line",
    check=check,
    severity=severities("W", "W", "N"),
    cases={
        "revenue-code": Case(
            says="Q3014 goes with revenue code 0780, not {revenue}.", carc="199", status=statuses("A7:455")
        ),
        "other-code": Case(
            says="Revenue code 0780 is for the originating site fee (Q3014), not {code}.",
            carc="199",
            status=statuses("A7:455"),
        ),
        "bill": Case(
            says="Medicare does not pay Q3014 on bill type {bill}x.", carc="5", rarc=("M77",), status=statuses("A7:249")
        ),
        "place": Case(
            says="Q3014 is billed by the place where the patient is; place of service {place} says telehealth.",
            carc="5",
            rarc=("M77",),
            status=statuses("A7:249"),
        ),
        "modifier": Case(says="Q3014 takes no telehealth modifier; the line has {modifier}."),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=6,
    source="Illinois HFS notice on telehealth; Blue Cross North Dakota; Premera; Medicare Claims Processing Manual "
    "chapters 9 and 12",
    references=(
        Reference(text="Illinois HFS and Blue Cross North Dakota: the facility fee is Q3014 under revenue code 0780."),
        Reference(text="Premera: the originating site is where the patient is; it takes no telehealth modifier."),
        Reference(text="The types of bill that Medicare pays it on are known, not read."),
    ),
    basis="manual",
    on_denial_bill=False,
    since="2",
    lists={
        "bills": dated_list("originating_site_bills"),
        "telehealth_places": dated_list("telehealth_places"),
        "telehealth_modifiers": dated_list("modifiers_against_originating_site"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].revenue_code",
        fires="0510",
        silent="0780",
        given={"service_lines[1].procedure_code": "Q3014"},
    ),
)
