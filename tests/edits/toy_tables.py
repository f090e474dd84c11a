"""Code tables of a few rows, in place of those that a user loads: for the case files and for the examples of edits.

A row is a mapping of the columns that matter; `start` and `end` bound it, and what is left out is as in most rows. The
tables are the real ones, over releases in memory.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from rules.tables.coded_rows import Fact
from rules.tables.kind import OpenTable
from rules.tables.kinds.ub_codes import UB_LETTERS
from rules.tables.released_table import LoadedRelease
from rules.tables.store import TABLE_KINDS
from tests.edits.toy_releases import (
    ALWAYS,
    Days,
    Row,
    ToyCertificates,
    ToyCodes,
    ToyOrderReferring,
    ToyPairs,
    ToyPayerRules,
    ToyPayers,
    days_of,
    iso_days,
    toy_policies,
)

Facts: TypeAlias = Iterator[tuple[str, Fact]]
_DAY: Final = dt.timedelta(days=1)


def _of_days(row: Row) -> Facts:
    """Rows of `code` with their days."""
    yield row["code"], iso_days(row)


def _hcpcs(row: Row) -> Facts:
    """Rows of `code`, `description` and `coverage`, and rows of `modifier`."""
    yield row.get("code") or row["modifier"], (*iso_days(row), row.get("coverage"))


def _unit_limits(row: Row) -> Facts:
    """Rows of `code`, `value`, `adjudication` and, for one setting alone, `hospital`."""
    for setting, hospital in (("P", False), ("H", True)):
        if row.get("hospital", hospital) == hospital:
            yield setting + row["code"], (row["value"], row["adjudication"])


def _add_on_codes(row: Row) -> Facts:
    """Rows of `code`, `kind` and `primaries`."""
    start, end = iso_days(row)
    for primary in row.get("primaries") or (None,):
        yield row["code"], (row["kind"], primary, start, end, end, end)


def _fees(row: Row) -> Facts:
    """Rows of `code`, `modifier` and the indicators."""
    usual = {"status": "A", "component": "0", "global_days": "XXX", "multiple": "0", "bilateral": "1"}
    usual |= {"assistant": "2", "co_surgeon": "2", "team": "2"}
    yield row["code"] + (row.get("modifier") or ""), tuple(row.get(name, part) for name, part in usual.items())


def _statuses(row: Row) -> Facts:
    """Rows of `code` and `status`."""
    yield row["code"], (row["status"],)


def _jurisdictions(row: Row) -> Facts:
    """Rows of `code` and `jurisdiction`."""
    yield row["code"], (row["jurisdiction"],)


def _on_list(row: Row) -> Facts:
    """Rows of `code`."""
    yield row["code"], ()


def _ages(row: Row) -> Facts:
    """Rows of `code`, `first`, `last` and `payer_id`."""
    yield row["code"], (*iso_days(row), row.get("payer_id"), row["first"], row["last"])


def _sexes(row: Row) -> Facts:
    """Rows of `code`, `sex` and `payer_id`."""
    yield row["code"], (*iso_days(row), row.get("payer_id"), row["sex"])


def _modifiers(row: Row) -> Facts:
    """Rows of `code`, `one_of` and `payer_id`."""
    yield row["code"], (*iso_days(row), row.get("payer_id"), tuple(row["one_of"]))


def _crosswalk(row: Row) -> Facts:
    """Rows of `ndc` and `procedure`."""
    yield row["ndc"], (row["procedure"],)


def _packages(row: Row) -> Facts:
    """Rows of `ndc`, with the dates between which it was sold."""
    yield row["ndc"], iso_days(row)


def _deactivated(row: Row) -> Facts:
    """Rows of `npi`, with the dates between which it was deactivated."""
    yield row["npi"], iso_days(row)


def _exclusions(row: Row) -> Facts:
    """Rows of `npi`, with the dates between which it is excluded, and `waived_in` with a state."""
    yield row["npi"], (*iso_days(row), row.get("waived_in"))


def _opt_outs(row: Row) -> Facts:
    """Rows of `npi`, with the dates between which it opted out, and `may_order`."""
    yield row["npi"], (*iso_days(row), row.get("may_order", True))


def _zip_codes(row: Row) -> Facts:
    """Rows of `zip` and `state`."""
    for area in (row["zip"], row["zip"][:3]):
        yield area, (row["state"],)


def _tests(row: Row) -> Facts:
    """Rows of `code`, and `waived` for the list of waived tests."""
    yield row["code"], (*iso_days(row), "certificate")
    if row.get("waived"):
        yield row["code"], (*iso_days(row), "waived")


def _revenue_codes(row: Row) -> Facts:
    """Rows of `code`, and `needs_procedure` if a procedure code must go with it."""
    yield row["code"], (*iso_days(row), row.get("needs_procedure", False))


def _ub_codes(row: Row) -> Facts:
    """Rows of `kind` and `code`."""
    yield UB_LETTERS[row["kind"]] + row["code"], iso_days(row)


def _adjustment_codes(row: Row) -> Facts:
    """Rows of `reason` or of `remark`."""
    yield f"C{row['reason']}" if "reason" in row else f"R{row['remark']}", iso_days(row)


_DATED: Final[Mapping[str, Callable[[Row], Facts]]] = {
    "cpt": _of_days,
    "hipps": _of_days,
    "hcpcs": _hcpcs,
    "aoc": _add_on_codes,
    "procedure_age": _ages,
    "procedure_sex": _sexes,
    "modifier_rules": _modifiers,
    "ndc_directory": _packages,
    "npi_deactivated": _deactivated,
    "leie": _exclusions,
    "opt_out": _opt_outs,
    "clia_tests": _tests,
    "single_dose_drugs": _of_days,
    "snf_therapy": _of_days,
    "revenue_codes": _revenue_codes,
    "ub_codes": _ub_codes,
    "adjustment_codes": _adjustment_codes,
}
"""Tables whose facts have days of their own."""
_BY_RELEASE: Final[Mapping[str, Callable[[Row], Facts]]] = {
    "mue": _unit_limits,
    "mue_medicaid": _unit_limits,
    "mpfs": _fees,
    "opps_b": _statuses,
    "dmepos_jurisdiction": _jurisdictions,
    "zip_states": _zip_codes,
    "poa_exempt": _on_list,
    "telehealth": _on_list,
    "nucc": _on_list,
    "ndc_hcpcs": _crosswalk,
}
"""Tables whose facts hold for a release: where rows have days, there is a release for each stretch between them."""
_OTHERS: Final[Mapping[str, Callable[[str, Days, Sequence[Row]], LoadedRelease]]] = {
    "ncci_ptp": ToyPairs,
    "ncci_ptp_medicaid": ToyPairs,
    "payer_rules": ToyPayerRules,
    "payers": ToyPayers,
    "coverage": toy_policies,
    "clia_certificates": ToyCertificates,
    "order_referring": ToyOrderReferring,
}
TOYS: Final = (*_DATED, *_BY_RELEASE, *_OTHERS)
"""The tables that there is a toy of."""


def toy_table(name: str, rows: Sequence[Row], *, covered: Days = ALWAYS) -> OpenTable:
    """A toy of a table, by its name, its rows and the days it answers for."""
    return TABLE_KINDS[name].of_releases(list(_releases(name, rows, covered)))


def toy_tables(wanted: Mapping[str, Sequence[Row]]) -> list[OpenTable]:
    """The toy tables of a case or an example, by name and rows."""
    return [toy_table(name, rows) for name, rows in wanted.items()]


def _releases(name: str, rows: Sequence[Row], covered: Days) -> Iterator[LoadedRelease]:
    if name in _OTHERS:
        yield _OTHERS[name](name, covered, rows)
        return
    words = {row.get("code", ""): row.get("description") for row in rows}
    if name in _DATED:
        yield ToyCodes(name, covered, [pair for row in rows for pair in _DATED[name](row)], words)
        return
    for start, end in _stretches(rows, covered):
        held = [row for row in rows if days_of(row)[0] <= start and end <= days_of(row)[1]]
        yield ToyCodes(name, (start, end), [pair for row in held for pair in _BY_RELEASE[name](row)], words)


def _stretches(rows: Sequence[Row], covered: Days) -> Iterator[Days]:
    """The days between which no row begins or ends."""
    first, last = covered
    begins = {first}
    for row in rows:
        start, end = days_of(row)
        begins |= {start, *(() if end == dt.date.max else (end + _DAY,))}
    ordered = sorted(begin for begin in begins if first <= begin <= last)
    for begin, following in zip(ordered, (*ordered[1:], None), strict=True):
        yield begin, last if following is None else following - _DAY
