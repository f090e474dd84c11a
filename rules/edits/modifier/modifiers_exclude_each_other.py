"""MO103: some modifiers contradict each other and cannot both be true of one line."""

from itertools import combinations
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses

_STRONG: Final = ("26 TC", "AA AD QK QX QY QZ", "GN GO GP", "GA GY GZ", "JW JZ", "P1 P2 P3 P4 P5 P6", "73 74")
_WEAK: Final = (
    *("59 XE XS XP XU", "LT RT", "54 55 56", "80 81 82", "52 53", "76 77", "78 79", "93 95 GT GQ FQ", "NU RR UE"),
    *("CO CQ", "PN PO", "QM QN"),
)
_WEAK_PAIRS: Final = ("50 LT", "50 RT", "62 80", "62 81", "62 82", "62 AS", "62 66", "GX GA", "GX GZ")


def _pairs(*sets: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for one in sets for pair in combinations(one.split(), 2))


_STRONG_PAIRS: Final = _pairs(*_STRONG)
_ALL_WEAK_PAIRS: Final = _pairs(*_WEAK, *_WEAK_PAIRS)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A modifier stands on the line twice, or beside an earlier one that it contradicts."""
    modifiers = line.line.modifiers
    if len(modifiers) < 2:
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(modifiers):
        case, other = None, ""
        for earlier in modifiers[:index]:
            pair = frozenset((modifier, earlier))
            if len(pair) == 1:
                case, other = "twice", earlier
            elif pair in _STRONG_PAIRS:
                case, other = "default", earlier
            elif case is None and pair in _ALL_WEAK_PAIRS:
                case, other = "weak", earlier
        if case is not None:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, other=other))
    return problems


EDIT = Edit(
    code="MO103",
    name="modifiers-exclude-each-other",
    title="Two modifiers on a line contradict each other, or one stands there twice.",
    why="A line with two answers to one question, such as GA and GZ, cannot be processed. Medicare returns it; other "
    "payers read one of the two, and not always the one that is meant.",
    fix="Keep the modifier that is true and take the other one out. If both are true of different parts of the "
    "service, bill the parts on lines of their own.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "R", "W"),
    cases={
        "default": Case(says="Modifiers {other} and {modifier} exclude each other on one line."),
        "twice": Case(says="A modifier stands on the line twice."),
        "weak": Case(says="Modifiers {other} and {modifier} usually exclude each other on one line.", mark="WARN"),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=5,
    source="Medicare Claims Processing Manual ch. 5, 12 and 15; IOCE edit 102",
    example=Example(base="office-visit", field="service_lines[1].modifiers", fires=["26", "TC"], silent=["26", "59"]),
)
