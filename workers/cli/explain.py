"""Explains what every edit did on one encounter."""

from collections.abc import Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rules.edit import Edit
from schemas.finding import Finding, NotChecked
from schemas.value import value
from workers.pipeline.outcome import DeadLetter, Outcome, Ready
from workers.pipeline.process_encounter import Rulebook


@value
class Explanation:
    """Every edit of the catalog, in exactly one list by its result."""

    fired: tuple[str, ...]
    passed: tuple[str, ...]
    not_checked: tuple[str, ...]
    shadow: tuple[str, ...]
    """Fired in shadow: counted, but not reported on the claim."""
    not_applicable: tuple[str, ...]
    """For the other claim form, another type of bill, or other dates of service."""
    off: tuple[str, ...]
    """Turned off in the payer profile."""


def explain(outcome: Outcome, catalogue: Mapping[str, Edit], rulebook: Rulebook) -> Explanation:
    """Explain an outcome; for an unreadable record every edit is 'not applicable'."""
    if isinstance(outcome, DeadLetter):
        return Explanation(fired=(), passed=(), not_checked=(), shadow=(), not_applicable=tuple(catalogue), off=())
    record = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
    findings: tuple[Finding, ...] = record.findings
    entries: tuple[NotChecked, ...] = record.not_checked
    fired = {finding.edit for finding in findings}
    unchecked = {code for entry in entries for code in entry.edits}
    shadow, ran = set(outcome.tally.shadow), set(outcome.tally.ran)
    profile = rulebook.only_profile or rulebook.profiles.by_name[record.provenance.profile]
    off = {code for code, edit in catalogue.items() if profile.word(edit) == "off" and code not in ran}
    return Explanation(
        fired=tuple(code for code in catalogue if code in fired),
        passed=tuple(code for code in catalogue if code in ran and code not in fired | unchecked | shadow),
        not_checked=tuple(code for code in catalogue if code in unchecked and code not in fired),
        shadow=tuple(code for code in catalogue if code in shadow),
        not_applicable=tuple(code for code in catalogue if code not in ran | fired | unchecked | shadow | off),
        off=tuple(code for code in catalogue if code in off),
    )


def show_explanation(explanation: Explanation) -> RenderableType:
    """Render the lists, one per row."""
    table = Table.grid(padding=(0, 2))
    for words, codes, style in (
        ("fired", explanation.fired, "red"),
        ("passed", explanation.passed, "green"),
        ("not checked", explanation.not_checked, "yellow"),
        ("in shadow", explanation.shadow, "magenta"),
        ("not applicable", explanation.not_applicable, "dim"),
        ("off in this profile", explanation.off, "dim"),
    ):
        if codes:
            table.add_row(Text(f"  {words} ({len(codes)})", style=style), Text(" ".join(codes), style="dim"))
    return table
