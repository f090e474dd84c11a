"""Code tables of a few rows, in place of those that a user loads: for the case files and for the examples of edits.

A row is a mapping of the columns that matter; `start` and `end` bound it, and what is left out is as in most rows.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

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
from tests.edits.toy_lists import LISTS
from tests.edits.toy_table import Row, ToyTable, in_force, period


def _for_payer(row: Row, payer_id: str | None) -> bool:
    return "payer_id" not in row or row["payer_id"] == payer_id


class ToyProcedureCodes(ToyTable):
    """`cpt`, `hipps`: rows of `code`."""

    def row_on(self, code: str, on: dt.date) -> ProcedureCodeRow | None:
        """The code as it is in force on the date."""
        return next((row for row in self.history(code) if row.start <= on <= row.end and self.covers(on)), None)

    def history(self, code: str) -> tuple[ProcedureCodeRow, ...]:
        """All rows of the code."""
        return tuple(
            ProcedureCodeRow(code=code, start=period(row)[0], end=period(row)[1]) for row in self.rows_of(code=code)
        )


class ToyHcpcs(ToyTable):
    """`hcpcs`: rows of `code`, `description` and `coverage`, and rows of `modifier`."""

    def row_on(self, code: str, on: dt.date) -> HcpcsRow | None:
        """The code as it is in force on the date."""
        return next((row for row in self.history(code) if row.start <= on <= row.end and self.covers(on)), None)

    def history(self, code: str) -> tuple[HcpcsRow, ...]:
        """All rows of the code."""
        return tuple(
            HcpcsRow(
                code=code,
                start=period(row)[0],
                end=period(row)[1],
                description=row.get("description"),
                coverage=row.get("coverage"),
            )
            for row in self.rows_of(code=code)
        )

    def modifier_on(self, modifier: str, on: dt.date) -> ModifierRow | None:
        """The modifier as it is in force on the date."""
        rows = self.modifier_history(modifier)
        return next((row for row in rows if row.start <= on <= row.end and self.covers(on)), None)

    def modifier_history(self, modifier: str) -> tuple[ModifierRow, ...]:
        """All rows of the modifier."""
        return tuple(
            ModifierRow(modifier=modifier, start=period(row)[0], end=period(row)[1])
            for row in self.rows_of(modifier=modifier)
        )


class ToyPairs(ToyTable):
    """`ncci_ptp`: rows of `column_1`, `column_2`, `indicator` and, for one kind of provider alone, `hospital`."""

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """Every column-2 code of the column-1 code."""
        return frozenset(
            row["column_2"] for row in self.rows_of(column_1=column_1) if row.get("hospital", hospital) == hospital
        )

    def pair(self, column_1: str, column_2: str, on: dt.date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date."""
        row = self.first_on(on, column_1=column_1, column_2=column_2)
        if row is None or row.get("hospital", hospital) != hospital:
            return None
        start, end = period(row)
        return PairRow(start=start, end=end, indicator=row["indicator"])


class ToyUnitLimits(ToyTable):
    """`mue`: rows of `code`, `value`, `adjudication` and, for one kind of provider alone, `hospital`."""

    def limit(self, code: str, on: dt.date, *, hospital: bool) -> UnitLimit | None:
        """The limit on the date."""
        row = self.first_on(on, code=code)
        if row is None or row.get("hospital", hospital) != hospital:
            return None
        return UnitLimit(value=row["value"], adjudication=row["adjudication"])


class ToyAddOnCodes(ToyTable):
    """`aoc`: rows of `code`, `kind` and `primaries`."""

    def add_on(self, code: str, on: dt.date) -> AddOnRow | None:
        """The add-on code on the date."""
        row = self.first_on(on, code=code)
        if row is None:
            return None
        return AddOnRow(code=code, kind=row["kind"], primaries=frozenset(row.get("primaries", ())))


