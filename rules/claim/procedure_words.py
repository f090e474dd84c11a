"""Terms of the edits about a line's procedure code and modifiers, each defined once.

Docstrings are the definitions; `rules/WORDS.md` is generated from them.
"""

import re
from typing import Final

from rules.claim.facts import LineFacts

ADVANCE_NOTICE_MODIFIERS: Final = frozenset(("GA", "GX", "GY", "GZ"))
"""Modifiers about an advance beneficiary notice or a service that Medicare does not cover."""

ANATOMIC_MODIFIERS: Final = frozenset(
    (
        *("LT", "RT", "LC", "LD", "LM", "RC", "RI", "FA", "TA"),
        *(f"E{n}" for n in range(1, 5)),
        *(f"{side}{n}" for side in "FT" for n in range(1, 10)),
    )
)
"""Anatomic modifiers: eyelid, finger, toe, side or coronary artery."""

NCCI_MODIFIERS: Final = ANATOMIC_MODIFIERS | frozenset(
    ("24", "25", "57", "58", "78", "79", "27", "59", "91", "XE", "XS", "XP", "XU")
)
"""Modifiers that may show that the two services of an NCCI pair were separate; 76 and 77 do not."""

SURGICAL_DAYS: Final = frozenset(("000", "010", "090"))
"""Global days of surgical procedures in the Medicare Physician Fee Schedule."""

AMBULANCE_ROUTE: Final = re.compile(r"[DEGHIJNPRS][DEGHIJNPRSX]")
"""Ambulance modifier: a letter for the origin and one for the destination."""

_VACCINE: Final = re.compile(r"0[01][0-9]{2}A|90480|M0201|G00(?:08|09|10)|Q203[3-9]")
"""COVID-19 vaccine administration, Medicare's administration codes, and HCPCS codes of flu vaccines."""


def is_vaccine(line: LineFacts) -> bool:
    """A vaccine or its administration: revenue code 0771, CPT 90460–90474, 90476–90759 and 91300–91323, and codes for
    COVID-19 vaccination and Medicare's flu, pneumococcal and hepatitis B vaccinations."""
    code = line.code
    if code is None:
        return (line.line.revenue_code or "").zfill(4) == "0771"
    vaccine = "90460" <= code <= "90474" or "90476" <= code <= "90759" or "91300" <= code <= "91323"
    return (len(code) == 5 and code.isdigit() and vaccine) or _VACCINE.fullmatch(code) is not None


def is_evaluation(line: LineFacts) -> bool:
    """An evaluation and management service (E/M): 99202–99499, and 92002–92014 for eye exams."""
    code = line.code
    if code is None or line.system != "CPT" or not code.isdigit():
        return False
    return "99202" <= code <= "99499" or "92002" <= code <= "92014"


def is_ambulance_route(modifier: str, line: LineFacts) -> bool:
    """An ambulance modifier for origin and destination, on an ambulance line (A0…)."""
    return line.code is not None and line.code.startswith("A0") and AMBULANCE_ROUTE.fullmatch(modifier) is not None


def is_ambulance(line: LineFacts) -> bool:
    """An ambulance service or its mileage, A0425 to A0436."""
    return line.code is not None and len(line.code) == 5 and "A0425" <= line.code <= "A0436"


def is_ambulance_mileage(line: LineFacts) -> bool:
    """Mileage of a ground ambulance (A0425) or of an airplane or helicopter (A0435, A0436)."""
    return is_ambulance(line) and line.code in ("A0425", "A0435", "A0436")


def is_transport(line: LineFacts) -> bool:
    """A trip that mileage can belong to: an ambulance (A0426 to A0434, A0998, A0999) or other transport (A0080 to
    A0225, S0207 to S0209, T2001 to T2007)."""
    code = line.code
    if code is None or len(code) != 5:
        return False
    if is_ambulance(line):
        return not is_ambulance_mileage(line)
    return (
        "A0080" <= code <= "A0225"
        or code in ("A0998", "A0999")
        or "S0207" <= code <= "S0209"
        or "T2001" <= code <= "T2007"
    )


def modifier_path(line: LineFacts, modifier: str) -> str:
    """Path of a modifier on a line that has it."""
    return f"{line.path}.modifiers[{line.line.modifiers.index(modifier)}]"
