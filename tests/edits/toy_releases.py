"""Releases of a few rows in memory, in place of the files that a load makes; the tables over them are real."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rules.tables.coded_rows import CodedRows, Fact
from rules.tables.kinds.clia_certificates import Certificate, CertificateRelease
from rules.tables.kinds.coverage_columns import PolicyRow, coverage_columns
from rules.tables.kinds.coverage_policies import MEDICARE_EXPORT, CoverageRelease
from rules.tables.kinds.order_referring import ORDERED, OrderReferringRelease
from rules.tables.kinds.payer_rules import PayerRulesRelease
from rules.tables.kinds.payers import PayersRelease
from rules.tables.kinds.procedure_pairs import PairRelease, PairRow
from rules.tables.manifest import Manifest, manifest_form
from rules.tables.released_table import CodedRelease
from rules.tables.table_file import TableFile, table_file_bytes

Row = Mapping[str, Any]
Days = tuple[dt.date, dt.date]
ALWAYS: Days = (dt.date(2015, 10, 1), dt.date.max)


def days_of(row: Row) -> Days:
    """First and last day of a row."""
    return _date(row.get("start", ALWAYS[0])), _date(row.get("end", ALWAYS[1]))


def iso_days(row: Row) -> tuple[str, str]:
    """First and last day of a row as facts have them."""
    start, end = days_of(row)
    return start.isoformat(), end.isoformat()


def _date(sent: dt.date | str) -> dt.date:
    return sent if isinstance(sent, dt.date) else dt.date.fromisoformat(sent)


def _manifest(kind: str, days: Days) -> Manifest:
    return Manifest(
        kind=kind,
        release="toy",
        sources=(),
        rows_read=0,
        rows_kept=0,
        in_force_from=days[0],
        in_force_through=days[1],
        loaded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        holds_licence=False,
    )


class _RowsInMemory(CodedRows):
    def __init__(self, pairs: Iterable[tuple[str, Fact]]) -> None:
        self._of: dict[str, list[Fact]] = defaultdict(list)
        for code, fact in pairs:
            self._of[code].append(fact)

    def facts(self, code: str) -> tuple[Fact, ...]:
        """The facts about a code."""
        return tuple(self._of.get(code, ()))


class ToyCodes(CodedRelease):
    """A release of facts about codes, and of descriptions."""

    def __init__(
        self, kind: str, days: Days, pairs: Iterable[tuple[str, Fact]], words: Mapping[str, str | None]
    ) -> None:
        self.manifest = _manifest(kind, days)
        self.coded = _RowsInMemory(pairs)
        self._toy_words = words

    def description(self, code: str) -> str | None:
        """The description of a code."""
        return self._toy_words.get(code)


class ToyPairs(PairRelease):
    """A release of pairs: rows of `column_1`, `column_2`, `indicator` and, for one setting alone, `hospital`."""

    def __init__(self, kind: str, days: Days, rows: Iterable[Row]) -> None:
        self.manifest = _manifest(kind, days)
        self._rows = tuple(rows)

    def partners(self, column_1: str, *, hospital: bool) -> frozenset[str]:
        """The column-2 codes of the column-1 code."""
        return frozenset(row["column_2"] for row in self._for(hospital) if row["column_1"] == column_1)

    def pair(self, column_1: str, column_2: str, on: dt.date, *, hospital: bool) -> PairRow | None:
        """The pair as it is in force on the date."""
        for row in self._for(hospital):
            start, end = days_of(row)
            if (row["column_1"], row["column_2"]) == (column_1, column_2) and start <= on <= end:
                return PairRow(start=start, end=end, indicator=row["indicator"])
        return None

    def _for(self, hospital: bool) -> Iterable[Row]:
        return (row for row in self._rows if row.get("hospital", hospital) == hospital)


class ToyPayerRules(PayerRulesRelease):
    """A release of payers' rules: rows of `payer_id` with `code` (and `place`), `drg` or `filing_days`."""

    def __init__(self, kind: str, days: Days, rows: Iterable[Row]) -> None:
        self.manifest = _manifest(kind, days)
        by_payer = defaultdict(list)
        for row in rows:
            if "code" in row:
                rule = (*iso_days(row), "authorization", row["code"], row.get("place"))
            elif "filing_days" in row:
                rule = (*iso_days(row), "filing_days", row["filing_days"], None)
            else:
                rule = (*iso_days(row), "drg", None, None)
            by_payer[row["payer_id"]].append(rule)
        self._by_payer = dict(by_payer)


class ToyPayers(PayersRelease):
    """A release of payers: rows of `payer_id`, `forms`, `member_id`, `contractor` and `replaced_by`."""

    def __init__(self, kind: str, days: Days, rows: Iterable[Row]) -> None:
        self.manifest = _manifest(kind, days)
        by_id = defaultdict(list)
        for row in rows:
            said = (row.get("forms", ()), *(row.get(name) for name in ("member_id", "contractor", "replaced_by")))
            by_id[row["payer_id"]].append((*iso_days(row), *said))
        self._by_id = dict(by_id)


class ToyCertificates(CertificateRelease):
    """A release of laboratories: rows of `number`, `type` and `ended`."""

    def __init__(self, kind: str, days: Days, rows: Iterable[Row]) -> None:
        self.manifest = _manifest(kind, days)
        self._toys = {
            row["number"]: Certificate(
                kind=row.get("type", "accreditation"), ended=_date(row["ended"]) if "ended" in row else None
            )
            for row in rows
        }

    def certificate(self, number: str) -> Certificate | None:
        """The certificate with a number."""
        return self._toys.get(number)


class ToyOrderReferring(OrderReferringRelease):
    """A release of who may order: rows of `npi`, and `may` with what they may order if not everything."""

    def __init__(self, kind: str, days: Days, rows: Iterable[Row]) -> None:
        self.manifest = _manifest(kind, days)
        self._toys = {row["npi"]: sum(1 << ORDERED.index(each) for each in row.get("may", ORDERED)) for row in rows}

    def bits(self, npi: str) -> int | None:
        """The flags of an NPI."""
        return self._toys.get(npi)


def toy_policies(kind: str, days: Days, rows: Iterable[Row]) -> CoverageRelease:
    """A release of policies: rows of `code`, `policy`, `covered`, `denied`, the limits, `payer_id`, `state`, `partly`
    and `medicare`, which is the same for all rows."""
    policies = [
        PolicyRow(
            form=(
                row["policy"],
                row.get("national", False),
                "covered" in row,
                *iso_days(row),
                row.get("payer_id"),
                [row["state"]] if "state" in row else None,
                [row["state"]] if row.get("partly") else [],
                row.get("ages"),
                row.get("places"),
                row.get("units_per_day"),
            ),
            codes=(row["code"],),
            covered=row.get("covered"),
            denied=row.get("denied", ()),
        )
        for row in rows
    ]
    origin = MEDICARE_EXPORT if any(row.get("medicare") for row in rows) else ""
    header = {**manifest_form(_manifest(kind, days)), "origin": origin}
    return CoverageRelease(TableFile.of_bytes(table_file_bytes(header, coverage_columns(policies)), kind))
