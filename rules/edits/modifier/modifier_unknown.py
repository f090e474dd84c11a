"""MO101: a modifier is two characters, from CPT or the HCPCS file."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import is_ambulance_route
from rules.edit import Case, Edit, Example, Found, Problem, Reference, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_FORM: Final = re.compile(r"[0-9A-Z]{2}")
_LOCAL: Final = re.compile(r"[W-Z][0-9A-Z]")


def check(line: LineFacts, claim: ClaimFacts, *, cpt: frozenset[str]) -> Found:
    """A modifier is not two characters, is not a CPT modifier, or is in no release of HCPCS."""
    if not line.line.modifiers:
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        if modifier in cpt:  # needs no table
            continue
        if not _FORM.fullmatch(modifier):
            case = "malformed"
        elif modifier.isdigit() or (modifier[0].isdigit() and modifier[1] == "P"):
            case = "number"
        elif _is_known(modifier, line, claim):
            continue
        else:
            case = "hcpcs"
        if claim.on_wc_am_lm:
            case = f"{case}-liability"
        elif case == "hcpcs" and claim.payer_class == "medicaid" and _LOCAL.fullmatch(modifier):
            case = "local"
        problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier))
    return problems


def _is_known(modifier: str, line: LineFacts, claim: ClaimFacts) -> bool:
    """Whether HCPCS has the modifier, it is an ambulance origin-destination pair, or no table is loaded."""
    if is_ambulance_route(modifier, line):
        return True
    table = claim.tables.hcpcs
    return table is None or not table.covers(line.date_from) or bool(table.modifier_history(modifier))


_SAYS: Final = {
    "malformed": "A modifier is not two letters or digits.",
    "number": "Modifier {modifier} does not exist.",
    "hcpcs": "HCPCS modifier {modifier} does not exist.",
}

EDIT = Edit(
    code="MO101",
    name="modifier-unknown",
    title="A modifier does not exist.",
    why="Modifiers change the meaning and the payment of a line. The payer returns a claim with an invalid one.",
    fix="Correct or remove the modifier. A payer's own modifier may go only to a Medicaid, workers' compensation, auto "
    "or liability payer that has told you to use it.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "R", "R"),
    cases={
        **{name: Case(says=says) for name, says in _SAYS.items()},
        **{f"{name}-liability": Case(says=says, mark="WARN") for name, says in _SAYS.items()},
        "local": Case(
            says="Modifier {modifier} is in the range of modifiers that some Medicaid agencies assign themselves.",
            mark="WARN",
        ),
    },
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=5,
    source="IOCE edit 22; HCPCS file, modifiers; CPT numbering of modifiers",
    basis="manual",
    references=(
        Reference(
            text="Medi-Cal provider manual, HCPCS introduction: local modifiers are WA to ZZ and W1 to Z9; "
            "Medi-Cal has some of its own among them.",
            address="https://docsbay.net/HCPCS-Introduction-Hcpcs",
        ),
    ),
    changed="2",
    waivable=False,
    tables=(needs("hcpcs", part=True),),
    lists={"cpt": dated_list("cpt_modifiers")},
    example=Example(base="office-visit", field="service_lines[0].modifiers", fires=["60"], silent=["25"]),
)
