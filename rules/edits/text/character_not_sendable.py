"""TX103: X12 allows only basic Latin letters and a few more characters."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities
from rules.edits.text._cases import codes_by_field, field_of

# The basic and extended sets, with the extended set's accented letters. The caret and the grave accent are not in
# them, but TX102 checks those.
_UNSENDABLE: Final = re.compile(r"[^ -~ÀÁÂÄàáâäÈÉÊèéêëÌÍÎìíîïÒÓÔÖòóôöÙÚÛÜùúûüÇçÑñ¿¡]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check(claim: ClaimFacts) -> Found:
    """After repairs, a value has a control character or one outside the X12 character set."""
    if not claim.texts.texts:
        return None
    return (
        problem(
            text.path,
            "default",
            field_of(text),
            what=text.what,
            found="a control character" if _CONTROL.search(text.text) else "a character outside the X12 character set",
        )
        for text in claim.texts.texts
        if _UNSENDABLE.search(text.text)
    )


EDIT = Edit(
    code="TX103",
    name="character-not-sendable",
    title="A value contains a character that an X12 claim cannot carry.",
    why="X12 allows a small character set: basic Latin letters, digits, common punctuation and some accented "
    "letters. A control character, emoji or letter of another script is garbled or stops the claim.",
    fix="Write the value in Latin letters, a name as on the insurance card, and remove hidden characters that were "
    "pasted in. Accents and typographic quotes need no change: the worker converts them.",
    looks_at=("patient", "coverages[]", "billing_provider", "service_lines[]", "claim_note"),
    subject="claim",
    check=check,
    occasion="texts",
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The {what} contains {found}.", by=codes_by_field())},
    carc="16",
    rarc=("MA130",),
    snip=1,
    source="ASC X12.6 and 005010X222A2, appendix B, basic and extended character sets",
    basis="regulation",
    example=Example(base="office-visit", field="patient.last_name", fires="Образец", silent="Sample"),
    waivable=False,
    on_void=True,
)
