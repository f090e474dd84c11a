"""Loads `ncci_ptp` and `ncci_ptp_medicaid`: millions of rows, read once and packed as they come.

The layout of the files is in the description of the table.
"""

import re
from array import array
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, NoReturn

from rules.tables.coded_rows import packed
from rules.tables.error import TableError
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout, refuse_other_edition
from rules.tables.loaders.fields import PROCEDURE
from rules.tables.loaders.period import decide_period, quarter_of
from rules.tables.loaders.source_file import SourceFile, iterate

_ENCODING: Final = "latin-1"
_LEAD_LINES: Final = 40
# Medicaid's files lack the third column, which says whether a pair existed before 1996.
_ROW: Final = re.compile(r"[0-9A-Z]{5}\t[0-9A-Z]{5}\t(?P<third>[ *]*\t)?\d{8}\t *(?:\d{8}|\*)? *\t[019]")
_HOSPITAL: Final = re.compile("ccioph|outpatient|hospital|opps")
_PRACTITIONER: Final = re.compile("ccipra|practitioner|physician")
_SUPPLIER: Final = re.compile("(?<![a-z])dme|equipment|supplier")
_MOST_VALUES: Final = 65_535
_FOREVER: Final = "9999-12-31"

Setting = Literal["p", "h"]
_PARTS: Final[dict[Setting, str]] = {"p": "pairs of practitioners", "h": "pairs of outpatient hospitals"}
# The low 16 bits are the number of a value, the bits above them the provisional number of a code.
_SHIFT: Final = 16
_MASK: Final = (1 << _SHIFT) - 1


