"""Shows the outcomes of the demo: on one screen, or all of them with a claim and a rejection in full."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from schemas.finding import Finding
from schemas.json_form import to_json
from workers.cli.show_outcome import SEVERITY_STYLES, show_outcome
from workers.pipeline.outcome import Ready, Rejected, Tally

Sent = Mapping[str, str]
"""Sample names by event ID."""

Outcomes = Mapping[str, tuple[str, Any]]
"""Kind and record by event ID; of a dead letter its headers, by its position."""

_STYLES: Final = {"ready": "green", "rejected": "red", "dead_letter": "magenta"}
_ROWS: Final = {"ready": 4, "rejected": 5, "dead_letter": 1}
"""Outcomes of each kind that fit on one screen of 24 lines together with the rest."""
_MOST_REASONS: Final = 2
_ORDER: Final = list(SEVERITY_STYLES)


def show_summary(console: Console, sent: Sent, outcomes: Outcomes) -> None:
    """Show some outcomes of each kind with their reasons, and three lines about all."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("encounter", "outcome", "why"):
        table.add_column(heading, no_wrap=True, overflow="ellipsis")
    rows = list(_chosen(sent, outcomes))
    for name, kind, record in rows:
        label = name.removeprefix("rejected-") if kind != "dead_letter" else "(not an encounter event)"
        table.add_row(label, Text(kind.replace("_", " "), style=_STYLES[kind]), _why(kind, record))
    console.print(table)
    console.print(Text(f"… and {len(outcomes) - len(rows)} more", style="dim"))
    console.print()
    console.print(_total(outcomes))
    rejected = (record.findings for kind, record in outcomes.values() if kind == "rejected")
    each = (dict.fromkeys((one.edit, one.name) for one in found if one.severity == "REJECT") for found in rejected)
    counts = Counter(" ".join(reason) for reasons in each for reason in reasons)
    most = ", ".join(f"{reason} ({count})" for reason, count in counts.most_common(_MOST_REASONS))
    console.print(Text(f"Most rejections: {most}"))
    console.print("All outcomes, and a claim and a rejection in JSON: claims-worker demo --once --full")
    console.print()


def _chosen(sent: Sent, outcomes: Outcomes) -> Iterator[tuple[str, str, Any]]:
    """Name, kind and record of the rows: no two rejections for the same reason."""
    left = dict(_ROWS)
    reasons: set[str] = set()
    for name, kind, record in _sorted(sent, outcomes):
        first = _worst(record)[:1] if kind == "rejected" else ()
        if left[kind] and not (first and first[0].edit in reasons):
            reasons.update(finding.edit for finding in first)
            left[kind] -= 1
            yield name, kind, record


def _sorted(sent: Sent, outcomes: Outcomes) -> list[tuple[str, str, Any]]:
    named = [(sent.get(event_id, "~"), kind, record) for event_id, (kind, record) in outcomes.items()]
    return sorted(named, key=lambda one: (list(_STYLES).index(one[1]), one[0]))


def _worst(record: Any) -> list[Finding]:
    """The findings, the most severe first."""
    return sorted(record.findings, key=lambda finding: _ORDER.index(finding.severity))


def _why(kind: str, record: Any) -> Text:
    if kind == "dead_letter":
        return Text(record["claims.dead-letter.reason"])
    findings = _worst(record)
    if not findings:
        return Text("")
    first = Text(f"{findings[0].edit} {findings[0].name}", style=SEVERITY_STYLES[findings[0].severity])
    others = len({finding.edit for finding in findings} - {findings[0].edit})
    return first.append(f" +{others}", style="dim") if others else first


def _findings(outcomes: Outcomes) -> Iterable[Finding]:
    return [finding for kind, record in outcomes.values() if kind != "dead_letter" for finding in record.findings]


def _total(outcomes: Outcomes) -> Text:
    counts = Counter(kind for kind, _ in outcomes.values())
    total = ", ".join(f"{counts[kind]} {kind.replace('_', ' ')}" for kind in _STYLES if counts[kind])
    return Text(f"{len(outcomes)} records: {total}", style="bold")


def show_all(console: Console, sent: Sent, outcomes: Outcomes) -> None:
    """Show every outcome, every reason, and a claim and a rejection as text and as published."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("encounter", "outcome", "profile", "why"):
        table.add_column(heading)
    for name, kind, record in _sorted(sent, outcomes):
        if kind == "dead_letter":
            table.add_row("(not an encounter event)", Text("dead letter", style=_STYLES[kind]), "", _why(kind, record))
            continue
        styles = {f"{one.edit} {one.name}": SEVERITY_STYLES[one.severity] for one in _worst(record)}
        each = (Text(reason, style=style) for reason, style in styles.items())
        table.add_row(name, Text(kind, style=_STYLES[kind]), record.provenance.profile, Text(", ").join(each))
    console.print(table)
    console.print()
    console.print(_total(outcomes))
    console.print()
    _show_reasons(console, Counter((one.severity, one.edit, one.name) for one in _findings(outcomes)))
    for kind in ("ready", "rejected"):
        _show_one(console, sent, kind, outcomes)


def _show_reasons(console: Console, reasons: Mapping[tuple[str, str, str], int]) -> None:
    catalogue = load_catalogue()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("count", "severity", "edit", "problem"):
        table.add_column(heading)
    for (severity, code, name), count in sorted(
        reasons.items(), key=lambda one: (_ORDER.index(one[0][0]), -one[1], one[0][1])
    ):
        style = SEVERITY_STYLES[severity]
        title = catalogue[code].title if code in catalogue else name
        table.add_row(str(count), Text(severity, style=style), Text(f"{code} {name}", style=style), title)
    console.print(table)
    console.print()


def _show_one(console: Console, sent: Sent, kind: str, outcomes: Outcomes) -> None:
    """Show the outcome with the most findings and repairs: as text for a biller, and as published."""
    found = [(name, record) for name, what, record in _sorted(sent, outcomes) if what == kind]
    if not found:
        return
    name, record = max(found, key=lambda one: (len(one[1].findings) + len(one[1].repairs), one[0]))
    words = "claim" if kind == "ready" else "rejection"
    tally = Tally(profile=record.provenance.profile)
    console.print(Text(f"A {words} in full ({name})", style="bold underline"))
    outcome = Ready(claim=record, tally=tally) if kind == "ready" else Rejected(rejection=record, tally=tally)
    console.print(show_outcome(name, outcome))
    console.print(Text(json.dumps(to_json(record, omit_absent=True), ensure_ascii=False, indent=2), style="dim"))
    console.print()
