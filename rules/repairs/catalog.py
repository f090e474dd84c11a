"""Every repair, in the order in which they run."""

from collections.abc import Mapping
from typing import Final

from rules.repairs import rewrite_text
from rules.repairs.repair import Repair

REPAIRS: Final[tuple[Repair, ...]] = (
    Repair(
        code="R101",
        name="white-space-trimmed",
        what="Blanks at both ends are removed and runs of blanks become one; a blank text becomes absent.",
        applies_to="every text that goes to the payer",
        rewrite=rewrite_text.trim_white_space,
        before="  Main  St ",
        after="Main St",
    ),
    Repair(
        code="R102",
        name="code-upper-cased",
        what="Letters become upper case.",
        applies_to="codes, qualifiers, indicators, states, countries, Canadian postal codes, Medicare member ids",
        rewrite=rewrite_text.upper_case,
        before="j3490",
        after="J3490",
    ),
    Repair(
        code="R103",
        name="diagnosis-dot-removed",
        what="Dots are removed.",
        applies_to="diagnoses[].code, procedures[].code",
        rewrite=rewrite_text.remove_dots,
        before="E11.9",
        after="E119",
    ),
    Repair(
        code="R104",
        name="ndc-made-eleven-digits",
        what="The short segment of a hyphenated NDC gets its leading zero, and the hyphens are removed.",
        applies_to="ndc.code written 4-4-2, 5-3-2, 5-4-1 or 5-4-2",
        rewrite=rewrite_text.make_ndc_eleven_digits,
        before="1234-5678-90",
        after="01234567890",
    ),
    Repair(
        code="R105",
        name="npi-separators-removed",
        what="Blanks, hyphens and dots are removed.",
        applies_to="every npi",
        rewrite=rewrite_text.remove_separators,
        before="1234-567-893",
        after="1234567893",
    ),
    Repair(
        code="R106",
        name="tax-id-separators-removed",
        what="Blanks, hyphens and dots are removed.",
        applies_to="every tax_id",
        rewrite=rewrite_text.remove_separators,
        before="12-3456789",
        after="123456789",
    ),
    Repair(
        code="R107",
        name="phone-separators-removed",
        what="Blanks, hyphens, dots, parentheses and the country code 1 are removed.",
        applies_to="every phone",
        rewrite=rewrite_text.plain_phone,
        before="+1 (312) 555-0142",
        after="3125550142",
    ),
    Repair(
        code="R108",
        name="postal-code-separators-removed",
        what="Hyphens and blanks are removed.",
        applies_to="postal_code of addresses in the US and Canada",
        rewrite=rewrite_text.remove_postal_separators,
        before="60601-1234",
        after="606011234",
    ),
    Repair(
        code="R109",
        name="medicare-id-separators-removed",
        what="Hyphens and blanks are removed.",
        applies_to="member_id of coverages with filing_indicator MA or MB",
        rewrite=rewrite_text.remove_postal_separators,
        before="1EG4-TE5-MK73",
        after="1EG4TE5MK73",
    ),
    Repair(
        code="R110",
        name="text-made-plain",
        what="Typographic quotes, dashes, blanks and ellipses become plain; in names, letters lose their accents.",
        applies_to="names, address lines, city, description, claim_note",
        rewrite=rewrite_text.make_name_plain,
        before="Nuñez",
        after="Nunez",
    ),
    Repair(
        code="R111",
        name="patient-control-number-derived",
        what="The first 17 characters of the base32 form of claim_id; the nested encounter stays as sent.",
        applies_to="patient_control_number, if absent",
        rewrite=None,
        always=True,
    ),
    Repair(
        code="R112",
        name="line-numbers-derived",
        what="1, 2, 3 … in order; the nested encounter stays as sent.",
        applies_to="service_lines[].line_number, if all are 0",
        rewrite=None,
        always=True,
    ),
    Repair(
        code="R113",
        name="line-control-number-derived",
        what="The 17 characters of R111 and the line number in three digits; the nested encounter stays as sent.",
        applies_to="service_lines[].control_number, if absent",
        rewrite=None,
        always=True,
    ),
)

REPAIR_CODES: Final[Mapping[str, int]] = {repair.code: place for place, repair in enumerate(REPAIRS)}
"""The position of each repair in the order in which they run."""
