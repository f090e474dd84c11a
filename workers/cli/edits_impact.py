"""`claims-worker edits impact`: what a change of rules would do to claims, before it is switched on."""

import json
from decimal import Decimal
from typing import Any, Final, Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.catalog import load_catalogue
from workers.cli.format_option import FORMAT
from workers.cli.impact import Change, EditImpact, Impact, Says, Turned, compare
from workers.cli.impact_side import NoSide, Side, read_side
from workers.cli.inputs import InputMissing, read_inputs
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_outcome import SEVERITY_STYLES, make_console
from workers.settings.settings import SettingsError

_EXAMPLES: Final = 3
"""How many claims a person is shown of each change; a program gets all."""


@click.command("impact")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("files", nargs=-1, metavar="FILE…")
@FORMAT
def impact(old: str, new: str, files: tuple[str, ...], form: Literal["text", "json"]) -> None:
    """Which edits change how many outcomes of the encounters in FILEs, if NEW takes the place of OLD.

    \b
    OLD and NEW are each one of
      now           the settings as they are: each claim under the profile of its payer
      NAME          a payer profile, under which every claim is judged (commercial)
      FILE.toml     the same, by its file: a profile that you have not put into use
      DIR           a folder of code tables, made by codes load
      FILE.jsonl    outcomes saved by check --format json, for example by another version

    \b
    claims-worker edits impact commercial ours.toml last-month.jsonl
    claims-worker edits impact now tables-2027q1/ last-month.jsonl
    claims-worker edits impact old-version.jsonl now last-month.jsonl

    \b
    Exit codes: 0 compared, 2 could not run.
    """
    settings = settings_or_exit(require_broker=False)
    try:
        sides = read_side(old, settings), read_side(new, settings)
        if not files and any(side.needs_files for side in sides):
            end_with(COULD_NOT_RUN, "say which encounters to judge: one FILE or more")
        inputs = [one for file in files for one in read_inputs(file)]
    except (NoSide, InputMissing) as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    found = compare(*(side.judge(inputs) for side in sides))
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
        "ready_to_rejected": _turned_form(found.to_rejected),
        "rejected_to_ready": _turned_form(found.to_ready),
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


def _turned_form(turned: Turned) -> dict[str, Any]:
    return {"outcomes": len(turned.places), "total_charge": f"{turned.charge:.2f}", "claims": turned.places}


def _name(one: EditImpact) -> str | None:
    known = load_catalogue().get(one.edit)
    return one.name if known is None else known.name


def _print(console: Console, found: Impact, sides: tuple[Side, Side], unreadable: int) -> None:
    console.print(Text.assemble(("OLD  ", "dim"), sides[0].words))
    console.print(Text.assemble(("NEW  ", "dim"), sides[1].words))
    console.print(Text(f"\n{found.compared} outcomes, of which {found.changed} change", style="bold"))
    console.print(_turned_line("ready → rejected", found.to_rejected))
    console.print(_turned_line("rejected → ready", found.to_ready))
    left_out = {
        "only in OLD": found.only_before,
        "only in NEW": found.only_after,
        "that cannot be read": unreadable,
    }
    for words, count in left_out.items():
        if count:
            console.print(Text(f"{count} {words}, not compared", style="magenta"))
    if found.edits:
        console.print()
        console.print(_table(found))


def _turned_line(words: str, turned: Turned) -> str:
    count = len(turned.places)
    return f"{words}  {count} {'claim' if count == 1 else 'claims'}, charges {_amount(turned.charge)}"


def _amount(charge: Decimal) -> str:
    return f"{charge:,.2f}"


def _table(found: Impact) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("edit", "name", "old", "new"):
        table.add_column(heading, no_wrap=True)
    table.add_column("outcomes", justify="right")
    table.add_column("for example")
    for one in found.edits:
        for place, change in enumerate(one.changes):
            head = (Text(one.edit, style="bold"), _name(one) or "") if place == 0 else ("", "")
            table.add_row(*head, *_said(change), str(len(change.places)), ", ".join(change.places[:_EXAMPLES]))
    return table


def _said(change: Change) -> tuple[Text, Text]:
    if change.before == change.after:
        return _word(change.before), Text("the same, elsewhere", style="dim")
    return _word(change.before), _word(change.after)


def _word(says: Says) -> Text:
    return Text(says or "–", style=SEVERITY_STYLES.get(says or "", "dim"))
