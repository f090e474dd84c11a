"""A row of an ICD-10 code: the dates between which it is billable, and its Medicare Code Editor flags."""

from datetime import date

from schemas.value import value


@value
class IcdRow:
    """One period of one ICD-10-CM or ICD-10-PCS code.

    Attributes:
        code: undotted, upper case.
        start: the first date of service on which the code is billable with these flags.
        end: the last one; `date.max` if no end has been published.
        flags: flags of the Medicare Code Editor: `manifestation`, `unacceptable`, `maternity`, …
    """

    code: str
    start: date
    end: date
    flags: frozenset[str]
