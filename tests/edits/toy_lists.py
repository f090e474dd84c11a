"""Code tables that only say yes or no, with a few rows, in place of those that a user loads."""

from collections.abc import Callable, Mapping
from datetime import date

from tests.edits.toy_table import ToyTable, in_force


class ToyPoaExempt(ToyTable):
    """`poa_exempt`: rows of `code`."""

    def is_exempt(self, code: str, on: date) -> bool:
        """Whether the code is on the list."""
        return self.first_on(on, code=code) is not None


class ToyPayerRules(ToyTable):
    """`payer_rules`: rows of `payer_id` with `code` (and `place`), `drg` or `filing_days`."""

    def needs_authorization(self, payer_id: str, code: str, place: str | None, on: date) -> bool:
        """Whether a row names the code for the payer, in this place or in any."""
        rows = self.rows_of(payer_id=payer_id, code=code)
        return any(in_force(row, on) and row.get("place", place) == place for row in rows)

    def pays_by_drg(self, payer_id: str, on: date) -> bool:
        """Whether a row says that the payer pays by DRG."""
        return self.first_on(on, payer_id=payer_id, drg=True) is not None

    def filing_limit_days(self, payer_id: str, on: date) -> int | None:
        """The days of the payer's row that has some."""
        rows = self.rows_of(payer_id=payer_id)
        return next((row["filing_days"] for row in rows if "filing_days" in row and in_force(row, on)), None)


class ToyTelehealth(ToyTable):
    """`telehealth`: rows of `code`."""

    def listed(self, code: str, on: date) -> bool:
        """Whether the code is on the list."""
        return self.first_on(on, code=code) is not None


class ToyNdcProcedures(ToyTable):
    """`ndc_hcpcs`: rows of `ndc` and `procedure`."""

    def procedures_of(self, ndc: str, on: date) -> frozenset[str]:
        """The procedure codes of the package."""
        return frozenset(row["procedure"] for row in self.rows_of(ndc=ndc) if in_force(row, on))


class ToyNdcDirectory(ToyTable):
    """`ndc_directory`: rows of `ndc`, whose dates are those between which it was sold."""

    def listed(self, ndc: str) -> bool:
        """Whether the package is in the directory."""
        return any(True for _ in self.rows_of(ndc=ndc))

    def marketed_on(self, ndc: str, on: date) -> bool:
        """Whether it was sold on the date."""
        return any(in_force(row, on) for row in self.rows_of(ndc=ndc))


class ToyCliaTests(ToyTable):
    """`clia_tests`: rows of `code`, and `waived` where it is on the list of waived tests."""

    def needs_certificate(self, code: str, on: date) -> bool:
        """Whether the code has a row."""
        return self.first_on(on, code=code) is not None

    def is_waived(self, code: str, on: date) -> bool:
        """Whether the code has a row that says so."""
        return self.first_on(on, code=code, waived=True) is not None


class ToyTaxonomyCodes(ToyTable):
    """`nucc`: rows of `code`."""

    def known(self, code: str, on: date) -> bool:
        """Whether the code has a row."""
        return self.first_on(on, code=code) is not None


class ToyNpiDeactivated(ToyTable):
    """`npi_deactivated`: rows of `npi`, whose dates are those between which it was switched off."""

    def deactivated_on(self, npi: str, on: date) -> bool:
        """Whether it was switched off on the date."""
        return self.first_on(on, npi=npi) is not None


class ToyRevenueCodes(ToyTable):
    """`revenue_codes`: rows of `code`, and `needs_procedure` where a procedure code must stand with it."""

    def known(self, code: str, on: date) -> bool:
        """Whether the code has a row."""
        return self.first_on(on, code=code) is not None

    def needs_procedure(self, code: str, on: date) -> bool:
        """Whether the code has a row that says so."""
        return self.first_on(on, code=code, needs_procedure=True) is not None


class ToyUbCodes(ToyTable):
    """`ub_codes`: rows of `kind` and `code`."""

    def known(self, kind: str, code: str, on: date) -> bool:
        """Whether the code of this kind has a row."""
        return self.first_on(on, kind=kind, code=code) is not None


class ToyAdjustmentCodes(ToyTable):
    """`adjustment_codes`: rows of `reason` or of `remark`."""

    def reason_in_force(self, code: str, on: date) -> bool:
        """Whether the reason has a row."""
        return self.first_on(on, reason=code) is not None

    def remark_in_force(self, code: str, on: date) -> bool:
        """Whether the remark has a row."""
        return self.first_on(on, remark=code) is not None


LISTS: Mapping[str, Callable[..., ToyTable]] = {
    "poa_exempt": ToyPoaExempt,
    "payer_rules": ToyPayerRules,
    "telehealth": ToyTelehealth,
    "ndc_hcpcs": ToyNdcProcedures,
    "ndc_directory": ToyNdcDirectory,
    "clia_tests": ToyCliaTests,
    "nucc": ToyTaxonomyCodes,
    "npi_deactivated": ToyNpiDeactivated,
    "revenue_codes": ToyRevenueCodes,
    "ub_codes": ToyUbCodes,
    "adjustment_codes": ToyAdjustmentCodes,
}
