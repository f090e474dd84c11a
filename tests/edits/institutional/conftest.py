"""Small code tables for institutional bills, for none of these is shipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from rules.tables.table import Table

Say = Callable[..., list[tuple[str, str, str]]]


class Toy:
    """What every table has; this one is in force in 2026."""

    release = "toy"
    in_force_from = dt.date(2026, 1, 1)
    in_force_through = dt.date(2026, 12, 31)
    rows = 3

    def covers(self, on: dt.date) -> bool:
        return self.in_force_from <= on <= self.in_force_through


class ToyRevenueCodes(Toy):
    """0120, 0250, 0300, 0450 and 0730, and 0360, which needs a procedure code from July on."""

    name = "revenue_codes"

    def known(self, code: str, on: dt.date) -> bool:
        return code in ("0120", "0250", "0300", "0360", "0450", "0730")

    def needs_procedure(self, code: str, on: dt.date) -> bool:
        return code == "0360" and on >= dt.date(2026, 7, 1)


class ToyUbCodes(Toy):
    """Condition 09, occurrence 11, span 74 and value 80."""

    name = "ub_codes"

    def known(self, kind: str, code: str, on: dt.date) -> bool:
        return (kind, code) in (("condition", "09"), ("occurrence", "11"), ("span", "74"), ("value", "80"))


class ToyPayerRules(Toy):
    """One payer pays stays by DRG."""

    name = "payer_rules"

    def pays_by_drg(self, payer_id: str, on: dt.date) -> bool:
        return payer_id == "00621"


@pytest.fixture
def small_tables() -> list[Table]:
    """Revenue codes, codes of the bill, and the rules of payers."""
    return [ToyRevenueCodes(), ToyUbCodes(), ToyPayerRules()]


@pytest.fixture
def say(judge: Callable[..., Judgement], small_tables: list[Table]) -> Say:
    """A function that judges a sample with the small tables and returns what an edit says: field, severity, message."""

    def run(edit: str, base: str, changes: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
        judgement = judge(base, changes, with_tables=small_tables, **more)
        return [(one.field, one.severity, one.message) for one in judgement.findings if one.edit == edit]

    return run
