"""`claims-worker insight report`: answer the measures of a report over files or a store."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from workers.cli.insight_store import MISSING_EXTRA
from workers.cli.progress_line import progress_line
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_outcome import make_console

if TYPE_CHECKING:
    from workers.insight.measure import ReportName
    from workers.insight.report import Report


@click.command("report", short_help="Report on claim quality, or on patients and care.")
@click.argument("name", type=click.Choice(("quality", "population")), metavar="quality|population")
@click.argument("files", nargs=-1, required=True, metavar="FILES")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "csv", "json", "parquet")),
    default="text",
    show_default=True,
    help="Output format; json is one object a line, parquet needs --out.",
)
@click.option("--out", "out", metavar="FILE", help="Write to this file instead of standard output.")
def report(
    name: "ReportName", files: tuple[str, ...], form: Literal["text", "html", "csv", "json", "parquet"], out: str | None
) -> None:
    """Report on outcomes, with what share is rejected and why, or which conditions grow and who comes back.

    FILES have the lines that claims-worker check --format json prints; - is standard input. One folder can be given
    instead: the store of insight sink.

    \b
    Exit codes:
      0  reported
      2  invalid argument, unreadable file, or the extra is missing
    """
    if form == "parquet" and out is None:
        end_with(COULD_NOT_RUN, "--format parquet: needs --out FILE")
    try:
        from workers.insight.open_facts import open_facts
        from workers.insight.outcome_lines import NotOutcomes
        from workers.insight.report import make_report
    except ModuleNotFoundError:
        end_with(COULD_NOT_RUN, MISSING_EXTRA)
    try:
        with progress_line("reading outcomes"):
            opened = open_facts([Path("/dev/stdin" if file == "-" else file) for file in files])
            made = make_report(opened, name)
    except NotOutcomes as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
    if form == "text" and out is None:
        from workers.insight.write_text import write_text

        make_console().print(write_text(made))
        return
    if out is None:
        click.echo(_written(made, form), nl=False)
        return
    try:
        Path(out).write_bytes(_written(made, form))
    except OSError as error:
        end_with(COULD_NOT_RUN, f"--out: cannot write {out}: {error.strerror}")


def _written(made: "Report", form: str) -> bytes:
    from workers.insight.write_lines import write_csv, write_json
    from workers.insight.write_page import write_page
    from workers.insight.write_parquet import write_parquet
    from workers.insight.write_text import write_text

    match form:
        case "html":
            return write_page(made).encode()
        case "csv":
            return write_csv(made).encode()
        case "json":
            return write_json(made).encode()
        case "parquet":
            return write_parquet(made)
        case _:
            console = make_console()
            with console.capture() as held:
                console.print(write_text(made))
            return held.get().encode()
