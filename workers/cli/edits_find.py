"""`claims-worker edits find`: from a payer's answer, a path, an X12 element or words to the edits."""

from typing import Literal

import click

from rules.find.find_edits import find_edits
from rules.find.query import InvalidQuery, Query, make_query
from rules.pages.found_parts import found_parts, lists_edits
from rules.pages.markdown import write_sections
from workers.cli.format_option import FORMAT
from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.cli.show_edits import load_all_profiles, print_edits, print_edits_as_json
from workers.cli.show_page import show_page


@click.command("find", short_help="Find edits by a payer's code, X12 element or path.")
@click.argument("words", nargs=-1)
@click.option("--status", metavar="A7:453", help="277CA status: category:code or category:code:entity.")
@click.option("--carc", metavar="16", help="Claim adjustment reason code, with or without its group (CO-16).")
@click.option("--rarc", metavar="M20", help="Remittance advice remark code.")
@click.option("--x12", metavar="CLM05-1", help="Loop, segment or element of an 837, such as '2010BA NM109'.")
@click.option("--field", metavar="PATH", help="Field that the edit checks, as a finding prints it.")
@FORMAT
def find(
    words: tuple[str, ...],
    status: str | None,
    carc: str | None,
    rarc: str | None,
    x12: str | None,
    field: str | None,
    form: Literal["text", "json"],
) -> None:
    """Find edits by a payer's code, an X12 element, a field or words; several options narrow the search.

    WORDS may also be a code (CO-22, N290, A7:562), an element (CLM05-1) or a path (diagnoses[0].code). For a payer's
    code the answer says what it means, what causes it, which edit catches it, or why none can.

    \b
    Exit codes:
      0  search completed (even with no match)
      2  invalid argument or setting
    """
    query = _query(words, status, carc, rarc, x12, field)
    if query.is_empty:
        end_with(COULD_NOT_RUN, "give words, or at least one of --status, --carc, --rarc, --x12 and --field")
    found = find_edits(query)
    profiles = load_all_profiles()
    if form == "json":
        print_edits_as_json(found.edits, profiles)
        return
    text = "\n".join(write_sections(found_parts(query, found)))
    if text:
        show_page(text)
    if lists_edits(query, found):
        if text:
            click.echo()
        print_edits(found.edits, profiles)


def _query(
    words: tuple[str, ...], status: str | None, carc: str | None, rarc: str | None, x12: str | None, field: str | None
) -> Query:
    try:
        return make_query(carc=carc, rarc=rarc, status=status, x12=x12, path=field, words=" ".join(words))
    except InvalidQuery as wrong:
        end_with(COULD_NOT_RUN, str(wrong))
