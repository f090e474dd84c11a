"""What edits ask of the code tables that users load: each protocol is the promise of one table to the edits.

A table is found by its name and held against the protocol before it is asked, so that a loader can be written later
without a change to an edit. Codes are upper case without separators.
"""

from datetime import date
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from rules.tables.rows import (
    AddOnRow,
    CoveragePolicy,
    FeeRow,
    HcpcsRow,
    ModifierRow,
    ModifierRule,
    PairRow,
    ProcedureCodeRow,
    UnitLimit,
)
from rules.tables.table import Table

UbKind: TypeAlias = Literal["condition", "occurrence", "span", "value"]
"""Which of the code sets of institutional bills a code belongs to."""


@runtime_checkable
class RevenueCodes(Table, Protocol):
    """`revenue_codes`: what a line of an institutional bill is for, in four digits."""

    def known(self, code: str, on: date) -> bool:
        """Whether the revenue code is assigned on the date."""

    def needs_procedure(self, code: str, on: date) -> bool:
        """Whether a line of an outpatient bill with this revenue code must name a procedure code."""


@runtime_checkable
class UbCodes(Table, Protocol):
    """`ub_codes`: condition, occurrence, occurrence span and value codes of institutional bills."""

    def known(self, kind: UbKind, code: str, on: date) -> bool:
        """Whether the code of this kind is assigned on the date."""


@runtime_checkable
class DrgPayers(Table, Protocol):
    """`payer_rules`, as far as they say who pays inpatient stays by diagnosis related group."""

    def pays_by_drg(self, payer_id: str, on: date) -> bool:
        """Whether the payer pays inpatient stays that end on the date by DRG."""


