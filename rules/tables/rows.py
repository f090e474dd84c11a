"""The rows of the code tables that users load: what a table says of a code while it is in force.

Dates are inclusive: `end` is the last day in force, `date.max` where no end is known.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from schemas.value import value


@value
class ProcedureCodeRow:
    """A procedure code of lines (CPT, HIPPS) with the days between which it may be billed."""

    code: str
    start: date
    end: date
    description: str | None = None
    """Only where the user's licence lets it be kept."""


@value
class HcpcsRow:
    """A HCPCS Level II code with the days between which it may be billed."""

    code: str
    start: date
    end: date
    description: str | None = None
    """The long text; None where it is another owner's (the dental codes)."""
    coverage: str | None = None
    """Medicare's coverage code: C, D, I, M or S."""


@value
class ModifierRow:
    """A HCPCS Level II modifier with the days between which it may be used."""

    modifier: str
    start: date
    end: date
    description: str | None = None


@value
class PairRow:
    """What is said of two procedure codes that are not both paid on one day: the second is part of the first."""

    start: date
    end: date
    indicator: Literal["0", "1"]
    """Whether a modifier may say that the services were separate: 0 never, 1 yes."""


@value
class UnitLimit:
    """The most units of a procedure code that one patient plausibly has on one day."""

    value: int
    adjudication: Literal[1, 2, 3]
    """How the limit is applied (MAI): 1 to each line, 2 to the day as a policy, 3 to the day by experience."""


@value
class AddOnRow:
    """An add-on code: a service that is only ever given with another one."""

    code: str
    kind: Literal[1, 2, 3]
    """1: all its primary codes are listed. 2: none is, the contractor decides. 3: some are."""
    primaries: frozenset[str]
    """The listed primary codes in force on the date asked for; empty for kind 2."""


@value
class FeeRow:
    """A row of the Medicare physician fee schedule: its indicators, one character each but for the global days."""

    status: str
    component: str
    """PC/TC: whether the service has a professional and a technical part."""
    global_days: str
    """Length of the global period: 000, 010, 090, or XXX, YYY, ZZZ, MMM."""
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str


@value
class ModifierRule:
    """One modifier of a list must stand on a line with the code."""

    one_of: tuple[str, ...]


@value
class CoveragePolicy:
    """A payer's policy on when a service is covered, as it is in force on the date asked for."""

    policy: str
    """Its number, such as L33632 or 190.15."""
    national: bool
    covered: frozenset[str] | None
    """The ICD-10-CM codes for which the service is covered; None where the policy lists none."""
    denied: frozenset[str]
    """The ICD-10-CM codes for which it is not."""
    ages: tuple[int, int] | None = None
    """First and last age in whole years."""
    places: frozenset[str] | None = None
    """Places of service in which it is covered; None for every place."""
    units_per_day: Decimal | None = None
