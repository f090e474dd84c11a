"""`claims-worker edits impact`: preview how a change of rules would affect claims."""

import json
from decimal import Decimal
from typing import Any, Final, Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from workers.cli.format_option import FORMAT
from workers.cli.impact import Change, EditImpact, Flipped, Impact, Says, compare
from workers.cli.impact_side import InvalidSide, Side, read_side
from workers.cli.inputs import InputMissing, read_inputs
from workers.cli.progress_line import progress_line, tracked
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console
from workers.settings.settings import SettingsError

_EXAMPLES: Final = 3
"""Number of example claims to print per change; JSON output has all of them."""


@click.command("impact", short_help="Preview how a rule change would affect claims.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("files", nargs=-1, metavar="[FILES]")
@FORMAT
def impact(old: str, new: str, files: tuple[str, ...], form: Literal["text", "json"]) -> None:
    """Show which outcomes change, and by which edits, if NEW replaces OLD for the encounters in FILES.

    \b
    OLD and NEW are each one of:
      now           the current settings; each claim uses its payer's profile
      NAME          a payer profile to use for every claim (commercial)
      FILE.toml     a payer profile that is not in use yet
      DIR           a folder of code tables created by codes load
      TABLE=RELEASE@before
                    the current tables with a release that codes load replaced
      FILE.jsonl    outcomes saved by check --format json, even by another version

    \b
    Examples:
      claims-worker edits impact commercial ours.toml last-month.jsonl
      claims-worker edits impact now tables-2027q1/ last-month.jsonl
      claims-worker edits impact 'hcpcs=2026 Q4@before' now last-month.jsonl
      claims-worker edits impact old-version.jsonl now last-month.jsonl

    \b
    Exit codes:
      0  compared
      2  invalid argument, setting or file
    """
    settings = settings_or_exit(require_broker=False)
    try:
        sides = read_side(old, settings), read_side(new, settings)
        if not files and any(side.needs_files for side in sides):
            end_with(COULD_NOT_RUN, "give FILES with encounters to check")
        with progress_line("reading") as progress:
            inputs = list(tracked((one for file in files for one in read_inputs(file)), progress))
    except (InvalidSide, InputMissing) as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    with progress_line("checking under OLD, then NEW") as progress:
        outcomes = [list(tracked(side.evaluate(inputs), progress, len(inputs))) for side in sides]
    found = compare(*outcomes)
    unreadable = sum(isinstance(one.read, Exception) for one in inputs)
    if form == "json":
        click.echo(json.dumps(_form(found, sides, unreadable), ensure_ascii=False, indent=2))
    else:
        _print(make_console(), found, sides, unreadable)


def _form(found: Impact, sides: tuple[Side, Side], unreadable: int) -> dict[str, Any]:
    return {
        "old": sides[0].words,
        "new": sides[1].words,
        "outcomes": found.compared,
        "changed": found.changed,
        "ready_to_rejected": _flipped_form(found.to_rejected),
        "rejected_to_ready": _flipped_form(found.to_ready),
        "only_in_old": found.only_before,
        "only_in_new": found.only_after,
        "unreadable": unreadable,
        "edits": [
            {
                "edit": one.edit,
                "name": _name(one),
                "outcomes": one.outcomes,
                "changes": [
                    {"old": change.before, "new": change.after, "outcomes": len(change.places), "claims": change.places}
                    for change in one.changes
                ],
            }
            for one in found.edits
        ],
    }


def _flipped_form(flipped: Flipped) -> dict[str, Any]:
    return {"outcomes": len(flipped.places), "total_charge": f"{flipped.charge:.2f}", "claims": flipped.places}


def _name(one: EditImpact) -> str | None:
    known = load_catalogue().get(one.edit)
    return one.name if known is None else known.name


def _print(console: Console, found: Impact, sides: tuple[Side, Side], unreadable: int) -> None:
    console.print(Text.assemble(("OLD  ", "dim"), sides[0].words))
    console.print(Text.assemble(("NEW  ", "dim"), sides[1].words))
    console.print(Text(f"\n{found.compared} outcomes, {found.changed} changed", style="bold"))
    console.print(_flipped_line("ready → rejected", found.to_rejected))
    console.print(_flipped_line("rejected → ready", found.to_ready))
    left_out = {
        "only in OLD": found.only_before,
        "only in NEW": found.only_after,
        "unreadable": unreadable,
    }
    for words, count in left_out.items():
        if count:
            console.print(Text(f"{count} {words}, not compared", style="magenta"))
    if found.edits:
        console.print()
        console.print(_table(found))


def _flipped_line(words: str, flipped: Flipped) -> str:
    count = len(flipped.places)
    return f"{words}  {count} {'claim' if count == 1 else 'claims'}, charges {_amount(flipped.charge)}"


def _amount(charge: Decimal) -> str:
    return f"{charge:,.2f}"


def _table(found: Impact) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("edit", "name", "old", "new"):
        table.add_column(heading, no_wrap=True)
    table.add_column("outcomes", justify="right")
    table.add_column("examples")
    for one in found.edits:
        for place, change in enumerate(one.changes):
            head = (Text(one.edit, style="bold"), _name(one) or "") if place == 0 else ("", "")
            table.add_row(*head, *_said(change), str(len(change.places)), ", ".join(change.places[:_EXAMPLES]))
    return table


def _said(change: Change) -> tuple[Text, Text]:
    if change.before == change.after:
        return _word(change.before), Text("same, on another field", style="dim")
    return _word(change.before), _word(change.after)


def _word(says: Says) -> Text:
    return Text(says or "–", style=SEVERITY_STYLES.get(says or "", "dim"))
