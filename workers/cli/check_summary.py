"""Counts the outcomes of `check` by edit, for many encounters."""

from collections import Counter
from typing import Any, Final, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from workers.cli.show_outcome import SEVERITY_STYLES
from workers.pipeline.outcome import DeadLetter, Outcome, Ready, Rejected

Word = Literal["ready", "rejected", "unreadable"]
_ORDER: Final = list(SEVERITY_STYLES)


def word_of(outcome: Outcome) -> Word:
    """What `check` calls an outcome."""
    match outcome:
        case Ready():
            return "ready"
        case Rejected():
            return "rejected"
        case DeadLetter():
            return "unreadable"


class Summary:
    """How many encounters had each outcome, each edit and each reason why they could not be read."""

    def __init__(self) -> None:
        self.words: dict[Word, int] = {"ready": 0, "rejected": 0, "unreadable": 0}
        self._edits: Counter[tuple[str, str, str]] = Counter()
        self._reasons: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count an outcome: each edit once, however many findings it has."""
        self.words[word_of(outcome)] += 1
        match outcome:
            case Ready():
                findings = outcome.claim.findings
            case Rejected():
                findings = outcome.rejection.findings
            case DeadLetter():
                self._reasons[outcome.reason] += 1
                return
        self._edits.update({(one.severity, one.edit, one.name) for one in findings})

    def line(self) -> Text | None:
        """The number of encounters by outcome; None if there was only one."""
        total = sum(self.words.values())
        counts = ", ".join(f"{count} {word}" for word, count in self.words.items() if count)
        return Text(f"{total} encounters: {counts}", style="bold") if total > 1 else None

    def _rows(self) -> list[tuple[tuple[str, str, str], int]]:
        return sorted(self._edits.items(), key=lambda row: (_ORDER.index(row[0][0]), -row[1], row[0]))

    def show(self) -> RenderableType:
        """The counts for a person."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column("encounters", justify="right")
        for heading in ("severity", "edit", "name"):
            table.add_column(heading)
        for (severity, edit, name), count in self._rows():
            style = SEVERITY_STYLES[severity]
            table.add_row(f"{count:,}", Text(severity, style=style), Text(edit, style=style), name)
        for reason, count in self._reasons.most_common():
            table.add_row(f"{count:,}", Text("unreadable", style="magenta"), "", reason)
        return Group(table, "", self.line() or Text("1 encounter", style="bold"))

    def form(self) -> dict[str, Any]:
        """The counts for programs."""
        edits = [
            {"edit": edit, "name": name, "severity": severity, "encounters": count}
            for (severity, edit, name), count in self._rows()
        ]
        counts: dict[str, Any] = dict(self.words.items())
        return {**counts, "edits": edits, "unreadable_reasons": dict(self._reasons.most_common())}
