"""The places of a field in an 837 as a page prints them."""

import re

import pytest

from rules.catalog import load_catalogue
from rules.pages.edit_page import edit_page
from rules.pages.x12_text import NO_PLACE, X12_FORMS, reason_without_place, x12_text, x12_text_of_forms
from schemas.interchange.find_x12 import find_x12
from schemas.interchange.x12_place import x12_places_of

_QUOTED = re.compile(
    r"\b(?:(?:SV[12]|CLM|NM1|N[34]|SBR|SVD|DMG|PAT|LIN|CTP|NTE|BHT)[0-9]{2}(?:-[0-9])?"
    r"|REF (?:EI|SY|F8|G1|9F|LU|Y4|X4|EW|LX|P4|6R|EA)|DTP [0-9]{3}|AMT (?:D|F5|EAF)|loops? 2[0-9]{3}[A-I]{0,2})\b"
)
_BOTH = {"both": ("professional", "institutional"), "professional": (), "institutional": ()}


@pytest.mark.parametrize(
    ("path", "professional", "institutional"),
    [
        ("place_of_service", "2300 CLM05-1", NO_PLACE),
        ("coverages[].member_id", "2010BA NM109, 2330A NM109", "2010BA NM109, 2330A NM109"),
        ("service_lines[2].modifiers[1]", "2400 SV101-4", "2400 SV202-4"),
        ("service_lines[].modifiers", "2400 SV101-3 to -6", "2400 SV202-3 to -6"),
        ("diagnoses", "2300 HI", "2300 HI"),
        ("pay_to_address", "2010AB N3, N4", "2010AB N3, N4"),
        ("patient.address", "2010BA, 2010CA", "2010BA, 2010CA"),
        ("coverages", "2000B, 2000C, 2010BA, 2010BB …", "2000B, 2000C, 2010BA, 2010BB …"),
        ("rendering_provider.tax_id", "2310B REF02 (REF*EI/SY)", "2310D REF02 (REF*EI/SY)"),
        ("sensitivity[]", NO_PLACE, NO_PLACE),
    ],
)
def test_places(path: str, professional: str, institutional: str) -> None:
    """A field has its elements, a record its segments or loops, never more than a few."""
    assert x12_text(path, "PROFESSIONAL") == professional
    assert x12_text(path, "INSTITUTIONAL") == institutional


def test_equal_places_are_printed_once() -> None:
    """Both forms share a text; else each is named, and a form without a place is left out."""
    assert x12_text_of_forms("total_charge", X12_FORMS) == "2300 CLM02"
    assert x12_text_of_forms("service_lines[].units", X12_FORMS) == "837P 2400 SV104; 837I 2400 SV205"
    assert x12_text_of_forms("place_of_service", X12_FORMS) == "837P 2300 CLM05-1"


def test_a_field_without_a_place_has_a_reason() -> None:
    """The reason is that of the field or of a record around it."""
    assert reason_without_place("coverages[0].valid_from") == "an 837 has no dates of coverage; the payer looks them up"
    for path in ("waived_edits[0].edit", "waived_edits", "sensitivity"):
        assert reason_without_place(path) is not None
    assert reason_without_place("rendering_provider") is None
    assert reason_without_place("total_charge") is None


def test_every_edit_shows_its_fields_with_their_places() -> None:
    """Every field that an edit looks at is on its page, with a place if the claim forms of the edit have one."""
    for edit in load_catalogue().values():
        page = edit_page(edit, {})
        for path in edit.looks_at:
            [row] = [line for line in page.splitlines() if line.startswith(f"| {path} |")]
            forms = {place.form.lower() for place in x12_places_of(path)} & {edit.form, *_BOTH[edit.form]}
            assert ({cell.strip(" |") for cell in row.split(" | ")[1:]} == {NO_PLACE}) == (not forms), (edit.code, path)


def test_no_source_quotes_an_element_that_the_table_does_not_have() -> None:
    """Edits take their places from the table; what a source quotes of the guides must agree with it."""
    for edit in load_catalogue().values():
        for position in _QUOTED.findall(edit.source):
            assert find_x12(position.replace("loops", "loop")), (edit.code, position)
