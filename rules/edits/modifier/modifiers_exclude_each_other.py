"""MO103: some modifiers contradict each other on one line."""

from typing import TypeAlias

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.form_limits import MOST_MODIFIERS
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import DatedPairs, dated_list

Pairs: TypeAlias = frozenset[frozenset[str]]


def check(line: LineFacts, claim: ClaimFacts, *, never: Pairs, rarely: Pairs) -> Found:
    """A modifier is on the line twice, or contradicts one before it."""
    modifiers = line.line.modifiers[:MOST_MODIFIERS]
    if len(modifiers) < 2:
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(modifiers):
        case, other = None, ""
        for earlier in modifiers[:index]:
            pair = frozenset((modifier, earlier))
            if len(pair) == 1:
                case, other = "twice", earlier
            elif pair in never:
                case, other = "default", earlier
            elif case is None and pair in rarely:
                case, other = "weak", earlier
        if case is not None:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, other=other))
    return problems


EDIT = Edit(
    code="MO103",
    name="modifiers-exclude-each-other",
    title="Two modifiers on a line contradict each other, or one is repeated.",
    why="A line with two answers to one question, such as GA and GZ, cannot be processed. Medicare returns it; other "
    "payers use one of the two, not always the right one.",
    fix="Keep the modifier that applies and remove the other. If both apply to different parts of the service, bill "
    "the parts on separate lines.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "R", "W"),
    cases={
        "default": Case(says="Modifiers {other} and {modifier} cannot be on the same line."),
        "twice": Case(says="The modifier is on the line twice."),
        "weak": Case(says="Modifiers {other} and {modifier} usually cannot be on the same line.", mark="WARN"),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=5,
    lists={
        "never": DatedPairs(listed=dated_list("modifiers_that_exclude_each_other")),
        "rarely": DatedPairs(listed=dated_list("modifiers_that_rarely_go_together")),
    },
    source="Medicare Claims Processing Manual ch. 5, 12 and 15; IOCE edit 102",
    basis="manual",
    example=Example(base="office-visit", field="service_lines[1].modifiers", fires=["26", "TC"], silent=["26", "59"]),
)
