"""A claim as the edits see it: the repaired encounter, with each code looked up once.

Everything an edit may ask is worked out here once per event, so that a check stays a predicate of a few lines. The
docstrings below each field define the terms of the edits; `rules/WORDS.md` is generated from them.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from rules.claim.calendar import days_in
from rules.claim.line_rows import LineRows
from rules.claim.texts_of_event import EventTexts
from rules.edit import ParameterValue, PayerClass
from rules.tables.kinds.procedure_pairs import PairRow
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.store import Tables
from rules.texts.parties import ProviderRole
from schemas.encounter import (
    Coverage,
    Diagnosis,
    EncounterEvent,
    InpatientProcedure,
    Provider,
    ServiceLine,
)
from schemas.value import value

INPATIENT_BILLS: Final = frozenset(("11", "18", "21", "28", "41", "65", "66"))
"""Types of bill of inpatient stays, by their first two digits."""
NOTICE_BILLS: Final = frozenset(
    f"{kind}{frequency}"
    for kind, letters in (("81", "ABCDE"), ("82", "ABCDE"), ("32", "AD"), ("41", "ABD"))
    for frequency in letters
)
"""Types of bill of notices of election or admission: hospice, home health, religious nonmedical institution.

Source: NUBC UB-04 manual, form locator 4, frequency codes A, B and D.
"""
FIRST_UNDER_5010: Final = dt.date(2012, 7, 1)
"""Until then payers also took claims of the implementation guides 4010A1, which had other codes and requirements."""
ORIGINAL_FREQUENCIES: Final = frozenset("0123459ABCDEZ")
"""Frequency codes of claims and notices that do not refer to one that was sent before. All others do: replacement,
void, adjustment and reopening."""
NO_PAYMENT_FREQUENCY: Final = "0"
"""Frequency code of a bill that asks for no payment."""
ASKS_FOR_DENIAL: Final = "21"
"""Condition code of a bill that is sent for a denial."""
OUTSIDE_NCCI_BILLS: Final = frozenset(("32", "81", "82"))
"""Types of bill of home health and hospice, which NCCI edits do not apply to, by their first two digits."""
HOME_HEALTH_BILL: Final = "32"
"""Type of bill of home health services under a plan of care, by its first two digits."""
TOTAL_REVENUE_CODE: Final = "0001"
"""Revenue code of the line that only repeats the total."""
ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY: Final = frozenset(("WC", "AM", "LM"))
"""Filing indicators of workers' compensation, automobile medical and liability medical."""
ICD10_START: Final = dt.date(2015, 10, 1)
"""First date of service that is coded in ICD-10."""

CodeSystem: TypeAlias = Literal["CPT", "HCPCS", "HIPPS"]


@value
class DiagnosisFacts:
    """A diagnosis of the claim, with its row of the ICD-10-CM table."""

    index: int
    path: str
    """`diagnoses[1]`"""
    diagnosis: Diagnosis
    code: str
    principal: bool
    """The principal diagnosis: role PRINCIPAL; on a professional claim without one, the first diagnosis."""
    dates: tuple[dt.date, ...]
    """The dates on which the code may be in force, one of which is enough: the through date on inpatient bills and on
    home health bills (32x) that began before `ICD10_START`, else the from date and the through date."""
    rows: tuple[IcdRow | None, ...]
    """The row in force on each of `dates`; empty if no release covers them."""
    row: IcdRow | None
    """The row in force on the through date, else on the from date; None if the code is not billable on either."""

    @property
    def flags(self) -> frozenset[str]:
        """Flags of the Medicare Code Editor in force; empty if the code is unknown."""
        return frozenset() if self.row is None else self.row.flags


@value
class ProcedureFacts:
    """An inpatient procedure of the claim, with its row of the ICD-10-PCS table in force on the through date."""

    index: int
    path: str
    procedure: InpatientProcedure
    code: str
    row: IcdRow | None

    @property
    def flags(self) -> frozenset[str]:
        """Flags of the Medicare Code Editor in force; empty if the code is unknown."""
        return frozenset() if self.row is None else self.row.flags


