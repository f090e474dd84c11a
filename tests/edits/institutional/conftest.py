"""Small code tables for institutional bills, for none of these is shipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from rules.tables.kind import OpenTable
from tests.edits.toy_tables import toy_table

Say = Callable[..., list[tuple[str, str, str]]]
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture
def small_tables() -> list[OpenTable]:
    """Revenue codes, of which 0360 needs a procedure code from July on, codes of the bill, and a payer's rules."""
    revenue = [{"code": code} for code in ("0120", "0250", "0300", "0360", "0450", "0730")]
    ub = {"condition": "09", "occurrence": "11", "span": "74", "value": "80"}
    return [
        toy_table(
            "revenue_codes",
            [*revenue, {"code": "0360", "needs_procedure": True, "start": "2026-07-01"}],
            covered=YEAR,
        ),
        toy_table("ub_codes", [{"kind": kind, "code": code} for kind, code in ub.items()], covered=YEAR),
        toy_table("payer_rules", [{"payer_id": "00621", "drg": True}], covered=YEAR),
    ]


@pytest.fixture
def say(judge: Callable[..., Judgement], small_tables: list[OpenTable]) -> Say:
    """A function that judges a sample with the small tables and returns what an edit says: field, severity, message."""

    def run(edit: str, base: str, changes: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
        judgement = judge(base, changes, with_tables=small_tables, **more)
        return [(one.field, one.severity, one.message) for one in judgement.findings if one.edit == edit]

    return run
