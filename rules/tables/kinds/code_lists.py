"""Tables that say of a code whether it is listed, or one short thing: nothing but the dates makes them differ."""

from datetime import date
from typing import Any

from rules.tables.kinds.listed_periods import Period, listed_periods, told_by, told_periods
from rules.tables.protocols import UbKind
from rules.tables.released_table import CodedRelease, ReleasedTable

_KIND_MARKS = {"condition": "C", "occurrence": "O", "span": "S", "value": "V"}


def in_force(fact: tuple[Any, ...], on: date) -> bool:
    """Whether the date is within the two first values of a fact; None is no bound."""
    day = on.isoformat()
    return (fact[0] is None or fact[0] <= day) and (fact[1] is None or day <= fact[1])


class OutpatientStatusTable(ReleasedTable[CodedRelease]):
    """`opps_b`: how Medicare pays hospitals for a service to an outpatient (OPPS Addendum B)."""

    __slots__ = ()

    def status(self, code: str, on: date) -> str | None:
        """The status indicator of the code on the date, such as C, J1 or N; None where it is not listed."""
        release = self.at(on)
        facts = release.coded.facts(code) if release is not None else ()
        return str(facts[0][0]) if facts else None


class TelehealthTable(ReleasedTable[CodedRelease]):
    """`telehealth`: the services that Medicare pays for at a distance, year by year."""

    __slots__ = ()

    def listed(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of the date's year."""
        release = self.at(on)
        return release is not None and bool(release.coded.facts(code))


class PoaExemptTable(ReleasedTable[CodedRelease]):
    """`poa_exempt`: the diagnoses that need no present-on-admission indicator, year by year."""

    __slots__ = ()

    def is_exempt(self, code: str, on: date) -> bool:
        """Whether the ICD-10-CM code is exempt from the indicator for discharges on the date."""
        release = self.at(on)
        return release is not None and bool(release.coded.facts(code))


class TaxonomyTable(ReleasedTable[CodedRelease]):
    """`nucc`: the taxonomy codes that say what kind of provider somebody is."""

    __slots__ = ()

    def known(self, code: str, on: date) -> bool:
        """Whether the taxonomy code is on the list of the date."""
        release = self.at(on)
        return release is not None and bool(release.coded.facts(code))

    def periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the taxonomy code was on the list; empty where it never was."""
        return listed_periods(self, code)


class NdcProcedureTable(ReleasedTable[CodedRelease]):
    """`ndc_hcpcs`: which procedure codes a drug is billed with (CMS ASP crosswalk)."""

    __slots__ = ()

    def procedures_of(self, ndc: str, on: date) -> frozenset[str]:
        """The procedure codes that the NDC of eleven digits belongs to on the date; empty where it is not listed."""
        release = self.at(on)
        return frozenset() if release is None else frozenset(fact[0] for fact in release.coded.facts(ndc))

    def periods(self, ndc: str) -> tuple[Period, ...]:
        """The days for which the NDC of eleven digits was in the crosswalk; empty where it never was."""
        return listed_periods(self, ndc)


class NdcDirectoryTable(ReleasedTable[CodedRelease]):
    """`ndc_directory`: the drug packages that were ever listed, with the dates between which they were sold (FDA)."""

    __slots__ = ()

    def listed(self, ndc: str) -> bool:
        """Whether the NDC of eleven digits stands in the directory, in any release."""
        return any(each.coded.facts(ndc) for each in self.releases)

    def marketed_on(self, ndc: str, on: date) -> bool:
        """Whether the date is within the marketing dates of a listed NDC."""
        facts = next((found for each in self.releases if (found := each.coded.facts(ndc))), ())
        return any(in_force(fact, on) for fact in facts)

    def periods(self, ndc: str) -> tuple[Period, ...]:
        """The marketing dates of the NDC of eleven digits; empty where it is not listed."""
        has = next((each for each in self.releases if each.coded.facts(ndc)), None)
        return () if has is None else tuple(sorted(told_by(has, ndc)))


class NpiDeactivatedTable(ReleasedTable[CodedRelease]):
    """`npi_deactivated`: NPIs that were switched off, with the dates from which they were (CMS NPPES)."""

    __slots__ = ()

    def deactivated_on(self, npi: str, on: date) -> bool:
        """Whether the NPI was deactivated on the date or before it and had not become active again by the date."""
        # The newest report knows best, also of days before it was written.
        return any(in_force(fact, on) for fact in self.releases[0].coded.facts(npi))

    def periods(self, npi: str) -> tuple[Period, ...]:
        """The days for which the NPI is deactivated; empty where it never was."""
        return tuple(sorted(told_by(self.releases[0], npi)))


class CliaTestTable(ReleasedTable[CodedRelease]):
    """`clia_tests`: the laboratory tests that need a certificate, and those simple enough to be waived (QW)."""

    __slots__ = ()

    def needs_certificate(self, code: str, on: date) -> bool:
        """Whether only a laboratory with a CLIA certificate may bill the procedure code on the date."""
        return self._listed("certificate", code, on)

    def is_waived(self, code: str, on: date) -> bool:
        """Whether the procedure code is on the list of waived tests (modifier QW) on the date."""
        return self._listed("waived", code, on)

    def _listed(self, what: str, code: str, on: date) -> bool:
        release = self.at(on)
        facts = release.coded.facts(code) if release is not None else ()
        return any(fact[2] == what and in_force(fact, on) for fact in facts)


class RevenueCodeTable(ReleasedTable[CodedRelease]):
    """`revenue_codes`: what a line of an institutional bill is for, in four digits (AHA)."""

    __slots__ = ()

    def known(self, code: str, on: date) -> bool:
        """Whether the revenue code is assigned on the date."""
        return bool(self._held(code, on))

    def needs_procedure(self, code: str, on: date) -> bool:
        """Whether a line of an outpatient bill with this revenue code must name a procedure code."""
        return any(fact[2] for fact in self._held(code, on))

    def periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the revenue code is assigned; empty where it never was."""
        return told_periods(self, code)

    def _held(self, code: str, on: date) -> list[tuple[Any, ...]]:
        release = self.at(on)
        facts = release.coded.facts(code) if release is not None else ()
        return [fact for fact in facts if in_force(fact, on)]


class UbCodeTable(ReleasedTable[CodedRelease]):
    """`ub_codes`: condition, occurrence, occurrence span and value codes of institutional bills (AHA)."""

    __slots__ = ()

    def known(self, kind: UbKind, code: str, on: date) -> bool:
        """Whether the code of this kind is assigned on the date."""
        release = self.at(on)
        facts = release.coded.facts(_KIND_MARKS[kind] + code) if release is not None else ()
        return any(in_force(fact, on) for fact in facts)

    def periods(self, kind: UbKind, code: str) -> tuple[Period, ...]:
        """The days for which the code of this kind is assigned; empty where it never was."""
        return told_periods(self, _KIND_MARKS[kind] + code)


class AdjustmentCodeTable(ReleasedTable[CodedRelease]):
    """`adjustment_codes`: the numbers of the reasons and remarks with which payers explain a payment (X12)."""

    __slots__ = ()

    def reason_in_force(self, code: str, on: date) -> bool:
        """Whether the claim adjustment reason code (CARC), such as 45 or B7, was in force on the date."""
        return self._held("C", code, on)

    def remark_in_force(self, code: str, on: date) -> bool:
        """Whether the remittance advice remark code (RARC), such as MA18, was in force on the date."""
        return self._held("R", code, on)

    def reason_periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the claim adjustment reason code was in force; empty where it never was."""
        return told_periods(self, f"C{code}")

    def remark_periods(self, code: str) -> tuple[Period, ...]:
        """The days for which the remittance advice remark code was in force; empty where it never was."""
        return told_periods(self, f"R{code}")

    def _held(self, mark: str, code: str, on: date) -> bool:
        release = self.at(on)
        facts = release.coded.facts(mark + code) if release is not None else ()
        return any(in_force(fact, on) for fact in facts)
