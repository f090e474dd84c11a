"""BN128: a hospital's ambulance line says whether the ambulance is its own."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import is_ambulance
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, arrangements: frozenset[str]) -> Found:
    """An ambulance line has neither QM nor QN."""
    if (
        not is_ambulance(line)
        or not line.modifiers.isdisjoint(arrangements)
        or not line.modifiers.isdisjoint(("GY", "QL"))
    ):
        return None
    return problem(f"{line.path}.modifiers", line=line.number)


EDIT = Edit(
    code="BN128",
    name="ambulance-arrangement-modifier-missing",
    title="An ambulance line of a hospital does not say whose ambulance it was.",
    why="Medicare asks a hospital or facility whether the ambulance came under arrangement (QM) or from the provider "
    "itself (QN).",
    fix="Add QM or QN after the modifier for origin and destination.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Line {line} does not say whether the ambulance came under arrangement (QM) or from the provider (QN)."
        )
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="CMS change request 3416; Medicare Claims Processing Manual chapter 15 section 30.2",
    references=(
        Reference(text="CMS change request 3416, by its summary: edits on modifiers QM and QN."),
        Reference(text="Medicare Claims Processing Manual chapter 15 section 30.2. Known, not read."),
    ),
    basis="manual",
    form="institutional",
    bills="outpatient",
    on_denial_bill=False,
    since="2",
    lists={"arrangements": dated_list("ambulance_arrangement_modifiers")},
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].modifiers",
        fires=["RH"],
        silent=["RH", "QN"],
        given={
            "service_lines[1].procedure_code": "A0429",
            "service_lines[1].revenue_code": "0540",
            "institutional.value_codes": [{"code": "A0", "amount": "60601.00"}],
        },
    ),
)
