"""DX304: a service on one side of the body treats a condition on that side."""

from rules.claim.describe_codes import dotted
from rules.claim.facts import ClaimFacts, DiagnosisFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.tables.shipped.laterality import Laterality


def check(claim: ClaimFacts, *, rights: frozenset[str], lefts: frozenset[str]) -> Found:
    """Every lateral diagnosis that a line points to is on the other side from the line's modifier."""
    laterality = claim.tables.laterality
    if laterality is None:
        return None
    found: dict[str, Problem] = {}
    for line in claim.lines:
        if not line.modifiers:
            continue
        right, left = line.modifiers & rights, line.modifiers & lefts
        if bool(right) == bool(left):
            continue
        wrong = _all_on(line, "left" if right else "right", laterality)
        if wrong is not None:
            at = f"{wrong.path}.code"
            values = {"code": dotted(wrong.code), "line": line.number, "modifier": min(right or left)}
            found.setdefault(at, problem(at, "left" if right else "right", **values))
    return list(found.values())


def _all_on(line: LineFacts, side: str, laterality: Laterality) -> DiagnosisFacts | None:
    """The first lateral diagnosis of a line, if all of them are on this side."""
    sided = [(dx, laterality.side(dx.code)) for dx in line.diagnoses]
    sided = [(dx, own) for dx, own in sided if own is not None and own != "unspecified"]
    return sided[0][0] if sided and all(own == side for _, own in sided) else None


EDIT = Edit(
    code="DX304",
    name="diagnosis-side-against-modifier",
    title="A line's modifier and its diagnoses name opposite sides of the body.",
    why="Payers compare the laterality of the service and of its diagnoses, and deny a line on which they contradict "
    "each other.",
    fix="Correct the modifier, the diagnosis or the pointer, whichever is wrong. Leave it if a service on one side "
    "treated a condition on the other, such as a graft.",
    looks_at=("diagnoses[].code", "service_lines[].modifiers", "service_lines[].diagnosis_pointers"),
    subject="claim",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={
        "left": Case(says="Diagnosis {code} is left-sided, but line {line} has right-side modifier {modifier}."),
        "right": Case(says="Diagnosis {code} is right-sided, but line {line} has left-side modifier {modifier}."),
    },
    carc="4",
    rarc=("N823",),
    status=statuses("A8:453"),
    snip=7,
    source="payers' policies on laterality",
    basis="clearinghouse practice",
    tables=(needs("laterality"),),
    related=("DX303",),
    lists={
        "rights": dated_list("right_side_modifiers"),
        "lefts": dated_list("left_side_modifiers"),
    },
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["RT"],
        silent=["LT"],
        given={"diagnoses[0].code": "M25562"},
    ),
)