@value
class ProviderFacts:
    """A provider of the claim or of a line, in one role."""

    path: str
    """`rendering_provider`, or `service_lines[0].rendering_provider`."""
    role: ProviderRole
    provider: Provider
    line_index: int | None


@value
class CoverageFacts:
    """A coverage of the claim and its position in the order of payment."""

    index: int
    path: str
    coverage: Coverage
    billed: bool
    """The coverage that this claim goes to: `coverages[billed_coverage]`."""
    prior: bool
    """A prior payer: it pays before the billed coverage. Its adjudication is the coverage's `adjudication` and the
    lines' `adjudications` with its index."""


@value
class LineFacts:
    """A service line, with the claim's values where the line has none of its own."""

    index: int
    path: str
    """`service_lines[0]`"""
    line: ServiceLine
    number: int
    """Line number, as sent or derived."""
    control_number: str
    """Line control number, as sent or derived."""
    date_from: dt.date
    """The line's from date, else the claim's."""
    date_through: dt.date
    """The line's through date; without one its from date; without either the claim's through date."""
    place: str | None
    """Place of service: the line's, else the claim's."""
    place_path: str
    """Path of the place of service that applies."""
    rendering_npi: str | None
    """NPI of the rendering provider: the line's, else the claim's, else the billing provider's."""
    referring: Provider | None
    """The line's referring provider, else the claim's."""
    ordering: Provider | None
    """The line's ordering provider, else the claim's."""
    supervising: Provider | None
    """The line's supervising provider, else the claim's."""
    service_facility: Provider | None
    """The line's service facility, else the claim's."""
    code: str | None
    """Procedure code; None if it is absent or blank."""
    system: CodeSystem | None
    """Code system, by the format of the code and its qualifier alone; None if they fit none."""
    modifiers: frozenset[str]
    is_total: bool
    """A revenue line 0001, which only repeats the total. Line edits leave it out."""
    diagnoses: tuple[DiagnosisFacts, ...]
    """The diagnoses that its pointers name, in order; invalid pointers are left out."""
    rows: LineRows
    """The procedure code's rows in the loaded tables."""
    revenue: str
    """Revenue code in four digits: a three-digit one has a leading zero; empty if there is none."""

    @property
    def whole_noncovered(self) -> bool:
        """The whole charge is noncovered, and there is a charge."""
        return self.line.non_covered_charge == self.line.charge > 0


NcciVerdict: TypeAlias = Literal["never", "unmodified", "same-place", "passed"]
"""What an NCCI pair of lines means: the two are never paid together; no modifier says that they were separate; both
have the same anatomic modifiers; a modifier says that they were separate."""


@value
class NcciPair:
    """Two lines of a claim that NCCI does not pay together: the second is part of the first."""

    first: LineFacts
    second: LineFacts
    row: PairRow
    verdict: NcciVerdict


