"""FS103: the bilateral rule does not apply to every code."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, not_bilateral: frozenset[str]) -> Found:
    """Modifier 50 is on a code with bilateral indicator 0, 2 or 9, or on an add-on code (ZZZ)."""
    fee = line.rows.fee
    if fee is None or "50" not in line.modifiers:
        return None
    if fee.bilateral in not_bilateral:
        return problem(modifier_path(line, "50"), code=line.code, indicator=fee.bilateral)
    return problem(modifier_path(line, "50"), "add-on", code=line.code) if fee.global_days == "ZZZ" else None


EDIT = Edit(
    code="FS103",
    name="bilateral-modifier-not-allowed",
    title="Modifier 50 is on a code that does not allow it.",
    why="The fee schedule says for each code whether the bilateral rule applies. If the code has no left and "
    "right side, or its rate already covers both, Medicare rejects modifier 50.",
    fix="Remove modifier 50. If the code is for one side and both were treated, bill two lines with LT and RT; for "
    "an add-on code, report units instead.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Modifier 50 is not allowed on code {code} (bilateral indicator {indicator})."),
        "add-on": Case(says="Modifier 50 is not allowed on add-on code {code}."),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=6,
    source="Medicare physician fee schedule, bilateral indicator; IOCE edit 17",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    lists={"not_bilateral": dated_list("bilateral_indicators_without_modifier_50")},
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["50"],
        silent=["59"],
        tables={"mpfs": ({"code": "93000", "bilateral": "0"},)},
    ),
)
