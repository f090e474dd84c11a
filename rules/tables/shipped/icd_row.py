"""An ICD-10 code is billable between two dates, with what the Medicare Code Editor says of it in that time."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class IcdRow:
    """One period of one ICD-10-CM or ICD-10-PCS code.

    Attributes:
        code: undotted, upper case.
        start: the first date of service on which the code is billable like this.
        end: the last one; `date.max` where no end has been published.
        flags: the names the Medicare Code Editor gives the code: `manifestation`, `unacceptable`, `maternity`, …
    """

    code: str
    start: date
    end: date
    flags: frozenset[str]
