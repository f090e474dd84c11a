"""Renders an outcome for a biller: what is wrong, where, and how to fix it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.pages.fold_findings import fold_findings
from rules.pages.printed_codes import written
from rules.repairs.catalog import REPAIRS
from schemas.finding import Action, Finding, NotChecked, NotCheckedReason, Repair
from schemas.interchange.conversion import NotConvertible
from schemas.misfits.misfit import NotAnEncounter
from schemas.unreadable import Unreadable
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected

SEVERITY_STYLES: Final[Mapping[str, str]] = {"REJECT": "bold red", "WARN": "yellow", "NOTICE": "cyan"}
_INDENT: Final = 2
_PIPE_WIDTH: Final = 4000
_MAX_EDITS: Final = 6
"""Up to this many unchecked edits are listed; above it only their number is shown."""
_NOT_CHECKED: Final[Mapping[NotCheckedReason, str]] = {
    "NOT_LOADED": "tables not loaded: ",
    "DATE_NOT_COVERED": "tables not covering the date: ",
    "EDIT_FAILED": "edit failed",
}
_ACTIONS: Final[Mapping[Action, str]] = {"REVIEW": "to review", "CONTACT_PAYER": "call the payer"}
"""What to do, unless it is to correct the claim and send it again."""
_REPAIR_NAMES: Final[Mapping[str, str]] = {repair.code: repair.name for repair in REPAIRS}


class _PipeConsole(Console):
    """A console for a file or a pipe: no color, no wrapping and no trailing spaces."""

    def __init__(self, *, stderr: bool) -> None:
        super().__init__(
            stderr=stderr, highlight=False, width=_PIPE_WIDTH, color_system=None, emoji=False, markup=False
        )

    def print(self, *objects: Any, **options: Any) -> None:
        """Print like any console."""
        with self.capture() as held:
            super().print(*objects, **options)
        lines = held.get().split("\n")
        click.echo("\n".join(line.rstrip(" ") for line in lines), nl=False, err=self.stderr)


def make_console(*, stderr: bool = False) -> Console:
    """A console with color on a terminal; plain, unwrapped text in a pipe."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False, markup=False)
    return console if console.is_terminal else _PipeConsole(stderr=stderr)


def counted(number: int, what: str) -> str:
    """`1 dead letter`, `2 dead letters`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    """Untrusted text made safe for a terminal: control characters are replaced by a placeholder."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def show_outcome(label: str, outcome: Outcome) -> RenderableType:
    """Render an outcome under the label of its input."""
    match outcome:
        case Ready():
            claim = outcome.claim
            head = _head("READY", "bold green", label, claim.claim_id, claim.claim_version, claim.provenance.profile)
            return Group(head, *_body(claim.findings, claim.repairs, claim.not_checked))
        case Rejected():
            one = outcome.rejection
            head = _head("REJECTED", "bold red", label, one.claim_id, one.claim_version, one.provenance.profile)
            return Group(head, *_body(one.findings, one.repairs, one.not_checked))
        case DeadLetter():
            return show_unreadable(label, Unreadable(outcome.reason, outcome.field, outcome.expected))


def show_unreadable(label: str, fault: Unreadable) -> RenderableType:
    """Render why an input is not an encounter event, one line per error."""
    reason = "not-convertible" if isinstance(fault, NotConvertible) else fault.reason
    head = printable_text(
        Text.assemble(("UNREADABLE", "bold magenta"), "  ", (label, "bold"), "  ", (reason, "magenta"))
    )
    places = places_at_fault(fault, quote=True)
    rows = [_indented(Text.assemble((place, "bold"), words)) for place, words in places]
    return Group(head, *rows)


def places_at_fault(fault: Unreadable, *, quote: bool) -> list[tuple[str, str]]:
    """The errors in an input: the place, and `: expected …` if the expected format is known; then how many more.

    Args:
        fault: why the input cannot be read.
        quote: say what came too, as only commands for the person who has the input may.
    """
    if isinstance(fault, NotConvertible):
        return [(fault.field or "the whole claim", f": {fault.sentence} ({fault.expected})")]
    if not isinstance(fault, NotAnEncounter):
        return [(fault.field or "the whole input", f": expected {fault.expected}" if fault.expected else "")]
    places = [(misfit.field or "the whole input", misfit.tell(quote=quote)) for misfit in fault.misfits]
    return [*places, (f"and {counted(fault.more, 'more error')}", "")] if fault.more else places


def printable_text(text: Text) -> Text:
    """Styled text made safe for a terminal, like `printable`."""
    text.plain = printable(text.plain)  # same length, so that the styles stay in place
    return text


def _indented(text: Text, depth: int = 1) -> Padding:
    return Padding(printable_text(text), (0, 0, 0, depth * _INDENT), expand=False)


def _head(word: str, style: str, label: str, claim_id: str, version: int, profile: str) -> Text:
    return printable_text(
        Text.assemble(
            (f"{word:<9}", style), " ", (label, "bold"), "  ", (f"claim {claim_id} v{version} · {profile}", "dim")
        )
    )


def _body(
    findings: Iterable[Finding], repairs: Iterable[Repair], not_checked: Iterable[NotChecked]
) -> Iterable[RenderableType]:
    for edit in fold_findings(findings):
        for entry in edit.entries:
            yield from show_finding(entry.first, entry.place)
        if edit.left_out:
            more = f"and {counted(len(edit.left_out), 'more finding')} of {edit.code} (--format json lists all)"
            yield _indented(Text(more, style="dim"), 5)
    by_repair: dict[str, list[str]] = {}
    for repair in repairs:
        by_repair.setdefault(repair.repair, []).append(repair.field)
    for code, fields in by_repair.items():
        shown = ", ".join(fields[:3]) + (f" and {len(fields) - 3} more" if len(fields) > 3 else "")
        name = _REPAIR_NAMES.get(code, "")
        yield _indented(Text.assemble(("repaired   ", "dim"), (f"{code} {name}  {shown}", "dim")))
    entries = list(not_checked)
    for reason, words in _NOT_CHECKED.items():
        edits = dict.fromkeys(code for entry in entries if entry.reason == reason for code in entry.edits)
        if not edits:
            continue
        tables = ", ".join(
            f"{entry.table} ({len(entry.edits)})" for entry in entries if entry.reason == reason and entry.table
        )
        shown = ", ".join(edits) if len(edits) <= _MAX_EDITS else f"{len(edits)} edits"
        yield _indented(Text.assemble(("unchecked  ", "dim"), (f"{shown} · {words}{tables}", "dim")))


def show_finding(finding: Finding, place: str) -> Iterable[RenderableType]:
    """Render a finding: severity, name, place, message, suggestion, and the payer's codes."""
    style = SEVERITY_STYLES[finding.severity]
    yield _indented(
        Text.assemble((f"{finding.severity:<7}", style), (finding.edit, style), f" {finding.name}  ", (place, "bold")),
    )
    yield _indented(Text(finding.message), 5)
    if finding.suggestion:
        yield _indented(Text.assemble(("→ ", "green"), finding.suggestion), 5)
    codes = []
    if finding.claim_adjustment_reason_code:
        codes.append(f"CARC {finding.claim_adjustment_reason_code}")
    if finding.remark_codes:
        codes.append(f"RARC {', '.join(finding.remark_codes)}")
    if finding.status:
        codes.append("277CA " + " + ".join(written(status) for status in finding.status))
    if finding.action in _ACTIONS:
        codes.append(_ACTIONS[finding.action])
    if codes:
        yield _indented(Text(" · ".join(codes), style="dim"), 5)
