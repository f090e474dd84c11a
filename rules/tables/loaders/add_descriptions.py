"""Adds the descriptions of an older order file to the ICD-10 table in use, whose dates it leaves unchanged."""

from datetime import date

from rules.tables.coded_rows import described_columns
from rules.tables.loaders.draft import Draft, refuse_files
from rules.tables.loaders.period import Period
from rules.tables.loaders.source_file import SourceFile
from rules.tables.shipped.dated_codes import DatedCodes

_DESCRIBED = " with descriptions"


def add_descriptions(table: DatedCodes, period: Period, words: dict[str, str], source: SourceFile) -> Draft:
    """The table in use with the descriptions of codes that had none.

    Args:
        table: the table in use.
        period: the period of the order file, whose dates the table covers.
        words: the descriptions of the file, by code.
        source: the file.

    Raises:
        TableError: the file describes no code that has no description.
    """
    described = table.descriptions()
    missing = [code for code in table.all_codes() if code not in described]
    added = {code: words[code] for code in missing if code in words}
    if not added:
        reach = f"it ends on {period.end}, and the table covers dates through {table.in_force_through}"
        refuse_files([source], f"adds nothing: {reach}; nor does it describe a code that has no description")
    header = table.file.header
    begins = header.get("begins")
    return Draft(
        release=table.release.removesuffix(_DESCRIBED) + _DESCRIBED,
        in_force_from=table.in_force_from,
        in_force_through=table.in_force_through,
        rows_read=len(words),
        rows_kept=table.rows,
        columns={
            **{name: (table.file.column(name).format, bytes(table.file.column(name))) for name in table.DATED_COLUMNS},
            "replaced": ("text", table.replaced().encode()),
            **described_columns({**described, **added}.items()),
        },
        cumulative=True,
        used=(source,),
        notes=(
            "the dates of codes are unchanged: the table covers those of the file",
            f"descriptions added: {len(added):,}; codes still without one: {len(missing) - len(added):,}",
        ),
        header={"periods": header["periods"], "flag_sets": header["flag_sets"], **table.kept_header()},
        begins=None if begins is None else date.fromisoformat(begins),
    )
