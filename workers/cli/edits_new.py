"""`claims-worker edits new`: create the files of a new edit in a checkout of the project."""

from pathlib import Path
from typing import cast, get_args

import click

from rules.edit import Form
from rules.pages.new_edit import NoNewEdit, new_edit
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with


@click.command("new", short_help="Create the files of a new edit in a checkout.")
@click.argument("family", metavar="FAMILY")
@click.argument("name", metavar="NAME")
@click.option(
    "--severity",
    default="W,W,W",
    metavar="M,D,C",
    show_default=True,
    help="Severity for Medicare, Medicaid and commercial payers: R, W, N or - (off).",
)
@click.option("--snip", type=click.IntRange(1, 7), default=7, show_default=True, help="SNIP level.")
@click.option("--form", type=click.Choice(get_args(Form)), default="both", show_default=True, help="Claim form.")
@click.option(
    "--checkout",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Checkout to write to (default: the current folder).",
)
def new(family: str, name: str, severity: str, snip: int, form: str, checkout: Path) -> None:
    """Create the files of a new edit in FAMILY (DX or diagnosis) called NAME (line-date-missing).

    Writes the edit's definition and its case file, and adds its row to the list of edits. One case fails until you have
    written what the edit finds.
    """
    try:
        made = new_edit(family, name, checkout, severity=severity, snip=snip, form=cast(Form, form))
    except NoNewEdit as refused:
        end_with(COULD_NOT_RUN, str(refused))
    click.echo(f"{made.code} {name}")
    click.echo("Write these two files:")
    click.echo(f"  {made.definition}  what it finds, why, and how to fix it")
    click.echo(f"  {made.cases}  what fires it and what does not; the first case fails until you have written the edit")
    click.echo(f"{made.rows} has the edit's row.")
    click.echo(f"Then run: pytest tests/edits -k {made.code}, and make generated.")