@runtime_checkable
class TelehealthServices(Table, Protocol):
    """`telehealth`: the services that Medicare pays for at a distance, year by year."""

    def listed(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of the date's year."""


@runtime_checkable
class NdcProcedures(Table, Protocol):
    """`ndc_hcpcs`: which procedure codes a drug is billed with."""

    def procedures_of(self, ndc: str, on: date) -> frozenset[str]:
        """The procedure codes that the NDC of eleven digits belongs to on the date; empty where it is not listed."""


@runtime_checkable
class NdcDirectory(Table, Protocol):
    """`ndc_directory`: the drug packages that were ever listed, with the dates between which they were sold."""

    def listed(self, ndc: str) -> bool:
        """Whether the NDC of eleven digits stands in the directory."""

    def marketed_on(self, ndc: str, on: date) -> bool:
        """Whether the date is within the marketing dates of a listed NDC."""


@runtime_checkable
class CliaTests(Table, Protocol):
    """`clia_tests`: the laboratory tests that need a certificate, and those simple enough to be waived (QW)."""

    def needs_certificate(self, code: str, on: date) -> bool:
        """Whether only a laboratory with a CLIA certificate may bill the procedure code on the date."""

    def is_waived(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of waived tests (modifier QW) on the date."""


@runtime_checkable
class TaxonomyCodes(Table, Protocol):
    """`nucc`: the taxonomy codes that say what kind of provider somebody is."""

    def known(self, code: str, on: date) -> bool:
        """Whether the taxonomy code is on the list of the date."""


@runtime_checkable
class NpiDeactivated(Table, Protocol):
    """`npi_deactivated`: NPIs that were switched off, with the dates from which they were."""

    def deactivated_on(self, npi: str, on: date) -> bool:
        """Whether the NPI was deactivated on the date or before it and had not become active again by the date."""


@runtime_checkable
class FilingLimits(Table, Protocol):
    """`payer_rules`, as far as they say how long after the service a claim may be filed."""

    def filing_limit_days(self, payer_id: str, on: date) -> int | None:
        """The days the payer allows for services of the date; None where its limit is not known."""


@runtime_checkable
class PoaExempt(Table, Protocol):
    """`poa_exempt`: the diagnoses that need no present-on-admission indicator, year by year."""

    def is_exempt(self, code: str, on: date) -> bool:
        """Whether the ICD-10-CM code is exempt from the indicator for discharges on the date."""


@runtime_checkable
class AuthorizationRules(Table, Protocol):
    """`payer_rules`, as far as they say which services a payer pays for only when it agreed beforehand."""

    def needs_authorization(self, payer_id: str, code: str, place: str | None, on: date) -> bool:
        """Whether the payer asks for prior authorization of the procedure, in this place of service, on the date."""


@runtime_checkable
class ProcedureCodes(Table, Protocol):
    """`cpt` and `hipps`: procedure codes of lines with the days between which they may be billed."""

    def row_on(self, code: str, on: date) -> ProcedureCodeRow | None:
        """The code as it is in force on the date."""

    def history(self, code: str) -> tuple[ProcedureCodeRow, ...]:
        """All rows of the code by date; empty where no release ever had it."""


@runtime_checkable
class Hcpcs(Table, Protocol):
    """`hcpcs`: the Level II codes and modifiers."""

    def row_on(self, code: str, on: date) -> HcpcsRow | None:
        """The code as it is in force on the date."""

    def history(self, code: str) -> tuple[HcpcsRow, ...]:
        """All rows of the code by date; empty where no release ever had it."""

    def modifier_on(self, modifier: str, on: date) -> ModifierRow | None:
        """The modifier as it is in force on the date."""

    def modifier_history(self, modifier: str) -> tuple[ModifierRow, ...]:
        """All rows of the modifier by date; empty where no release ever had it."""


@runtime_checkable
class ProcedurePairs(Table, Protocol):
    """`ncci_ptp` and `ncci_ptp_medicaid`: codes that are not both paid on one day (NCCI procedure-to-procedure)."""

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """Every column-2 code that stands below the column-1 code in any release; empty where there is none.

        Asked once for each code of a claim, so that `pair` is asked only where a partner is there too.

        Args:
            column_1: a procedure code.
            hospital: whether the outpatient hospital's table is asked, else the practitioners'.
        """

    def pair(self, column_1: str, column_2: str, on: date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date; never one whose modifier indicator is 9."""


@runtime_checkable
class UnitLimits(Table, Protocol):
    """`mue` and `mue_medicaid`: the most units of a code that are plausible (NCCI medically unlikely edits)."""

    def limit(self, code: str, on: date, *, hospital: bool) -> UnitLimit | None:
        """The limit of the quarter that the date is in; None where the code has none.

        Args:
            code: a procedure code.
            on: the day of the service.
            hospital: whether the outpatient hospital's table is asked, else the practitioners'.
        """


@runtime_checkable
class AddOnCodes(Table, Protocol):
    """`aoc`: services that are only given with another one (NCCI add-on code edits)."""

    def add_on(self, code: str, on: date) -> AddOnRow | None:
        """The add-on code with its primaries in force on the date; None where the code is no add-on then."""


@runtime_checkable
class FeeSchedule(Table, Protocol):
    """`mpfs`: the indicators of the Medicare physician fee schedule."""

    def row(self, code: str, modifier: str | None, on: date) -> FeeRow | None:
        """The row of a code with a modifier (26, TC, 53), or with none, in force on the date."""


@runtime_checkable
class OutpatientStatuses(Table, Protocol):
    """`opps_b`: how Medicare pays hospitals for a service to an outpatient (OPPS Addendum B)."""

    def status(self, code: str, on: date) -> str | None:
        """The status indicator of the code on the date, such as C, J1 or N; None where it is not listed."""


@runtime_checkable
class ProcedureAges(Table, Protocol):
    """`procedure_age`: between which ages a payer expects a service."""

    def ages(self, code: str, payer_id: str | None, on: date) -> tuple[int, int] | None:
        """First and last age in whole years, for the payer or, where it has none of its own, for all."""


@runtime_checkable
class ProcedureSexes(Table, Protocol):
    """`procedure_sex`: services that are for one sex alone."""

    def sex(self, code: str, payer_id: str | None, on: date) -> Literal["FEMALE", "MALE"] | None:
        """The sex that the service is for, for the payer or, where it has none of its own, for all."""


@runtime_checkable
class ModifierRules(Table, Protocol):
    """`modifier_rules`: procedure codes that need one modifier of a list."""

    def rules(self, code: str, payer_id: str | None, on: date) -> tuple[ModifierRule, ...]:
        """What the code needs on the date: the rules for all payers and those of this one; empty where none."""


@runtime_checkable
class CoveragePolicies(Table, Protocol):
    """`coverage`: payers' policies on which diagnoses, ages, places and units a service is covered for."""

    def policies(self, code: str, payer_id: str | None, state: str | None, on: date) -> tuple[CoveragePolicy, ...]:
        """The policies on a procedure code that are in force on the date.

        Args:
            code: a procedure code.
            payer_id: the payer of the billed coverage.
            state: postal abbreviation of the state in which the service took place, which decides the contractor.
            on: the day of the service.
        """


@runtime_checkable
class AdjustmentCodes(Table, Protocol):
    """`adjustment_codes`: the numbers of the reasons and remarks with which payers explain a payment."""

    def reason_in_force(self, code: str, on: date) -> bool:
        """Whether the claim adjustment reason code (CARC), such as 45 or B7, was in force on the date."""

    def remark_in_force(self, code: str, on: date) -> bool:
        """Whether the remittance advice remark code (RARC), such as MA18, was in force on the date."""
