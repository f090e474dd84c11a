"""`claims-worker insight measures`: what each measure asks, how, and how far to trust it."""

import difflib
import json
from typing import Literal

import click
from rich.text import Text

from schemas.json_form import to_json
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_outcome import make_console
from workers.cli.show_page import show_page


@click.group(short_help="List and explain the measures of the reports.")
def measures() -> None:
    """List the measures of the reports, and explain one."""


@measures.command("list", short_help="List every measure with its question.")
@FORMAT
def list_measures(form: Literal["text", "json"]) -> None:
    """List every measure with its report and its question."""
    from workers.insight.measures_in_order import MEASURES

    if form == "json":
        click.echo(json.dumps([to_json(measure) for measure in MEASURES.values()]))
        return
    width = max(map(len, MEASURES))
    for measure in MEASURES.values():
        make_console().print(Text(f"{measure.name:<{width}}  {measure.report:<10}  {measure.question}"))


@measures.command("show", short_help="Explain one measure, with its query.")
@click.argument("name", metavar="NAME")
@FORMAT
def show(name: str, form: Literal["text", "json"]) -> None:
    """Explain a measure: its question, what it is a share of, its caveats and its query.

    \b
    Exit codes:
      0  shown
      2  no such measure
    """
    from workers.insight.measure_page import measure_page
    from workers.insight.measures_in_order import MEASURES

    measure = MEASURES.get(name)
    if measure is None:
        close = difflib.get_close_matches(name, MEASURES, 1)
        hint = f"did you mean {close[0]}?" if close else f"must be one of {', '.join(MEASURES)}"
        end_with(COULD_NOT_RUN, f"no measure has the name {name!r}: {hint}")
    if form == "json":
        click.echo(json.dumps(to_json(measure)))
    else:
        show_page("\n".join(measure_page(measure)))
