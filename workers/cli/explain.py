"""Explains what every edit did on one encounter."""

import datetime as dt
import inspect
from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rules.edit import Edit
from rules.engine.why_silent import Silence, why_silent
from rules.repairs.repair_event import repair_event
from schemas.encounter import EncounterEvent
from schemas.finding import Finding, NotChecked
from schemas.value import value
from workers.cli.show_outcome import printable_text
from workers.pipeline.outcome import DeadLetter, Outcome, Ready
from workers.pipeline.process_encounter import Rulebook, claim_of


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
    silences: tuple[Silence, ...]
    """Why each edit that found nothing found nothing; empty for an unreadable record."""


def explain(
    event: object,
    outcome: Outcome,
    catalogue: Mapping[str, Edit],
    rulebook: Rulebook,
    as_of: dt.date | None,
) -> Explanation:
    """Explain the outcome of an event; for an unreadable record every edit is 'not applicable'."""
    if isinstance(outcome, DeadLetter) or not isinstance(event, EncounterEvent):
        return Explanation(
            fired=(),
            passed=(),
            not_checked=(),
            shadow=(),
            not_applicable=tuple(catalogue),
            off=(),
            silences=(),
        )
    record = outcome.claim if isinstance(outcome, Ready) else outcome.rejection
    findings: tuple[Finding, ...] = record.findings
    entries: tuple[NotChecked, ...] = record.not_checked
    fired = {finding.edit for finding in findings}
    unchecked = {code for entry in entries for code in entry.edits}
    shadow, ran = set(outcome.tally.shadow), set(outcome.tally.ran)
    profile = rulebook.profiles.choose(event, rulebook.only_profile)
    claim = claim_of(repair_event(event, profile.repairs), rulebook, profile, as_of)
    off = {code for code, edit in catalogue.items() if profile.word(edit) == "off" and code not in ran}
    heard = fired | unchecked | shadow
    return Explanation(
        fired=tuple(code for code in catalogue if code in fired),
        passed=tuple(code for code in catalogue if code in ran and code not in heard),
        not_checked=tuple(code for code in catalogue if code in unchecked and code not in fired),
        shadow=tuple(code for code in catalogue if code in shadow),
        not_applicable=tuple(code for code in catalogue if code not in ran | fired | unchecked | shadow | off),
        off=tuple(code for code in catalogue if code in off),
        silences=tuple(why_silent(edit, claim, profile) for code, edit in catalogue.items() if code not in heard),
    )


def show_explanation(explanation: Explanation, catalogue: Mapping[str, Edit]) -> RenderableType:
    """Render the edits by what became of them, with the reason of each that found nothing."""
    table = Table.grid(padding=(0, 2))
    for words, codes, style in (
        ("fired", explanation.fired, "red"),
        ("not checked", explanation.not_checked, "yellow"),
        ("in shadow", explanation.shadow, "magenta"),
        ("off in this profile", explanation.off, "dim"),
    ):
        if codes:
            table.add_row(Text(f"  {words} ({len(codes)})", style=style), Text(" ".join(codes), style="dim"))
    rows: list[RenderableType] = [table]
    silences = {silence.edit: silence for silence in explanation.silences}
    if explanation.not_applicable and silences:
        rows.append(Text(f"  not applicable ({len(explanation.not_applicable)})", style="dim"))
        by_reason: dict[str, list[str]] = {}
        for code in explanation.not_applicable:
            by_reason.setdefault(silences[code].because, []).append(code)
        rows += [Text(f"    {reason}: {' '.join(codes)}", style="dim") for reason, codes in by_reason.items()]
    if explanation.passed:
        rows.append(Text(f"  passed ({len(explanation.passed)})", style="green"))
        rows += [Padding(line, (0, 0, 0, 4), expand=False) for line in _passed(explanation, catalogue)]
    return Group(*rows)


def _passed(explanation: Explanation, catalogue: Mapping[str, Edit]) -> Iterator[Text]:
    """What each edit looks for, and what it met instead."""
    for silence in explanation.silences:
        code = silence.edit
        if code not in explanation.passed:
            continue
        looks_for = (inspect.getdoc(catalogue[code].check) or "").partition("\n")[0]
        yield printable_text(Text.assemble((code, "green"), f" {catalogue[code].name}  ", (looks_for, "dim")))
        values = ", ".join(f"{name} = {shown}" for name, shown in silence.values)
        place = "" if silence.at is None else f"{silence.at}: "
        yield printable_text(Text(f"      {place}{silence.because}{f'  ({values})' if values else ''}", style="dim"))
