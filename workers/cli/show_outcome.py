"""An outcome as a biller reads it: what is wrong, where, and how to mend it."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.edit_parts import written
from schemas.finding import Finding, NotChecked, Repair
from schemas.json_form import NotAnEncounter
from schemas.unreadable import Unreadable
from workers.outcome import DeadLetter, Outcome, Ready, Rejected

SEVERITY_STYLES: Final[Mapping[str, str]] = {"REJECT": "bold red", "WARN": "yellow", "NOTICE": "cyan"}
_INDENT: Final = 2
_PIPE_WIDTH: Final = 4000


def make_console(*, stderr: bool = False) -> Console:
    """A console with colour on a terminal and plain text, unwrapped, in a pipe."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False, markup=False)
    if not console.is_terminal:
        console = Console(
            stderr=stderr, highlight=False, width=_PIPE_WIDTH, color_system=None, emoji=False, markup=False
        )
    return console


def show_outcome(label: str, outcome: Outcome) -> RenderableType:
    """An outcome under the label of its input."""
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
    """Why an input is no encounter event, place by place."""
    head = Text.assemble(("UNREADABLE", "bold magenta"), "  ", (label, "bold"), "  ", (fault.reason, "magenta"))
    if isinstance(fault, NotAnEncounter):
        places = [(misfit.field, misfit.expected) for misfit in fault.misfits]
    else:
        places = [(fault.field, fault.expected or "")]
    rows = []
    for field, expected in places:
        words = f": expected {expected}" if expected else ""
        rows.append(_indented(Text.assemble((field or "the whole input", "bold"), words)))
    return Group(head, *rows)


def _indented(text: Text, depth: int = 1) -> Padding:
    # Not expanded: in a pipe nobody wants lines filled up with blanks.
    return Padding(text, (0, 0, 0, depth * _INDENT), expand=False)


def _head(word: str, style: str, label: str, claim_id: str, version: int, profile: str) -> Text:
    return Text.assemble(
        (f"{word:<9}", style), " ", (label, "bold"), "  ", (f"claim {claim_id} v{version} · {profile}", "dim")
    )


def _body(
    findings: Iterable[Finding], repairs: Iterable[Repair], not_checked: Iterable[NotChecked]
) -> Iterable[RenderableType]:
    for finding in findings:
        yield from show_finding(finding)
    by_repair: dict[str, list[str]] = {}
    for repair in repairs:
        by_repair.setdefault(repair.repair, []).append(repair.field)
    for code, fields in by_repair.items():
        shown = ", ".join(fields[:3]) + (f" and {len(fields) - 3} more" if len(fields) > 3 else "")
        yield _indented(Text.assemble(("repaired   ", "dim"), (f"{code} {shown}", "dim")))
    for entry in not_checked:
        why = {"NOT_LOADED": "is not loaded", "DATE_NOT_COVERED": "does not cover the date"}.get(entry.reason, "")
        what = f"table {entry.table} {why}" if entry.table else "an edit failed"
        yield _indented(Text.assemble(("unchecked  ", "dim"), (f"{what}: {', '.join(entry.edits)}", "dim")))


def show_finding(finding: Finding) -> Iterable[RenderableType]:
    """A finding: its severity and name, its place, its sentence, what would mend it, and the codes a payer uses."""
    style = SEVERITY_STYLES[finding.severity]
    place = finding.field if finding.line_number is None else f"{finding.field} (line {finding.line_number})"
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
    if codes:
        yield _indented(Text(" · ".join(codes), style="dim"), 5)
