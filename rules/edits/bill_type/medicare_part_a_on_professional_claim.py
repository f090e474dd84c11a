"""BT119: a professional claim to Medicare goes to Part B."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The billed coverage of a professional claim is marked Medicare Part A."""
    return problem(f"{claim.billed_path}.filing_indicator") if claim.filing == "MA" else None


EDIT = Edit(
    code="BT119",
    name="medicare-part-a-on-professional-claim",
    title="A professional claim goes to a coverage marked Medicare Part A.",
    why="Physicians and suppliers bill Medicare Part B, filing indicator MB; Part A pays institutions. A contractor or "
    "clearinghouse may refuse the claim or send it the wrong way.",
    fix="Use MB for Part B, or the filing indicator that the plan asks for. Leave MA if a Medicare Advantage plan "
    "wants it.",
    looks_at=("coverages[].filing_indicator", "claim_form"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The professional claim goes to a coverage marked Medicare Part A (MA).")},
    carc="16",
    rarc=("M56",),
    status=statuses("A7:480:IL"),
    snip=4,
    source="ASC X12 837P, SBR09; contractors' and clearinghouses' instructions for Part B claims",
    basis="clearinghouse practice",
    references=(
        Reference(
            text="Rhode Island Medicare, filing Part B claims electronically: SBR09 is MB",
            address="http://www.rimedicare.org/provider/reference/flemspelectronicallyPF.htm",
        ),
        Reference(
            text="ClaimRev: a wrong filing indicator is a common rejection; its example sets Medicare claims to MB",
            address="https://docs.claimrev.com/doku.php?id=guides%3Aclaim-rules%3Afiling-indicator-override",
        ),
    ),
    since="2",
    form="professional",
    on_denial_bill=False,
    example=Example(base="office-visit-medicare", field="coverages[0].filing_indicator", fires="MA", silent="MB"),
)
