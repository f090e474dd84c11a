"""TX103: X12 knows the letters of English and a few more, and a character beyond them does not arrive."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.edits.text._cases import codes_by_field, field_of

# The basic and the extended set and its letters of other languages. The caret and the grave accent are not in it, but
# they are TX102's to speak of.
_UNSENDABLE: Final = re.compile(r"[^ -~ÀÁÂÄàáâäÈÉÊèéêëÌÍÎìíîïÒÓÔÖòóôöÙÚÛÜùúûüÇçÑñ¿¡]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check(claim: ClaimFacts) -> Found:
    """After the repairs a text holds a control character, or a character that X12 has not."""
    if not claim.texts.texts:
        return None
    return (
        problem(
            text.path,
            "default",
            field_of(text),
            what=text.what,
            sign="a control character"
            if _CONTROL.search(text.text)
            else "a character outside the character set of X12",
        )
        for text in claim.texts.texts
        if _UNSENDABLE.search(text.text)
    )


EDIT = Edit(
    code="TX103",
    name="character-not-sendable",
    title="A value holds a character that an electronic claim cannot carry.",
    why="X12 claims are written in a small character set: English letters, digits, common signs and some letters with "
    "marks. A control character, an emoji or a letter of another script arrives as something else or stops the claim.",
    fix="Write the value in Latin letters, a name as it stands on the insurance card, and remove characters that were "
    "pasted in unseen. Accents and typographic quotes need no mending: the worker makes them plain.",
    looks_at=("patient", "coverages[]", "billing_provider", "service_lines[]", "claim_note"),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The {what} holds {sign}.", by=codes_by_field())},
    carc="16",
    rarc=("MA130",),
    snip=1,
    source="ASC X12.6 and 005010X222A2, appendix B, basic and extended character sets",
    example=Example(base="office-visit", field="patient.last_name", fires="Образец", silent="Sample"),
    waivable=False,
    on_void=True,
)