class ToyFeeSchedule(ToyTable):
    """`mpfs`: rows of `code`, `modifier` and the indicators."""

    def row(self, code: str, modifier: str | None, on: dt.date) -> FeeRow | None:
        """The row in force on the date."""
        row = self.first_on(on, code=code, modifier=modifier)
        if row is None:
            return None
        return FeeRow(
            status=row.get("status", "A"),
            component=row.get("component", "0"),
            global_days=row.get("global_days", "XXX"),
            multiple=row.get("multiple", "0"),
            bilateral=row.get("bilateral", "1"),
            assistant=row.get("assistant", "2"),
            co_surgeon=row.get("co_surgeon", "2"),
            team=row.get("team", "2"),
        )


class ToyOutpatientStatuses(ToyTable):
    """`opps_b`: rows of `code` and `status`."""

    def status(self, code: str, on: dt.date) -> str | None:
        """The status indicator on the date."""
        row = self.first_on(on, code=code)
        return None if row is None else str(row["status"])


class ToyProcedureAges(ToyTable):
    """`procedure_age`: rows of `code`, `first`, `last` and `payer_id`."""

    def ages(self, code: str, payer_id: str | None, on: dt.date) -> tuple[int, int] | None:
        """First and last age."""
        for row in self.rows_of(code=code):
            if in_force(row, on) and _for_payer(row, payer_id):
                return row["first"], row["last"]
        return None


class ToyProcedureSexes(ToyTable):
    """`procedure_sex`: rows of `code`, `sex` and `payer_id`."""

    def sex(self, code: str, payer_id: str | None, on: dt.date) -> Literal["FEMALE", "MALE"] | None:
        """The sex that the service is for."""
        for row in self.rows_of(code=code):
            if in_force(row, on) and _for_payer(row, payer_id):
                return "FEMALE" if row["sex"] == "FEMALE" else "MALE"
        return None


class ToyModifierRules(ToyTable):
    """`modifier_rules`: rows of `code`, `one_of` and `payer_id`."""

    def rules(self, code: str, payer_id: str | None, on: dt.date) -> tuple[ModifierRule, ...]:
        """What the code needs on the date."""
        return tuple(
            ModifierRule(one_of=tuple(row["one_of"]))
            for row in self.rows_of(code=code)
            if in_force(row, on) and _for_payer(row, payer_id)
        )


class ToyCoverage(ToyTable):
    """`coverage`: rows of `code`, `policy`, `covered`, `denied`, the bounds, `payer_id` and `state`."""

    def policies(self, code: str, payer_id: str | None, state: str | None, on: dt.date) -> tuple[CoveragePolicy, ...]:
        """The policies in force on the date."""
        return tuple(
            CoveragePolicy(
                policy=row["policy"],
                national=row.get("national", False),
                covered=frozenset(row["covered"]) if "covered" in row else None,
                denied=frozenset(row.get("denied", ())),
                ages=tuple(row["ages"]) if "ages" in row else None,
                places=frozenset(row["places"]) if "places" in row else None,
                units_per_day=Decimal(row["units_per_day"]) if "units_per_day" in row else None,
            )
            for row in self.rows_of(code=code)
            if in_force(row, on) and _for_payer(row, payer_id) and row.get("state", state) == state
        )


TOYS: Mapping[str, Callable[..., ToyTable]] = {
    "cpt": ToyProcedureCodes,
    "hipps": ToyProcedureCodes,
    "hcpcs": ToyHcpcs,
    "ncci_ptp": ToyPairs,
    "ncci_ptp_medicaid": ToyPairs,
    "mue": ToyUnitLimits,
    "mue_medicaid": ToyUnitLimits,
    "aoc": ToyAddOnCodes,
    "mpfs": ToyFeeSchedule,
    "opps_b": ToyOutpatientStatuses,
    "procedure_age": ToyProcedureAges,
    "procedure_sex": ToyProcedureSexes,
    "modifier_rules": ToyModifierRules,
    "coverage": ToyCoverage,
    **LISTS,
}


def toy_tables(wanted: Mapping[str, Sequence[Row]]) -> list[ToyTable]:
    """The toy tables of a case or an example, by name and rows."""
    return [TOYS[name](name, rows) for name, rows in wanted.items()]