@value
class ClaimFacts:
    """One claim, as edits check it."""

    encounter: EncounterEvent
    as_of: dt.date
    """UTC date of `occurred_at`: "in the future" and "past the filing limit" are measured from it."""
    profile: str
    """Name of the payer profile."""
    payer_class: PayerClass
    """Payer class of the profile: `medicare`, `medicaid`, `commercial` or `strict`."""
    allow_waivers: bool
    """Whether the profile honors waivers."""
    waivable: frozenset[str]
    """Codes of the edits that may be waived."""
    parameters: Mapping[str, Mapping[str, ParameterValue]]
    """Parameters by edit code, for the edits that have any."""
    tables: Tables
    claim_id: str
    patient_control_number: str
    reported_repairs: tuple[tuple[str, str], ...]
    """Repairs that the profile reports instead of applying: (repair code, path)."""

    professional: bool
    """A professional claim (837P)."""
    institutional: bool
    """An institutional claim (837I)."""
    type_of_bill: str
    """Type of bill without its leading zero; empty if there is none. 11x means the first two digits are 11."""
    inpatient: bool
    """An institutional bill with a type of bill in `INPATIENT_BILLS`."""
    outpatient: bool
    """An institutional bill that is not inpatient."""
    acute: bool
    """An acute inpatient bill (11x), the only kind that the Medicare Code Editor edits apply to."""
    ncci: bool
    """A claim that NCCI edits apply to: professional, or outpatient but not in `OUTSIDE_NCCI_BILLS`."""
    void: bool
    """A void (frequency 8)."""
    replacement: bool
    """A replacement (frequency 7)."""
    original: bool
    """An original claim, by its frequency (`ORIGINAL_FREQUENCIES`); otherwise it follows up on one that was sent."""
    denial_bill: bool
    """An institutional bill that asks for a denial: frequency 0, or condition code 21."""
    notice: bool
    """A notice of election or admission (`NOTICE_BILLS`): it has no ordinary lines, charges or discharge status."""

    billed: Coverage | None
    """The billed coverage: `coverages[billed_coverage]`; None if the index names none."""
    billed_path: str
    """`coverages[0]`"""
    filing: str | None
    """Claim filing indicator of the billed coverage."""
    on_wc_am_lm: bool
    """The billed coverage is workers' compensation, automobile or liability: the employer may be the subscriber, and
    states have codes of their own."""

    diagnoses: tuple[DiagnosisFacts, ...]
    principal: DiagnosisFacts | None
    """The principal diagnosis."""
    procedures: tuple[ProcedureFacts, ...]
    all_lines: tuple[LineFacts, ...]
    lines: tuple[LineFacts, ...]
    """The service lines, without revenue lines 0001."""
    systems: frozenset[CodeSystem | None]
    """The code systems of `lines`."""
    ncci_pairs: tuple[NcciPair, ...]
    """Pairs of lines that are not paid together, in the payer's edition of the table; empty unless `ncci`.

    Of several lines with one column-1 code, a line of the column-2 code is paired with the one of the worst verdict.
    """
    coverages: tuple[CoverageFacts, ...]
    providers: tuple[ProviderFacts, ...]
    """Every provider of the claim, then of each line, in the order of the event."""

    age_date: dt.date
    """The date on which the patient's age counts: admission on inpatient bills, else the from date."""
    age_years: int | None
    """Age in completed years on `age_date`; None without a birth date."""
    age_days: int | None
    """Age in days on `age_date`; None without a birth date."""
    condition_codes: frozenset[str]
    texts: EventTexts
    """Every text and address that goes to the payer; empty if all of them are certainly sendable."""

    @property
    def hospital_outpatient(self) -> bool:
        """A hospital outpatient bill (13x)."""
        return self.type_of_bill[:2] == "13"

    @property
    def reporting(self) -> bool:
        """A claim that only reports services (purpose REPORTING)."""
        return self.encounter.purpose == "REPORTING"

    @property
    def days(self) -> int:
        """Days of the statement period, its from and through dates included."""
        return days_in(self.encounter.service_from, self.encounter.service_through)

    def parameter(self, edit: str, name: str) -> ParameterValue:
        """A parameter of an edit, as set in the profile.

        Raises:
            KeyError: the edit has no such parameter.
        """
        return self.parameters[edit][name]

    def parameter_set(self, edit: str, name: str) -> frozenset[str]:
        """A parameter that is a list of strings, as a set.

        Raises:
            KeyError: the edit has no such parameter.
            TypeError: the parameter is not a list.
        """
        made = self.parameters[edit][name]
        if not isinstance(made, tuple):
            raise TypeError(f"parameter {name} of {edit} is not a list")
        return frozenset(made)


def whole_years(born: dt.date, on: dt.date) -> int:
    """Age in completed years; a birthday on February 29 is on March 1 in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_blank(text: str | None) -> bool:
    """Whether a text is missing; edits treat null and blank alike."""
    return text is None or not text or text.isspace()


def money(amount: Decimal) -> str:
    """An amount as messages print it: two decimals, no thousands separator."""
    return f"{amount:.2f}"
