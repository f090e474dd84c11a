"""BN140: a dialysis bill says how dialysis was furnished, and the patient's height and weight."""

from typing import Final

from rules.claim.bill_codes import occurrences, value_codes
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_ACUTE_KIDNEY_INJURY: Final = "84"
_WEIGHT: Final = "A8"
_HEIGHT: Final = "A9"
_ADEQUACY: Final = "D5"
_TESTED_ON: Final = "51"
_HEMODIALYSIS: Final = "0821"


def check(claim: ClaimFacts, *, settings: frozenset[str]) -> Found:
    """A dialysis bill lacks the setting, the weight, the height, or the adequacy of hemodialysis with its date."""
    if _ACUTE_KIDNEY_INJURY in claim.condition_codes:
        return None
    found: list[Problem] = []
    if settings.isdisjoint(claim.condition_codes):
        found.append(problem("condition_codes", "setting"))
    wanted = [_WEIGHT, _HEIGHT]
    if any(line.revenue == _HEMODIALYSIS for line in claim.lines):
        wanted.append(_ADEQUACY)
    found += [problem("institutional.value_codes", code=code) for code in wanted if not value_codes(claim, code)]
    if value_codes(claim, _ADEQUACY) and not occurrences(claim, _TESTED_ON):
        found.append(problem("institutional.occurrence_codes", "tested"))
    return found


EDIT = Edit(
    code="BN140",
    name="dialysis-bill-incomplete",
    title="A dialysis bill lacks the setting, the patient's weight or height, or the adequacy of dialysis.",
    why="Medicare prices dialysis by the setting and by the patient's weight and height, and asks how well "
    "hemodialysis worked (Kt/V). The edit is in shadow: contractors list these codes, but no published text was "
    "found that says that a bill is returned without them.",
    fix="Add the missing code. Kt/V that was not measured is 9.99.",
    looks_at=(
        "condition_codes",
        "institutional.value_codes[].code",
        "institutional.occurrence_codes[].code",
        "service_lines[].revenue_code",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "setting": Case(
            says="The dialysis bill has none of condition codes 71 to 74 and 76.",
            rarc=("M44",),
            status=statuses("A6:460"),
        ),
        "default": Case(says="The dialysis bill has no value code {code}."),
        "tested": Case(
            says="Value code D5 (Kt/V) has no occurrence code 51 with the date of the test.",
            rarc=("M45",),
            status=statuses("A6:719"),
        ),
    },
    carc="16",
    rarc=("M49",),
    status=statuses("A6:725"),
    snip=6,
    source="Medicare Claims Processing Manual chapter 8 section 50.3",
    references=(
        Reference(text="First Coast lists condition codes 71 to 76, value codes A8, A9 and D5 and occurrence code 51."),
        Reference(text="In shadow until Medicare Claims Processing Manual chapter 8 section 50.3 is read."),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("dialysis_bills"),
    on_denial_bill=False,
    since="2",
    state="shadow",
    lists={"settings": dated_list("dialysis_setting_conditions")},
    example=Example(
        base="hospital-outpatient-visit",
        field="condition_codes",
        fires=[],
        silent=["71"],
        given={
            "institutional.type_of_bill": "0721",
            "institutional.value_codes": [{"code": "A8", "amount": "70.00"}, {"code": "A9", "amount": "170.00"}],
        },
    ),
)