def load_pairs(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The pairs of practitioners and of outpatient hospitals of one release.

    Raises:
        TableError: no file has pairs, one of the two settings is missing, or a row cannot be parsed.
    """
    sources = [file for file in files if not file.spreadsheet and _first_pair(file) is not None]
    if not sources:
        refuse_layout(files, "has no NCCI pairs as CMS publishes them: tab-separated text that begins with two codes")
    refuse_other_edition(sources, medicaid=request.kind == "ncci_ptp_medicaid")
    unused = [file for file in sources if _SUPPLIER.search(file.name.lower())]
    sources = [file for file in sources if file not in unused]
    settings = {source: _setting(source) for source in sources}
    if set(settings.values()) != {"p", "h"}:
        missing = "practitioners" if "p" not in settings.values() else "outpatient hospitals"
        refuse_files(sources or unused, f"lacks the pairs of {missing}; load all files of both together")
    pairs = _Pairs()
    parts = dict.fromkeys(_PARTS.values(), 0)
    for source, setting in settings.items():
        before = pairs.rows_kept
        pairs.read(source, setting)
        parts[_PARTS[setting]] += pairs.rows_kept - before
    newest = quarter_of(pairs.newest)
    periods = {
        decide_period(request, source, (source.own_name, source.name, _lead(source)), "quarter", newest)
        for source in sources
    }
    if len(periods) > 1:
        refuse_files(sources, f"are for different quarters: {', '.join(sorted(each.label for each in periods))}")
    period = periods.pop()
    told = request.in_force_from is not None and request.in_force_through is not None
    if not told and not period.start - timedelta(days=366) <= pairs.newest <= period.end:
        refuse_files(sources, f"seems to be for {period.label}, but its newest pairs begin on {pairs.newest}")
    left_out = pairs.rows_read - pairs.rows_kept
    return Draft(
        release=request.release or period.label,
        in_force_from=request.in_force_from or pairs.oldest,
        in_force_through=period.end,
        rows_read=pairs.rows_read,
        rows_kept=pairs.rows_kept,
        columns=pairs.columns(sources),
        cumulative=True,
        used=tuple(sources),
        parts=parts,
        notes=(
            *((f"pairs left out because they were never in force: {left_out}",) if left_out else ()),
            *(f"left out, because it has the pairs of suppliers: {file.name}" for file in unused),
        ),
    )


class _Pairs:
    """The rows read so far: for each column-1 code, the numbers of its partners, each with the number of its value."""

    def __init__(self) -> None:
        self.rows_read = 0
        self.rows_kept = 0
        self.newest, self.oldest = date.min, date.max
        self._numbers: dict[bytes, int] = {}
        self._values: dict[tuple[bytes, bytes, bytes], int] = {}
        self._days: list[tuple[str, str, str]] = []
        self._below: dict[Setting, dict[int, array[int]]] = {"p": {}, "h": {}}

    def read(self, source: SourceFile, setting: Setting) -> None:
        """Read every row of a file.

        Raises:
            TableError: a row cannot be parsed.
        """
        numbers, values, below = self._numbers, self._values, self._below[setting]
        begun, kept, line = False, 0, 0
        short = (pair := _first_pair(source)) is not None and pair["third"] is None
        with source.open() as file:
            for line, raw in enumerate(iterate(source, file), 1):
                fields = raw.split(b"\t", 6)
                if short:
                    fields.insert(2, b"")
                try:
                    one, two, _, start, end, indicator, *_ = fields
                except ValueError:
                    one = two = start = end = indicator = b""
                value = values.get((start, end, indicator))
                first, second = numbers.get(one), numbers.get(two)
                if value is None or first is None or second is None:
                    if not begun and not _ROW.match(raw.decode(_ENCODING)):
                        if line > _LEAD_LINES:
                            refuse(source, line, "row", "no pair was found up to this line")
                        self.rows_read -= 1
                        continue
                    if not raw.strip(b"\r\n\x1a \t"):
                        self.rows_read -= 1
                        continue
                    begun = True
                    first, second = (
                        self._number(source, line, "column 1", one),
                        self._number(source, line, "column 2", two),
                    )
                    value = self._value(source, line, start, end, indicator)
                if value == _MASK:
                    continue
                try:
                    below[first].append(second << _SHIFT | value)
                except KeyError:
                    below[first] = array("Q", (second << _SHIFT | value,))
                kept += 1
        self.rows_read += line
        self.rows_kept += kept

    def columns(self, sources: list[SourceFile]) -> dict[str, tuple[str, bytes]]:
        """The columns of the release, sorted.

        Raises:
            TableError: a pair is in force twice on the same day.
        """
        ordered = sorted(self._numbers)
        if len(ordered) > _MOST_VALUES:
            refuse_files(sources, f"has {len(ordered):,} codes; at most {_MOST_VALUES:,} are supported")
        rank = array("H", bytes(2 * len(ordered)))
        for place, code in enumerate(ordered):
            rank[self._numbers[code]] = place
        columns: dict[str, tuple[str, bytes]] = {
            "codes": ("B", b"".join(ordered)),
            "value_start": ("I", packed("I", (date.fromisoformat(start).toordinal() for start, _, _ in self._days))),
            "value_end": ("I", packed("I", (date.fromisoformat(end).toordinal() for _, end, _ in self._days))),
            "value_indicator": ("B", bytes(int(indicator) for _, _, indicator in self._days)),
        }
        for setting, below in self._below.items():
            first, partner, value = array("I", (0,)), array("H"), array("H")
            for code in ordered:
                row = below.pop(self._numbers[code], None)
                if row is not None:
                    pairs = sorted(rank[each >> _SHIFT] << _SHIFT | each & _MASK for each in row)
                    if len({each >> _SHIFT for each in pairs}) < len(pairs):
                        twice = self._in_force_twice(pairs)
                        if twice is not None:
                            self._refuse_twice(sources, setting, code, ordered[twice])
                    partner.extend([each >> _SHIFT for each in pairs])
                    value.extend([each & _MASK for each in pairs])
                first.append(len(partner))
            columns[f"{setting}_first"] = ("I", packed("I", first))
            columns[f"{setting}_partner"] = ("H", packed("H", partner))
            columns[f"{setting}_value"] = ("H", packed("H", value))
        return columns

    def _number(self, source: SourceFile, line: int, field: str, code: bytes) -> int:
        number = self._numbers.get(code)
        if number is None:
            if not PROCEDURE.fullmatch(code.decode(_ENCODING)):
                refuse(source, line, field, f"{code.decode(_ENCODING)!r} is not a valid procedure code")
            number = self._numbers[code] = len(self._numbers)
        return number

    def _value(self, source: SourceFile, line: int, start: bytes, end: bytes, indicator: bytes) -> int:
        first = _day(source, line, "effective date", start.decode(_ENCODING).strip())
        through = end.decode(_ENCODING).strip()
        last = date.max if through in ("*", "") else _day(source, line, "deletion date", through)
        said = indicator.decode(_ENCODING).strip()
        if said not in ("0", "1", "9"):
            refuse(source, line, "modifier indicator", f"{said!r} is not 0, 1 or 9")
        if last < first:
            refuse(source, line, "deletion date", f"{last} is before the effective date {first}")
        self.oldest = min(self.oldest, first)
        if last != first:
            self.newest = max(self.newest, first)
        if said == "9" or last == first:
            number = _MASK
        else:
            number = len(self._days)
            if number >= _MASK:
                refuse(source, line, "dates", f"more than {_MOST_VALUES:,} combinations of dates and indicators")
            self._days.append((first.isoformat(), last.isoformat(), said))
        self._values[start, end, indicator] = number
        return number

    def _in_force_twice(self, pairs: list[int]) -> int | None:
        """The first partner that is in force twice on the same day."""
        held = sorted((each >> _SHIFT, self._days[each & _MASK]) for each in pairs)
        for (one, days), (other, later) in pairwise(held):
            if one == other and later[0] <= days[1]:
                return one
        return None

    def _refuse_twice(self, sources: list[SourceFile], setting: Setting, one: bytes, two: bytes) -> NoReturn:
        """The line of a pair is not kept, so the files are read again for it."""
        seen = 0
        for source in sources:
            if _setting(source) != setting:
                continue
            with source.open() as file:
                for line, raw in enumerate(iterate(source, file), 1):
                    if raw.startswith(one + b"\t" + two + b"\t"):
                        seen += 1
                        if seen > 1:
                            words = f"{one.decode()} with {two.decode()} is in force twice on some days"
                            refuse(source, line, "column 1, column 2", words)
        refuse_files(sources, f"holds {one.decode()} with {two.decode()} twice for some days")


def _day(source: SourceFile, line: int, field: str, text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        refuse(source, line, field, f"expected a date such as 20261001, found {text!r}")


def _lead(source: SourceFile) -> str:
    lines = []
    for line in source.head.decode(_ENCODING).splitlines()[:_LEAD_LINES]:
        if _ROW.match(line):
            break
        lines.append(line)
    return "\n".join(lines)


def _first_pair(source: SourceFile) -> re.Match[str] | None:
    lines = source.head.decode(_ENCODING).splitlines()[:_LEAD_LINES]
    return next((found for line in lines if (found := _ROW.match(line))), None)


def _setting(source: SourceFile) -> Setting:
    for text in (source.name.lower(), _lead(source).lower()):
        hospital, practitioner = _HOSPITAL.search(text), _PRACTITIONER.search(text)
        if hospital and not practitioner:
            return "h"
        if practitioner and not hospital:
            return "p"
    raise TableError(source.name, "does not say whose pairs it has; rename it to practitioner-….txt or hospital-….txt")
