"""A claim as the edits see it: the repaired encounter, each code looked up once, and the words payers use for it.

Everything an edit may ask is laid out here, once an event, so that a check stays a predicate of a few lines. The words
(inpatient, acute, earlier payer, place …) are those of `edits.md` section 1.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from rules.claim.line_rows import LineRows
from rules.claim.texts_of_event import EventTexts
from rules.edit import ParameterValue, PayerClass
from rules.tables.loaded import LoadedTables
from rules.tables.rows import PairRow
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
NOTICE_BILLS: Final = frozenset(
    f"{kind}{frequency}" for kind, letters in (("81", "ABCDE"), ("82", "ABCDE"), ("32", "AD")) for frequency in letters
)
OUTSIDE_NCCI_BILLS: Final = frozenset(("32", "81", "82"))
"""Home health and hospice: outpatient bills that the NCCI tables are not for."""
TOTAL_REVENUE_CODE: Final = "0001"
ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY: Final = frozenset(("WC", "AM", "LM"))
ICD10_START: Final = dt.date(2015, 10, 1)

CodeSystem: TypeAlias = Literal["CPT", "HCPCS", "HIPPS"]


@value
class DiagnosisFacts:
    """A diagnosis of the claim, with its row of the table in force on its date."""

    index: int
    path: str
    """`diagnoses[1]`"""
    diagnosis: Diagnosis
    code: str
    principal: bool
    """Whether it is the claim's principal: role PRINCIPAL, or on a professional claim without one the first."""
    dates: tuple[dt.date, ...]
    """The dates of which one is enough: the through date on inpatient bills, else the first and the last day."""
    rows: tuple[IcdRow | None, ...]
    """The row in force on each of `dates`; empty where no table is open for them."""
    row: IcdRow | None
    """The row in force, the last day's before the first day's; None where the code is not billable on any of them."""

    @property
    def flags(self) -> frozenset[str]:
        """MCE flags in force; none where the code is not known."""
        return frozenset() if self.row is None else self.row.flags


@value
class ProcedureFacts:
    """An inpatient procedure of the claim, with its row of the table in force on the through date."""

    index: int
    path: str
    procedure: InpatientProcedure
    code: str
    row: IcdRow | None

    @property
    def flags(self) -> frozenset[str]:
        """MCE flags in force; none where the code is not known."""
        return frozenset() if self.row is None else self.row.flags


@value
class ProviderFacts:
    """A provider of the claim or of a line, and the role it is given in."""

    path: str
    """`rendering_provider`, or `service_lines[0].rendering_provider`."""
    role: ProviderRole
    provider: Provider
    line_index: int | None


@value
class CoverageFacts:
    """A coverage of the claim and its place in the order of payment."""

    index: int
    path: str
    coverage: Coverage
    billed: bool
    prior: bool
    """Whether it pays before the billed one."""


@value
class LineFacts:
    """A service line with what it takes over from the claim where it says nothing itself."""

    index: int
    path: str
    """`service_lines[0]`"""
    line: ServiceLine
    number: int
    control_number: str
    date_from: dt.date
    date_through: dt.date
    place: str | None
    place_path: str
    """Where the place stands: on the line, else on the claim."""
    rendering_npi: str | None
    """The line's, else the claim's, else the billing provider's."""
    referring: Provider | None
    ordering: Provider | None
    supervising: Provider | None
    service_facility: Provider | None
    code: str | None
    """The procedure code; None where it is absent or blank."""
    system: CodeSystem | None
    """The code system by its form alone; None where the form is of none, or the qualifier of another system."""
    modifiers: frozenset[str]
    is_total: bool
    """Whether it is a revenue line 0001, which only repeats the total."""
    diagnoses: tuple[DiagnosisFacts, ...]
    """The diagnoses it points at, in order; pointers at nothing are left out."""
    rows: LineRows
    """What the loaded tables say of the procedure code."""


@value
class NcciPair:
    """Two lines of a claim whose codes are not both paid (NCCI); the second is part of the first."""

    first: LineFacts
    second: LineFacts
    row: PairRow


@value
class ClaimFacts:
    """One claim, ready to be judged."""

    encounter: EncounterEvent
    as_of: dt.date
    """UTC date of `occurred_at`: 'future' and 'too late' are seen from here."""
    profile: str
    payer_class: PayerClass
    allow_waivers: bool
    waivable: frozenset[str]
    """Codes of the edits that may be waived."""
    parameters: Mapping[str, Mapping[str, ParameterValue]]
    """The parameters of each edit that has some, by edit code."""
    tables: Tables
    loaded: LoadedTables
    """Those of `tables` that hold procedure codes and were loaded by the user."""
    claim_id: str
    patient_control_number: str
    reported_repairs: tuple[tuple[str, str], ...]
    """Repairs that were left undone and are to be reported: (repair code, path)."""

    professional: bool
    institutional: bool
    type_of_bill: str
    """Without its leading zero; empty where there is none."""
    inpatient: bool
    outpatient: bool
    acute: bool
    ncci: bool
    """Whether the tables of the National Correct Coding Initiative are for this claim."""
    void: bool
    replacement: bool
    new: bool
    """Neither a replacement nor a void."""
    notice: bool
    """A notice of election or admission, without ordinary lines, charges or status."""

    billed: Coverage | None
    billed_path: str
    """`coverages[0]`"""
    filing: str | None
    """Filing indicator of the billed coverage."""
    on_wc_am_lm: bool
    """Whether the billed coverage is workers' compensation, auto or liability."""

    diagnoses: tuple[DiagnosisFacts, ...]
    principal: DiagnosisFacts | None
    procedures: tuple[ProcedureFacts, ...]
    all_lines: tuple[LineFacts, ...]
    lines: tuple[LineFacts, ...]
    """The service lines without revenue lines 0001."""
    systems: frozenset[CodeSystem | None]
    """The code systems of these lines."""
    ncci_pairs: tuple[NcciPair, ...]
    """Lines whose codes are not both paid, in the edition for the payer; none where `ncci` does not hold."""
    coverages: tuple[CoverageFacts, ...]
    providers: tuple[ProviderFacts, ...]
    """Every provider given, of the claim and then of each line, in the order of the event."""

    age_date: dt.date
    """The date at which the claim's age counts: the admission on inpatient bills, else the first day."""
    age_years: int | None
    age_days: int | None
    condition_codes: frozenset[str]
    texts: EventTexts
    """Every text and address of the event; none where all of them are certainly good."""

    @property
    def hospital_outpatient(self) -> bool:
        """Whether it is a hospital's bill for an outpatient."""
        return self.type_of_bill[:2] == "13"

    def parameter(self, edit: str, name: str) -> ParameterValue:
        """A parameter of an edit as the profile has it.

        Raises:
            KeyError: the edit declares no such parameter.
        """
        return self.parameters[edit][name]

    def parameter_set(self, edit: str, name: str) -> frozenset[str]:
        """A parameter that is a list of texts, as a set.

        Raises:
            KeyError: the edit declares no such parameter.
            TypeError: the parameter is no list.
        """
        made = self.parameters[edit][name]
        if not isinstance(made, tuple):
            raise TypeError(f"parameter {name} of {edit} is no list")
        return frozenset(made)


def whole_years(born: dt.date, on: dt.date) -> int:
    """Age in completed years; someone born on 29 February has their birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_blank(text: str | None) -> bool:
    """Whether a text is missing: null and blank are one and the same to every edit."""
    return text is None or not text.strip()


def money(amount: Decimal) -> str:
    """An amount as a message prints it: two decimals, no thousands separator."""
    return f"{amount:.2f}"
