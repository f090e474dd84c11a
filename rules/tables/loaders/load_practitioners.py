"""Loads Medicare's lists of practitioners: `opt_out`, and `order_referring` with its two million rows."""

import re
from array import array
from datetime import date, timedelta
from typing import Final

from rules.tables.coded_rows import coded_columns, packed
from rules.tables.kinds.order_referring import BLOCK, ORDERED, npi_number
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout
from rules.tables.loaders.fields import only, read_day, read_optional_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.load_directories import day_of
from rules.tables.loaders.source_file import SourceFile, iterate
from schemas.npi import is_npi

_AFFIDAVITS: Final = {
    "npi": re.compile("npi"),
    "start": re.compile("opt_?out(effectivedate)"),
    "end": re.compile("opt_?outenddate"),
    "order": re.compile("eligibletoorderandrefer"),
    "updated": re.compile("lastupdated"),
}
_HEADER: Final = re.compile(b"(?:\xef\xbb\xbf)?NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE\\s")
_FLAGS: Final = {b"Y": 1, b"N": 0}
_BITS: Final = len(ORDERED)
_TRUSTED_AFFIDAVITS: Final = timedelta(days=45)
_TRUSTED_ORDERS: Final = timedelta(days=21)
# The first affidavits: 1998.
_FIRST: Final = date(1998, 1, 1)


def load_opt_out(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The affidavits of practitioners who opted out of Medicare.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    columns = request.columns(_AFFIDAVITS)
    lists = [found for file in only(files) if (found := find_headed_rows(file, columns, "cp1252"))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single list of affidavits: no header with NPI and Optout Effective Date")
    source, read, updated = lists[0].source, 0, date.min
    rows: dict[tuple[str, tuple[str, str | None, bool]], None] = {}
    for line, cells in lists[0].rows:
        read += 1
        if not is_npi(cells["npi"]):
            refuse(source, line, "NPI", "must be ten digits with a valid check digit")
        start = read_day(source, line, "Optout Effective Date", cells["start"])
        end = read_optional_day(source, line, "Optout End Date", cells["end"])
        if end is not None and end < start:
            refuse(source, line, "Optout End Date", f"{end} is before the effective date, {start}")
        if cells["order"].upper()[:1] not in ("Y", "N"):
            refuse(source, line, "Eligible to Order and Refer", f"must be Y or N (got {cells['order']!r})")
        fact = (start.isoformat(), None if end is None else end.isoformat(), cells["order"].upper()[:1] == "Y")
        rows[cells["npi"], fact] = None
        updated = max(updated, read_optional_day(source, line, "Last updated", cells["updated"]) or date.min)
    if not rows:
        refuse_files([source], "has no affidavits")
    day = day_of(request, source, "" if updated == date.min else updated.isoformat())
    return Draft(
        release=request.release or day.isoformat(),
        in_force_from=request.in_force_from or _FIRST,
        in_force_through=request.in_force_through or day + _TRUSTED_AFFIDAVITS,
        rows_read=read,
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=True,
        used=(source,),
    )


def load_order_referring(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The NPIs of one list with their flags.

    Raises:
        TableError: no file is such a list, or a row cannot be parsed.
    """
    lists = [file for file in files if not file.spreadsheet and _HEADER.match(file.head.replace(b'"', b""))]
    if len(lists) != 1:
        refuse_layout(files, "is not a single Order and Referring list: no header NPI, LAST_NAME, … HOSPICE")
    source = lists[0]
    found = _flags(source)
    if not found:
        refuse_files([source], "has no NPIs")
    day = day_of(request, source, "")
    return Draft(
        release=request.release or day.isoformat(),
        in_force_from=request.in_force_from or day - _TRUSTED_ORDERS,
        in_force_through=request.in_force_through or day + _TRUSTED_ORDERS,
        rows_read=len(found),
        rows_kept=len(found),
        columns=_columns(found),
        cumulative=False,
        used=(source,),
    )


def _flags(source: SourceFile) -> "array[int]":
    """The sorted numbers of the NPIs, each with its flags in the lowest bits.

    Names are not parsed, because some have bare quotation marks: the NPI is before the first comma, and the flags are
    after the last five.
    """
    found = array("Q")
    with source.open() as file:
        for line, raw in enumerate(iterate(source, file), 1):
            if line == 1 or not raw.strip(b"\r\n\x1a "):
                continue
            npi = raw.partition(b",")[0].strip(b'" ').decode("ascii", "replace")
            if not is_npi(npi):
                refuse(source, line, "NPI", "must be ten digits with a valid check digit")
            bits = 0
            flags = raw.rstrip(b"\r\n\x1a").rsplit(b",", _BITS)[1:]
            for bit, flag in enumerate(flags):
                said = _FLAGS.get(flag.strip(b'" '))
                if said is None:
                    refuse(source, line, ORDERED[bit], "must be Y or N")
                bits |= said << bit
            if len(flags) != _BITS:
                refuse(source, line, "row", "must have eight fields: the file is truncated")
            found.append(npi_number(npi) << _BITS | bits)
    return array("Q", sorted(found))


def _columns(found: "array[int]") -> dict[str, tuple[str, bytes]]:
    first, low, bits = array("I", (0,)), array("H"), bytearray()
    for each in found:
        number = each >> _BITS
        while len(first) <= number >> BLOCK:
            first.append(len(low))
        low.append(number & (1 << BLOCK) - 1)
        bits.append(each & (1 << _BITS) - 1)
    first.append(len(low))
    return {"first": ("I", packed("I", first)), "low": ("H", packed("H", low)), "bits": ("B", bytes(bits))}
