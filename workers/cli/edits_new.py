"""`claims-worker edits new`: the two files that a new edit begins as."""

from pathlib import Path

import click

from rules.pages.new_edit import NoNewEdit, new_edit
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with


@click.command("new")
@click.argument("family", metavar="FAMILY")
@click.argument("name", metavar="NAME")
@click.option(
    "--checkout",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The checkout to write into; by default the folder you are in.",
)
def new(family: str, name: str, checkout: Path) -> None:
    """Begin an edit of FAMILY (DX, or diagnosis) called NAME (line-date-missing).

    It writes the edit's definition and its case file. One case fails until you have written what the edit finds.
    """
    try:
        made = new_edit(family, name, checkout)
    except NoNewEdit as refused:
        end_with(COULD_NOT_RUN, str(refused))
    click.echo(f"{made.code} {name}")
    click.echo(f"  {made.definition}  what it finds, why, how to mend it")
    click.echo(f"  {made.cases}  what fires it and what does not; its first case fails until you have written it")
    click.echo(f"Then: pytest tests/edits -k {made.code}, a row in tests/edits/catalogue_rows.toml, make generated.")
