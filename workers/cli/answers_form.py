"""The report of `claims-worker answers` as JSON and CSV."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from rules.catalog import load_catalogue
from workers.answers.answers_report import COUNT_NAMES, AnswersReport, CodeRow, EditRow

_CSV: Final = (
    *("table", "payer", "code", "class", "edit", "codes", "claims", "amount", "edits", "decided", "hits"),
    *("refused_otherwise", "paid", "rate", "low", "high", "base_rate", "verdict", "sent_later", "changed"),
    *("corrected_and_paid", "claim_id", "claim_version", "line_number"),
)


def answers_form(report: AnswersReport, *, listed: bool) -> dict[str, Any]:
    """The report for programs."""
    totals = report.totals
    shown = {row.name: row for row in report.classes}
    made: dict[str, Any] = {
        "claims": {
            "sent": totals.sent,
            "answered": totals.answered,
            "decided": totals.decided,
            "repeated": totals.repeated_claims,
        },
        "answers": {
            **totals.answers,
            "repeated": totals.repeated_answers,
            "reversals": totals.reversals,
            "unbalanced": totals.unbalanced,
        },
        "counts": {name: shown[name].codes if name in shown else None for name in COUNT_NAMES},
        "amounts": {name: _money(shown[name].amount) if name in shown else None for name in COUNT_NAMES},
        "codes": [_code_form(row) for row in report.codes],
        "edits": [_edit_form(row) for row in report.edits],
        "rejecting_edits": None
        if report.rejecting_edits is None
        else [
            {
                "edit": row.edit,
                "name": name_of(row.edit),
                "rejected": row.rejected,
                "sent_later": row.sent_later,
                "changed": row.changed,
                "corrected_and_paid": row.corrected_and_paid,
            }
            for row in report.rejecting_edits
        ],
        "days_to_answer": {
            row.kind: {"answers": row.answers, "median": row.median, "ninth_decile": row.ninth_decile}
            for row in report.days
        },
        "provider_adjustments": {code: _money(amount) for code, amount in totals.provider_adjustments.items()},
        "merged": {
            one.table: {"cells": one.number, "claims": one.claims, **({"names": one.cells} if one.cells else {})}
            for one in report.merged
        },
    }
    if listed:
        made["list"] = [
            {
                "claim_id": one.claim_id,
                "claim_version": one.claim_version,
                "line_number": one.line_number,
                "payer": one.payer,
                "answer": one.kind,
                "code": one.code,
                "class": one.counted,
                "edits": one.edits,
            }
            for one in report.instances
        ]
    return made


def write_answers_csv(report: AnswersReport, *, listed: bool) -> str:
    """All rows of the report as one table; `table` says what a row is about."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _CSV, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _csv_rows(report, listed=listed):
        writer.writerow({name: _cell(part) for name, part in row.items() if part is not None})
    return out.getvalue()


def _code_form(row: CodeRow) -> dict[str, Any]:
    return {
        "payer": row.payer or None,
        "code": row.code,
        "codes": row.codes,
        "claims": row.claims,
        "amount": _money(row.amount),
        "counts": row.counts,
        "edits": row.edits,
    }


def _edit_form(row: EditRow) -> dict[str, Any]:
    return {
        "edit": row.edit,
        "name": name_of(row.edit),
        "payer": row.payer or None,
        "warned": row.warned,
        "decided": row.decided,
        "hits": row.hits,
        "refused_otherwise": row.refused_otherwise,
        "paid": row.paid,
        **_rates(row),
        "verdict": row.verdict,
    }


def _rates(row: EditRow) -> dict[str, float | None]:
    rate = row.rate
    bounds = (None, None, None) if rate is None else (rate.share, rate.low, rate.high)
    parts = dict(zip(("rate", "low", "high"), bounds, strict=True)) | {"base_rate": row.base_rate}
    return {name: None if part is None else round(part, 4) for name, part in parts.items()}


def _csv_rows(report: AnswersReport, *, listed: bool) -> Iterator[dict[str, Any]]:
    for row in report.classes:
        yield {"table": "counts", "class": row.name, "codes": row.codes, "claims": row.claims, "amount": row.amount}
    for one in report.codes:
        edits = " ".join(dict.fromkeys(edit for some in one.edits.values() for edit in some))
        form = {name: part for name, part in _code_form(one).items() if name not in ("counts", "edits")}
        classes = " ".join(f"{name}:{count}" for name, count in one.counts.items())
        yield {"table": "codes", **form, "class": classes, "edits": edits}
    for edit in report.edits:
        form = _edit_form(edit)
        yield {"table": "edits", "claims": form.pop("warned"), **{name: form[name] for name in form if name != "name"}}
    for rejecting in report.rejecting_edits or ():
        yield {
            "table": "rejecting_edits",
            "edit": rejecting.edit,
            "claims": rejecting.rejected,
            "sent_later": rejecting.sent_later,
            "changed": rejecting.changed,
            "corrected_and_paid": rejecting.corrected_and_paid,
        }
    for instance in report.instances if listed else ():
        yield {
            "table": "list",
            "payer": instance.payer,
            "code": instance.code,
            "class": instance.counted,
            "edits": " ".join(instance.edits),
            "claim_id": instance.claim_id,
            "claim_version": instance.claim_version,
            "line_number": instance.line_number,
        }


def _cell(part: object) -> object:
    """A cell that a spreadsheet does not take for a formula."""
    if isinstance(part, Decimal):
        return _money(part)
    return f"'{part}" if isinstance(part, str) and part.startswith(("=", "+", "-", "@", "\t", "\r")) else part


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def name_of(edit: str) -> str:
    """The name of an edit; empty if this version has no such edit."""
    known = load_catalogue().get(edit)
    return "" if known is None else known.name
