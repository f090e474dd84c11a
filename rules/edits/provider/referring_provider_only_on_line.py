"""PV112: the referring provider is on the claim; a line has one only if it differs."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line has a referring provider, and the claim has none."""
    if line.line.referring_provider is None or claim.encounter.referring_provider is not None:
        return None
    return problem(f"{line.path}.referring_provider")


EDIT = Edit(
    code="PV112",
    name="referring-provider-only-on-line",
    title="A line has a referring provider, but the claim has none.",
    why="A claim has the referring provider at claim level, and a line repeats it only if it differs. Payers that "
    "read only the claim level find none.",
    fix="Move the referring provider to the claim, and keep one on a line only if it differs. If only this line was "
    "referred, the claim may stay as it is.",
    looks_at=("service_lines[].referring_provider", "referring_provider"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The line has a referring provider, but the claim has none.")},
    carc="16",
    rarc=("N286",),
    status=statuses("A6:562:DN"),
    snip=4,
    source="837P loops 2310A and 2420F",
    basis="regulation",
    example=Example(
        base="office-visit",
        field="service_lines[0].referring_provider",
        fires={"npi": "1306172846", "entity_type": "PERSON", "first_name": "Alan", "last_name": "Ward"},
        silent=None,
    ),
)
