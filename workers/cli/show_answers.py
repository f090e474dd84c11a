"""Prints the report of `claims-worker answers` for a person."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from workers.answers.answers_report import (
    AnswersReport,
    ClassRow,
    CodeRow,
    CountName,
    EditRow,
    Merged,
    RejectingEditRow,
)
from workers.answers.earnings import Interval
from workers.answers.small_cells import FEWEST
from workers.cli.answers_form import name_of
from workers.cli.show_outcome import counted, printable

_MOST_CODES: Final = 20
_MOST_EDITS: Final = 30
_MOST_CARRIERS: Final = 6
"""Rows, and edits of a code, in the text; JSON and CSV have all."""
_ADVICE: Final[Mapping[CountName, str]] = {
    "warned": "an edit warned about it: raise it for this payer",
    "waived": "an edit fired and was waived: look at the waiver",
    "not_checked": "an edit could not check it: load its code table",
    "off": "the edit is off, in shadow, or not for such claims: turn it on",
    "silent": "the edit found nothing: the payer's own rule, or a miss; read a sample",
    "no_edit": "no edit carries the code",
    "not_a_refusal": "patient share, contract, or accepted",
    "ambiguous": "answers that several claims fit; not counted further",
    "not_ours": "answers that no claim fits; not counted further",
}


def print_answers(console: Console, report: AnswersReport, *, listed: bool) -> None:
    """Print the report for a person."""
    totals = report.totals
    read = ", ".join(f"{count:,} of {kind}" for kind, count in totals.answers.items())
    console.print(Text(f"{counted(totals.sent, 'claim')} sent, {totals.answered:,} answered", style="bold"))
    console.print(f"answers: {read}; {totals.reversals:,} reversals, {totals.unbalanced:,} out of balance")
    for count, words in ((totals.repeated_answers, "answers"), (totals.repeated_claims, "claims")):
        if count:
            console.print(f"{count:,} {words} were read before; left out")
    for row in report.days:
        console.print(f"days to a {row.kind}: median {row.median:,}, nine of ten within {row.ninth_decile:,}")
    if totals.provider_adjustments:
        parts = (f"{code} {amount:,.2f}" for code, amount in totals.provider_adjustments.items())
        console.print(f"adjustments that belong to no claim (PLB): {', '.join(parts)}")
    for title, table in _tables(report):
        console.print()
        console.print(Text(title, style="bold"))
        console.print(table)
    if listed and report.instances:
        console.print()
        console.print(Text("Refusing codes by claim", style="bold"))
        console.print(_list(report))
    for line in map(_merged, report.merged):
        console.print(Text(line, style="dim"))


def _tables(report: AnswersReport) -> Iterator[tuple[str, Table]]:
    yield "What the edits said about what payers answered", _classes(report.classes)
    for words, rows, most, made in (
        ("Refusing codes", len(report.codes), _MOST_CODES, _codes(report.codes[:_MOST_CODES])),
        ("Edits that warned", len(report.edits), _MOST_EDITS, _edits(report.edits[:_MOST_EDITS])),
        (
            "Edits that rejected",
            len(report.rejecting_edits or ()),
            _MOST_EDITS,
            _rejecting((report.rejecting_edits or ())[:_MOST_EDITS]),
        ),
    ):
        if rows:
            yield words if rows <= most else f"{words}: the first {most} of {rows:,} (--format csv has all)", made


def _classes(rows: Iterable[ClassRow]) -> Table:
    table = _table("class", "codes", "claims", "amount", "what it means")
    for row in rows:
        table.add_row(row.name, f"{row.codes:,}", f"{row.claims:,}", f"{row.amount:,.2f}", _ADVICE[row.name])
    return table


def _codes(rows: Iterable[CodeRow]) -> Table:
    table = _table("payer", "code", "codes", "claims", "amount", "classes", "edits")
    for row in rows:
        found = ", ".join(f"{name} {count:,}" for name, count in row.counts.items())
        edits = list(dict.fromkeys(edit for some in row.edits.values() for edit in some))
        shown = " ".join(edits[:_MOST_CARRIERS]) + (
            f" and {len(edits) - _MOST_CARRIERS} more" if edits[_MOST_CARRIERS:] else ""
        )
        numbers = (f"{row.codes:,}", f"{row.claims:,}", f"{row.amount:,.2f}")
        table.add_row(_payer(row.payer), row.code, *numbers, found, shown)
    return table


def _edits(rows: Iterable[EditRow]) -> Table:
    table = _table("edit", "payer", "warned", "decided", "hits", "other", "paid", "rate", "base", "verdict")
    for row in rows:
        numbers = (f"{number:,}" for number in (row.warned, row.decided, row.hits, row.refused_otherwise, row.paid))
        base = "–" if row.base_rate is None else f"{row.base_rate:.1%}"
        name = f"{row.edit} {name_of(row.edit)}"
        table.add_row(name, _payer(row.payer), *numbers, _rate(row.rate), base, row.verdict)
    return table


def _rejecting(rows: Iterable[RejectingEditRow]) -> Table:
    table = _table("edit", "rejected", "sent later", "changed", "corrected and paid")
    for row in rows:
        numbers = (f"{number:,}" for number in (row.rejected, row.sent_later, row.changed, row.corrected_and_paid))
        table.add_row(f"{row.edit} {name_of(row.edit)}", *numbers)
    return table


def _payer(payer: str) -> str:
    return printable(payer) or "–"


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        numeric = heading in ("codes", "claims", "amount", "warned", "decided", "hits", "other", "paid", "base")
        table.add_column(heading, justify="right" if numeric else "left")
    return table


def _list(report: AnswersReport) -> Table:
    table = _table("claim", "version", "line", "answer", "code", "class", "edits")
    for one in report.instances:
        line = "–" if one.line_number is None else str(one.line_number)
        place = (one.claim_id, str(one.claim_version), line)
        table.add_row(*place, one.kind, one.code, one.counted, " ".join(one.edits))
    return table


def _merged(one: Merged) -> str:
    claims = f"fewer than {FEWEST} claims" if one.claims is None else f"{one.claims:,} claims"
    names = f" ({', '.join(one.cells)})" if one.cells else ""
    words = one.table.replace("_", " ")
    return f"not shown in {words}: {one.number} cells{names}, {claims} (--internal shows cells under {FEWEST} claims)"


def _rate(rate: Interval | None) -> str:
    return "–" if rate is None else f"{rate.share:.1%} ({rate.low:.1%} to {rate.high:.1%})"
