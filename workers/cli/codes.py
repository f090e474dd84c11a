"""`claims-worker codes`: list the loaded code tables and look up a code on a date."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final, Literal

import click
from rich.table import Table
from rich.text import Text

from rules.claim.describe_codes import dotted
from rules.look_up.answer import CodeAnswer
from rules.look_up.code import look_up_code
from rules.look_up.missing import missing_tables
from rules.tables.error import TableError
from rules.tables.kind import OpenTable
from rules.tables.manifest import manifest_form
from rules.tables.released_table import ReleasedTable
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.source_state import SourceState
from rules.tables.store import TABLE_ORDER, Tables
from rules.tables.table import TableState
from rules.tables.table_folder import open_tables
from rules.tables.undescribed import order_files_for, undescribed_codes
from workers.build_processor import build_rulebook
from workers.cli.commands_on_demand import CommandsOnDemand
from workers.cli.edits_of_table import edits_of_table
from workers.cli.format_option import FORMAT
from workers.cli.last_looks import last_looks, look_cells, look_form
from workers.cli.load_codes import diff, layout, load, prune
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with, settings_or_exit
from workers.cli.show_answer import show_answer
from workers.cli.show_outcome import make_console
from workers.cli.table_plan import edits_waiting, plan_form, plan_table, plan_tables
from workers.load_command import load_command
from workers.settings.settings import SettingsError

_MISSING: Final = {TableState.DATE_NOT_COVERED: "no release for the date", TableState.NOT_LOADED: "not loaded"}


# Only these need the modules that download.
_ON_DEMAND: Final = {
    "fetch": "workers.cli.fetch_codes:fetch",
    "sources": "workers.cli.code_sources:sources",
    "bundle": "workers.cli.bundle_codes:bundle",
    "licenses": "workers.cli.code_sources:licenses",
}


@click.group(cls=CommandsOnDemand, on_demand=_ON_DEMAND, short_help="Load, list and look up code tables.")
def codes() -> None:
    """Load, list and compare code tables, and look up codes."""


codes.add_command(load)
codes.add_command(layout)
codes.add_command(diff)
codes.add_command(prune)


def _tables() -> Tables:
    settings = settings_or_exit(require_broker=False)
    try:
        return open_tables(settings.code_tables_dir)
    except TableError as wrong:
        end_with(COULD_NOT_RUN, str(wrong))


@codes.command("status", short_help="List the code tables and the dates they cover.")
@click.option("--plan", is_flag=True, help="List only the missing tables, by the number of edits they turn on.")
@FORMAT
def status(form: Literal["text", "json"], *, plan: bool) -> None:
    """List every code table: its release, the dates it covers, its rows, and the edits that use it.

    --plan orders the missing tables by how many more edits of your payer profiles each turns on.
    """
    if plan:
        _show_plan(form)
        return
    tables = _tables()
    looks = last_looks(settings_or_exit(require_broker=False).code_tables_dir)
    rows = [_status_of(name, tables, looks.get(name)) for name in TABLE_ORDER]
    if form == "json":
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("table", "release", "covers", "rows", "expires", "checked", "newer", "used by edits"):
        table.add_column(heading, no_wrap=heading != "used by edits")
    for row in rows:
        edits = " ".join(row["edits"]) or "–"
        look = look_cells(row, dt.datetime.now(dt.UTC))
        if not row["loaded"]:
            name, waiting = row["table"], _waiting(row)
            not_loaded = (Text(name, style="yellow"), Text("not loaded", style="yellow"), waiting, "", "")
            table.add_row(*not_loaded, *look, edits)
            continue
        through = row["in_force_through"]
        gaps = "".join(f"\n  without {gap['from']} … {gap['through']}" for gap in row["gaps"])
        covers = f"{row['in_force_from']} … {through or 'open'}{gaps}"
        left = row["days_left"]
        style = "red" if left is not None and left < 0 else "yellow" if left is not None and left < 30 else "green"
        expires = "never" if left is None else f"in {left} days" if left >= 0 else f"{-left} days ago"
        earlier = len(row["releases"]) - 1
        release = f"{row['release']} and {earlier} more" if earlier > 0 else row["release"]
        table.add_row(row["table"], release, covers, f"{row['rows']:,}", Text(expires, style=style), *look, edits)
    make_console().print(table)
    for row in rows:
        if row.get("undescribed"):
            words = f"{row['undescribed']:,} codes of {row['table']} have no description; the order files of"
            load = f"claims-worker codes load {row['table']} FILE"
            make_console().print(f"{words} {', '.join(row['described_by'])} have them: {load}")


def _show_plan(form: Literal["text", "json"]) -> None:
    settings = settings_or_exit(require_broker=False)
    try:
        rulebook = build_rulebook(settings.model_copy(update={"schemas": "embedded"}))
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)
    profiles = rulebook.profiles.in_use()
    waiting = edits_waiting(rulebook.tables, profiles, dt.datetime.now(dt.UTC).date())
    found = list(plan_tables(waiting))
    if form == "json":
        click.echo(json.dumps(plan_form(found), indent=2))
        return
    if found:
        make_console().print(plan_table(found))
    make_console().print(
        f"{len({edit for edit, _ in waiting})} edits of your payer profiles wait for {len(found)} tables"
    )


def _waiting(row: Mapping[str, Any]) -> str:
    count = len(row["edits"])
    return f"{count} edit{'s wait' if count > 1 else ' waits'}: {row['load']}" if count else ""


def _undescribed(table: OpenTable) -> dict[str, Any]:
    if not isinstance(table, DatedCodes):
        return {}
    codes = undescribed_codes(table)
    return {"undescribed": len(codes), "described_by": list(order_files_for(table, codes))}


def _status_of(name: str, tables: Tables, look: SourceState | None) -> dict[str, Any]:
    table = tables.get(name)
    edits = list(edits_of_table(name))
    if table is None:
        return {
            "table": name,
            "loaded": False,
            "edits": edits,
            "load": load_command(name),
            **look_form(look, ()),
        }
    through = None if table.in_force_through == dt.date.max else table.in_force_through
    today = dt.datetime.now(dt.UTC).date()
    gaps = table.gaps() if isinstance(table, ReleasedTable) else ()
    return {
        "table": name,
        "loaded": True,
        "release": table.release,
        "rows": table.rows,
        "in_force_from": table.in_force_from.isoformat(),
        "in_force_through": None if through is None else through.isoformat(),
        "gaps": [{"from": first.isoformat(), "through": last.isoformat()} for first, last in gaps],
        "days_left": None if through is None else (through - today).days,
        "releases": [manifest_form(each) for each in table.manifests()] if isinstance(table, ReleasedTable) else [],
        "edits": edits,
        **_undescribed(table),
        **look_form(look, {each.release for each in table.manifests()} if isinstance(table, ReleasedTable) else ()),
    }


@codes.command("lookup", short_help="Look up a code on a date.")
@click.argument("code", metavar="CODE")
@click.option("--date", "day", metavar="DATE", help="Date of service (2026-10-01); default: today.")
@FORMAT
def lookup(code: str, day: str | None, form: Literal["text", "json"]) -> None:
    """Look up CODE on a date: what it means, when it is valid, and what replaced it.

    Searches every shipped and loaded table: diagnoses, procedures, modifiers, HIPPS codes, places of service, discharge
    statuses, revenue and UB-04 codes, taxonomy codes, NDCs, adjustment codes and deactivated NPIs.

    \b
    Exit codes:
      0  found
      1  not found in any table
      2  invalid argument or setting
    """
    try:
        on = dt.datetime.now(dt.UTC).date() if day is None else dt.date.fromisoformat(day)
    except ValueError:
        end_with(COULD_NOT_RUN, f"--date: must be a date such as 2026-10-01 (got {day!r})")
    tables = _tables()
    answers = look_up_code(code, on, tables)
    missing = [f"{_MISSING[state]}: {', '.join(names)}" for state, names in missing_tables(code, on, tables, answers)]
    if form == "json":
        click.echo(json.dumps([_answer_form(answer) for answer in answers], ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            make_console().print(show_answer(answer))
        if answers and missing:
            make_console().print(Text("\n".join(missing), style="dim"))
    if not answers:
        end_with(1, "; ".join((f"{code.strip().upper()} is not in any loaded code table", *missing)))


def _answer_form(answer: CodeAnswer) -> dict[str, Any]:
    return {
        "table": answer.table,
        "code": answer.code,
        "dotted": dotted(answer.code) if answer.table == "icd10cm" else answer.code,
        "on": answer.on.isoformat(),
        "in_force": answer.in_force,
        "description": answer.description,
        "periods": [
            {"from": row.start.isoformat(), "through": row.end.isoformat(), "flags": sorted(row.flags)}
            for row in answer.periods
        ],
        "below": list(answer.below),
        "successors": list(answer.successors),
        "predecessors": list(answer.predecessors),
        "hierarchy": [list(step) for step in answer.hierarchy],
        "notes": [list(note) for note in answer.notes],
    }
