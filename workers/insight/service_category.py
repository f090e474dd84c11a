"""The service category of a claim: the kind of care, by type of bill, place of service and procedures."""

from typing import Final

_BILL: Final = "left(right(type_of_bill, 3), 2)"


def _bill(*kinds: str) -> str:
    return f"{_BILL} IN ({', '.join(map(repr, kinds))})"


def _place(*codes: str) -> str:
    return f"place_of_service IN ({', '.join(map(repr, codes))})"


def _any_line(condition: str) -> str:
    return f"len(list_filter(lines, lambda x: {condition})) > 0"


def _all_lines(condition: str) -> str:
    return f"len(lines) > 0 AND len(list_filter(lines, lambda x: NOT coalesce({condition}, false))) = 0"


def _between(low: str, high: str) -> str:
    return f"x.procedure_code BETWEEN '{low}' AND '{high}' AND length(x.procedure_code) = 5"


CATEGORIES: Final[tuple[tuple[str, str], ...]] = (
    ("inpatient", _bill("11", "12", "18", "41")),
    ("emergency", _place("23") + " OR " + _any_line("x.revenue_code LIKE '045%'")),
    ("outpatient hospital", f"{_bill('13', '85')} OR {_place('19', '22')}"),
    ("skilled nursing", f"{_bill('21', '22', '23')} OR {_place('31', '32')}"),
    ("home health", _bill("32", "33", "34")),
    ("hospice", f"{_bill('81', '82')} OR {_place('34')}"),
    ("office", _place("11", "17", "20", "49", "50", "71", "72")),
    ("telehealth", _place("02", "10") + " OR " + _any_line("list_has_any(x.modifiers, ['95', 'GT'])")),
    ("ambulatory surgery", f"{_bill('83')} OR {_place('24')}"),
    ("laboratory", f"{_bill('14')} OR {_place('81')} OR ({_all_lines(_between('80047', '89398'))})"),
    ("imaging", _all_lines(_between("70010", "79999"))),
    ("ambulance", _place("41", "42") + " OR " + _any_line("x.revenue_code LIKE '054%'")),
)
"""Name and condition, in the order in which they are tried."""

WITHIN_STAY: Final = ("21", "51", "61")
"""Places of service of professional claims that are part of a stay and therefore no visit of their own."""

SERVICE_CATEGORY: Final = "\n".join(
    [
        f"CASE WHEN claim_form = 'PROFESSIONAL' AND {_place(*WITHIN_STAY)} THEN NULL",
        *(f"WHEN {condition} THEN '{name}'" for name, condition in CATEGORIES),
        "ELSE 'other' END",
    ]
)
"""The category as an expression of SQL; null for a professional claim within a stay."""
