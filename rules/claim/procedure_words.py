"""The words of `edits.md` about a line's procedure code and modifiers, each said once."""

import re
from typing import Final

from rules.claim.facts import LineFacts

ADVANCE_NOTICE_MODIFIERS: Final = frozenset(("GA", "GX", "GY", "GZ"))
"""Modifiers that say what the patient was told about a service that Medicare may not pay."""

ANATOMIC_MODIFIERS: Final = frozenset(
    (
        *("LT", "RT", "LC", "LD", "LM", "RC", "RI", "FA", "TA"),
        *(f"E{n}" for n in range(1, 5)),
        *(f"{side}{n}" for side in "FT" for n in range(1, 10)),
    )
)
"""Modifiers that say on which eyelid, finger, toe, side or artery."""

NCCI_MODIFIERS: Final = ANATOMIC_MODIFIERS | frozenset(
    ("24", "25", "57", "58", "78", "79", "27", "59", "91", "XE", "XS", "XP", "XU")
)
"""Modifiers that may say that two services of a pair were separate; 76 and 77 are not among them."""

SURGICAL_DAYS: Final = frozenset(("000", "010", "090"))
"""Global days of procedures: the days after one in which its care is paid with it."""

AMBULANCE_ROUTE: Final = re.compile(r"[DEGHIJNPRS][DEGHIJNPRSX]")
"""Modifier of an ambulance ride: the letter of its origin and that of its destination."""


def is_evaluation(line: LineFacts) -> bool:
    """Whether the line is for an evaluation and management service (E/M), visits to an eye doctor among them."""
    code = line.code
    if code is None or line.system != "CPT" or not code.isdigit():
        return False
    return "99202" <= code <= "99499" or "92002" <= code <= "92014"


def is_ambulance_route(modifier: str, line: LineFacts) -> bool:
    """Whether a modifier says where an ambulance ride began and ended, and stands on an ambulance's line."""
    return line.code is not None and line.code.startswith("A0") and AMBULANCE_ROUTE.fullmatch(modifier) is not None


def modifier_path(line: LineFacts, modifier: str) -> str:
    """Where a modifier stands on a line that has it."""
    return f"{line.path}.modifiers[{line.line.modifiers.index(modifier)}]"
