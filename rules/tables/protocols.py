"""What edits ask of the code tables that users load: each protocol is the promise of one table to the edits.

A table is found by its name and held against the protocol before it is asked, so that a loader can be written later
without a change to an edit. Codes are upper case without separators.
"""

from datetime import date
from typing import Literal, Protocol, TypeAlias, runtime_checkable

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
