"""The format of ICD-9-CM diagnosis codes, which claims for services before October 1, 2015 carry."""

import re
from typing import Final

_FORMAT: Final = re.compile(r"[0-9]{3,5}|V[0-9]{2,4}|E[89][0-9]{2,3}")
_EXTERNAL_CAUSE: Final = "E"


def is_icd_9_format(code: str) -> bool:
    """Whether a code without its dot has the format of ICD-9-CM; some such codes are also codes of ICD-10-CM."""
    return _FORMAT.fullmatch(code) is not None


def is_icd_9_external_cause(code: str) -> bool:
    """Whether a code without its dot has the format of an ICD-9-CM external cause, E800 to E999."""
    return code.startswith(_EXTERNAL_CAUSE) and is_icd_9_format(code)


def dotted_icd_9(code: str) -> str:
    """An ICD-9-CM code as it is printed: the dot is after the fourth character of an external cause, else the third."""
    category = 4 if is_icd_9_external_cause(code) else 3
    return code if len(code) <= category else f"{code[:category]}.{code[category:]}"
