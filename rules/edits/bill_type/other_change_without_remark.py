"""BT105: a replacement with condition code D9 says in a remark what changed."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A replacement has condition code D9 and no claim note."""
    if not claim.replacement or "D9" not in claim.condition_codes or not is_blank(claim.encounter.claim_note):
        return None
    return problem("claim_note")


EDIT = Edit(
    code="BT105",
    name="other-change-without-remark",
    title="A replacement with condition code D9 (any other change) has no remark.",
    why="Condition code D9 says that something changed, not what. Medicare investigates each such replacement and "
    "returns one without a remark.",
    fix="Say in a claim note of at most 80 characters what changed, in the words that your contractor asks for; or use "
    "the condition code that names the change.",
    looks_at=("claim_note", "condition_codes", "frequency_code"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="Condition code D9 (any other change) needs a remark that says what changed; the claim has none."
        )
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A6:704"),
    snip=4,
    source="Medicare reason code 37541; Medicare Claims Processing Manual ch. 1 §130.1.2.2",
    basis="manual",
    references=(
        Reference(
            text="CGS, 2019: a replacement with D9 and no explanation in the remarks is returned with reason code "
            "37541",
            address="https://cgsmedicare.com/hhh/pubs/news/2019/0519/cope12661.html",
        ),
        Reference(
            text="WPS: a replacement with D9 and no remarks is returned with reason code 37541",
            address="http://www.wpsmedicare.com/j5macparta/resources/provider_types/d9-cc-remarks.shtml",
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    example=Example(
        base="inpatient-stay",
        field="claim_note",
        fires=None,
        silent="MODIFIER LINE 3 CHANGED",
        given={
            "condition_codes": ["D9"],
            "frequency_code": "7",
            "institutional.type_of_bill": "0117",
            "payer_claim_control_number": "2026310001",
        },
    ),
)
