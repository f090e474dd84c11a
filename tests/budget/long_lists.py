"""Events whose lists are as long as a sender likes: every list of the event, filled with items that give edits work."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from decimal import Decimal
from typing import Any, Final, TypeAlias, get_args, get_origin

from schemas import encounter as event
from schemas.records import bare_type, field_types

ListPath: TypeAlias = tuple[str, ...]
"""The names that lead to a list, through records and lists: `("service_lines", "modifiers")`."""

Item: TypeAlias = Callable[[int], Any]
"""The item with a number; what differs between items depends on the number alone."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DAY: Final = dt.date(2026, 11, 2)
DIAGNOSES: Final = _words(
    """
    F0280 M0100 D8681 G0202 E0811 I10 E119 S52 S72001 M722 H26101 H26102 H26103 H26109 C61 O80 Z370 Z5189 V0001XA
    Y6551 S72001S A000 J45 R99 I9789 M9901 T360X1A 250 123456789 XX Z00
    """
)
_ROLES: Final = get_args(event.DiagnosisRole)
PROCEDURES: Final = _words(
    """
    02RK0JZ 02RL0JZ 0TY00Z0 0FYG0Z0 10D00Z0 10E0XZZ 5A1955Z 0VT00ZZ 0UT90ZZ 30233Y2 XXXXXXX
    """
)
LINE_CODES: Final = _words(
    """
    99213 80053 80048 27447 29870 29871 0232T 36415 22614 22633 99292 99291 97110 80061 83718 98941 77067 A0425
    J3301 E0110 00100 70551 33016 99381 58150 99285 87635 J9999 Q5103 0001U 12345 999 D0120 99201 31100 12261
    """
)
MODIFIERS: Final = _words(
    """
    59 XE LT RT 50 26 TC AA QK GN GO GA GY 25 57 24 78 80 AS 62 76 91 CQ CO 95 GT QW PO 27 73 P1 ZZ
    """
)
_UNLIKE: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def every_list(cls: Any = event.EncounterEvent) -> Iterator[ListPath]:
    """Every list of an encounter event, those within lists too."""
    for name, hint in field_types(cls).items():
        inner = bare_type(get_args(hint)[0]) if get_origin(hint) is tuple else hint
        if get_origin(hint) is tuple:
            yield (name,)
        if is_dataclass(inner):
            for rest in every_list(inner):
                yield (name, *rest)


def with_list(whole: Any, path: ListPath, count: int, item: Item, *, holders: int = 1) -> Any:
    """The record with a list of so many items.

    Args:
        whole: an event, or a part of one.
        path: the list.
        count: the items of the innermost list, or of all those lists together.
        item: makes them.
        holders: of a list within lists, how many entries each outer list has.
    """
    name, *rest = path
    hint = field_types(type(whole))[name]
    if get_origin(hint) is not tuple:
        part = getattr(whole, name)
        return replace(whole, **{name: with_list(part or ANY[hint](0), tuple(rest), count, item, holders=holders)})
    if not rest:
        return replace(whole, **{name: tuple(item(number) for number in range(count))})
    made = ANY[bare_type(get_args(hint)[0])]
    each = count // holders
    held = getattr(whole, name)
    outer = tuple((held[0] if held and holders == 1 else made(number)) for number in range(holders))
    return replace(whole, **{name: tuple(with_list(one, tuple(rest), each, item) for one in outer)})


def unlike(number: int, length: int = 2) -> str:
    """Letters and digits that differ from number to number, as far as the length allows."""
    made = ""
    for _ in range(length):
        number, digit = divmod(number, len(_UNLIKE))
        made = _UNLIKE[digit] + made
    return made


def _day(number: int) -> dt.date:
    return _DAY - dt.timedelta(days=number % 700)


def _provider(number: int) -> event.Provider:
    return event.Provider(npi=f"{1_000_000_000 + number}", entity_type="PERSON", last_name="Example")


def _decision(number: int) -> event.LineAdjudication:
    return event.LineAdjudication(coverage=number, paid=Decimal("1.00"), adjudicated_on=_day(number))


def _claim_decision(number: int) -> event.CoverageAdjudication:
    return event.CoverageAdjudication(paid=Decimal(number), adjudicated_on=_day(number))


