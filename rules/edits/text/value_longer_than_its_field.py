"""TX101: an X12 element has a maximum length."""

from collections.abc import Iterator

from rules.claim.facts import ClaimFacts
from rules.claim.texts_of_event import EventText, fields_with_parties
from rules.edit import Case, Codes, Edit, Example, Found, Problem, problem, severities, statuses
from rules.texts.parties import PARTIES


def check(claim: ClaimFacts) -> Found:
    """A value is longer than its X12 element allows."""
    if not claim.texts.texts:
        return None
    return _too_long(claim)


def _too_long(claim: ClaimFacts) -> Iterator[Problem]:
    for text in claim.texts.texts:
        limit = text.field.limit if claim.professional else text.field.institutional_limit
        if limit is not None and len(text.text) > limit:
            yield _problem(text, limit)


def _problem(text: EventText, limit: int) -> Problem:
    field, length = text.field, len(text.text)
    if field.of_address and not PARTIES[text.party].address_sent:
        return problem(text.path, "not-sent", what=text.what, length=length, limit=limit)
    return problem(text.path, "default", field.remark_of(text.party), what=text.what, length=length, limit=limit)


EDIT = Edit(
    code="TX101",
    name="value-longer-than-its-field",
    title="A value is longer than its X12 element allows.",
    why="Each X12 element has a maximum length: 60 characters for a last name or organization, 35 for a first name, "
    "55 for an address line, 50 for most reference numbers, 80 for a claim note (800 on an institutional "
    "claim). A longer value is rejected or truncated.",
    fix="Shorten the value at its source, a name as on the patient's card. Move the rest of an address line to the "
    "second line, and of a note to an attachment.",
    looks_at=(
        "patient",
        "coverages[]",
        "billing_provider",
        "rendering_provider",
        "service_lines[].description",
        "claim_note",
    ),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(
            says="The {what} is {length} characters long; {limit} are allowed.",
            by={
                remark: Codes(rarc=(remark,))
                for remark in dict.fromkeys(
                    field.remark_of(party) for field, party in fields_with_parties() if field.limit is not None
                )
            },
        ),
        "not-sent": Case(
            says="The {what} is {length} characters long; {limit} are allowed. It is not sent on a claim.",
            mark="WARN",
            rarc=("MA130",),
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:481", "A7:512"),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, element lengths; NTE02 1/80, one claim note on 837P and ten on 837I",
    basis="regulation",
    changed="2",
    example=Example(
        base="office-visit",
        field="patient.last_name",
        fires="Sample-Sample-Sample-Sample-Sample-Sample-Sample-Sample-Sample",
        silent="Sample",
    ),
    waivable=False,
    on_void=True,
)
