"""Loads `mue` and `mue_medicaid`: the unit limits of a quarter, a list for each setting.

The layout of the files is in the description of the table.
"""

import re
from typing import Final

from rules.tables.coded_rows import Fact, coded_columns
from rules.tables.kinds.unit_limits import HOSPITAL, PRACTITIONER, SUPPLIER
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files, refuse_layout, refuse_other_edition
from rules.tables.loaders.fields import only, read_code
from rules.tables.loaders.headed_rows import HeadedRows, find_headed_rows, texts_first
from rules.tables.loaders.period import decide_period
from rules.tables.loaders.source_file import SourceFile

_ENCODING: Final = "latin-1"
_COLUMNS: Final = {
    "code": re.compile("(hcpcs)?(cpt)?(hcpcs)?codes?"),
    "value": re.compile("[a-z]*mue(s|values?)"),
    "indicator": re.compile("mueadjudicationindicator|mai"),
}
_SETTINGS: Final = {
    PRACTITIONER: re.compile("practitioner|physician"),
    HOSPITAL: re.compile("outpatient|hospital"),
    SUPPLIER: re.compile("dme|supplier|equipment"),
}
_NAMES: Final = {PRACTITIONER: "practitioners", HOSPITAL: "outpatient hospitals", SUPPLIER: "suppliers"}


def load_unit_limits(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The unit limits of one quarter, for practitioners, outpatient hospitals and, if given, suppliers.

    Raises:
        TableError: no file is such a list, one of the first two is missing, or a row cannot be parsed.
    """
    medicaid = request.kind == "mue_medicaid"
    columns = request.columns(_COLUMNS)
    optional = frozenset(("indicator",)) if medicaid else frozenset[str]()
    lists = [found for file in only(files) if (found := find_headed_rows(file, columns, _ENCODING, optional))]
    if not lists:
        refuse_layout(files, "has no unit limits: no header with a code, an MUE value and an adjudication indicator")
    refuse_other_edition([each.source for each in lists], medicaid=medicaid)
    # Only Medicare's lists have an indicator; Medicaid's may get one, but then their names say whose they are.
    unnamed = [each.source for each in lists if not re.search("mcd|medicaid", each.source.name.lower())]
    if medicaid and unnamed and any("indicator" in each.headings for each in lists if each.source in unnamed):
        refuse_layout(unnamed, "has an MUE adjudication indicator, as only Medicare's lists do")
    settings: dict[str, HeadedRows] = {}
    for each in lists:
        setting = _setting(each)
        twins = texts_first([settings[setting], each]) if setting in settings else [each]
        if len(twins) > 1:
            refuse_files([twin.source for twin in twins], f"are both the limits for {_NAMES[setting]}")
        settings[setting] = twins[0]
    for needed in (PRACTITIONER, HOSPITAL):
        if needed not in settings:
            refuse_files([each.source for each in lists], f"lacks the limits for {_NAMES[needed]}; load all together")
    rows: list[tuple[str, Fact]] = []
    parts = {}
    for setting, each in settings.items():
        limits = _rows(each, setting, medicaid=medicaid)
        parts[f"limits for {_NAMES[setting]}"] = len(limits)
        rows.extend(limits)
    periods = {
        decide_period(request, each.source, (each.source.own_name, each.lead, each.source.name), "quarter")
        for each in settings.values()
    }
    if len(periods) > 1:
        labels = sorted(period.label for period in periods)
        refuse_files([each.source for each in lists], f"are for different quarters: {', '.join(labels)}")
    period = periods.pop()
    return Draft(
        release=request.release or period.label,
        in_force_from=period.start,
        in_force_through=period.end,
        rows_read=len(rows),
        rows_kept=len(rows),
        columns=coded_columns(rows),
        cumulative=False,
        used=tuple(each.source for each in settings.values()),
        parts=parts,
    )


def _rows(found: HeadedRows, setting: str, *, medicaid: bool) -> list[tuple[str, Fact]]:
    source, lines, rows = found.source, dict[str, int](), []
    for line, cells in found.rows:
        code = read_code(source, line, "code", cells["code"])
        if code in lines:
            refuse(source, line, "code", f"{code} is listed twice, first on line {lines[code]}")
        lines[code] = line
        if not cells["value"].isdigit():
            refuse(source, line, "value", f"expected a whole number of units, found {cells['value']!r}")
        indicator = cells.get("indicator", "")[:1]
        if medicaid and not indicator:
            indicator = "1"
        if indicator not in ("1", "2", "3"):
            refuse(source, line, "adjudication indicator", f"{cells['indicator']!r} must begin with 1, 2 or 3")
        rows.append((setting + code, (int(cells["value"]), int(indicator))))
    if not rows:
        refuse_files([source], "has no limits")
    return rows


def _setting(found: HeadedRows) -> str:
    """The setting of a list, from its header or else its name or its archive's."""
    texts = (found.headings["value"].lower(), found.source.own_name, found.source.name.lower())
    told = [[setting for setting, pattern in _SETTINGS.items() if pattern.search(text)] for text in texts]
    clear = next((settings[0] for settings in told if len(settings) == 1), None)
    if clear is None:
        refuse_files([found.source], "does not say whose limits it has: practitioners, hospitals or suppliers")
    return clear