def _coverage(number: int) -> event.Coverage:
    return event.Coverage(
        payer_id=f"P{number}",
        payer_name="Example Health Plan",
        filing_indicator=("CI", "MB", "MA", "16", "WC")[number % 5],
        member_id=f"W{number}",
        relationship="SELF",
        adjudication=_claim_decision(number) if number % 2 else None,
    )


def _line(number: int) -> event.ServiceLine:
    return event.ServiceLine(
        line_number=number + 1,
        procedure_code=LINE_CODES[number % len(LINE_CODES)],
        revenue_code="0300",
        modifiers=() if number % 3 else (MODIFIERS[number % len(MODIFIERS)],),
        service_from=_DAY,
        units=Decimal(1),
        charge=Decimal("1.00"),
        diagnosis_pointers=(1,),
        adjudications=(_decision(0),) if number % 2 else (),
    )


ANY: Final[Mapping[Any, Item]] = {
    event.Coverage: _coverage,
    event.CoverageAdjudication: _claim_decision,
    event.LineAdjudication: _decision,
    event.ServiceLine: _line,
    event.Provider: _provider,
    event.ProviderId: lambda n: event.ProviderId(qualifier=("0B", "1G", "G2", unlike(n))[n % 4], value=str(n)),
    event.Adjustment: lambda n: event.Adjustment(
        group=("CO", "PR", "XX")[n % 3], reason=("45", "B7", unlike(n, 3))[n % 3], amount=Decimal(n % 5)
    ),
    event.Diagnosis: lambda n: event.Diagnosis(
        code=DIAGNOSES[n % len(DIAGNOSES)], role=_ROLES[n // len(DIAGNOSES) % len(_ROLES)]
    ),
    event.InpatientProcedure: lambda n: event.InpatientProcedure(code=PROCEDURES[n % len(PROCEDURES)], date=_day(n)),
    event.OccurrenceCode: lambda n: event.OccurrenceCode(code=unlike(n), date=_day(n // 1296)),
    event.OccurrenceSpan: lambda n: event.OccurrenceSpan(code=unlike(n), from_=_day(n), through=_day(n // 1296)),
    event.ValueCode: lambda n: event.ValueCode(code=("12", "44", "80", unlike(n))[n % 4], amount=Decimal(n % 3)),
    event.Institutional: lambda n: event.Institutional(type_of_bill="0111"),
    event.Ambulance: lambda n: event.Ambulance(transport_reason="A", distance_miles=Decimal(1)),
    event.ClaimDate: lambda n: event.ClaimDate(
        kind=(kinds := get_args(event.ClaimDateKind))[n % len(kinds)], date=_day(n // len(kinds))
    ),
    event.Attachment: lambda n: event.Attachment(report_type=unlike(n), transmission_code=("BM", "AA", "XX")[n % 3]),
    event.Waiver: lambda n: event.Waiver(edit=f"DX{100 + n % 900}", reason="Seen" if n % 2 else None),
}
"""An item of each record that stands in a list, or holds one."""

TEXTS: Final[Mapping[str, Item]] = {
    "modifiers": lambda n: MODIFIERS[n % len(MODIFIERS)],
    "remark_codes": lambda n: ("MA130", "N20", "MA18", unlike(n, 3))[n % 4],
    "diagnosis_pointers": lambda n: n % 300,
}
"""An item of the lists of texts and numbers; those not named here have two letters or digits."""


def items_of(path: ListPath) -> dict[str, Item]:
    """Ways to fill a list: with one item again and again, with items in turn, and with no two alike where it can be."""
    cls: Any = event.EncounterEvent
    for name in path:
        hint = field_types(cls)[name]
        cls = bare_type(get_args(hint)[0]) if get_origin(hint) is tuple else hint
    turn = ANY.get(cls) or TEXTS.get(path[-1], unlike)
    return {"in turn": turn, "the same": lambda _: turn(0), "unlike": _unlike_item(cls, turn)}


def _unlike_item(cls: Any, turn: Item) -> Item:
    """Items of which the code, where they have one, differs from item to item."""
    if cls is str:
        return lambda number: unlike(number, 5)
    if cls is int:
        return lambda number: number + 1
    name = next((name for name in ("procedure_code", "code", "control_number") if name in field_types(cls)), None)
    if name is None:
        return turn
    length = 2 if cls in (event.OccurrenceCode, event.OccurrenceSpan, event.ValueCode) else 5
    return lambda number: replace(turn(number), **{name: unlike(number, length)})
