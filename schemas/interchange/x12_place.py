"""Where a field of an encounter event is in an X12 837: the table `x12_places.toml`, read once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from schemas.encounter import ClaimForm
from schemas.toml_file import read_toml
from schemas.value import value

TABLE_FILE: Final = Path(__file__).with_name("x12_places.toml")

Side: TypeAlias = Literal["self", "dependent", "billed", "other"]
"""`self`, `dependent`: whether the patient is the subscriber of the billed coverage; `billed`, `other`: which coverage
the field belongs to."""

_FORMS: Final[Mapping[str, ClaimForm]] = {"P": "PROFESSIONAL", "I": "INSTITUTIONAL"}
_SIDES: Final[tuple[Side, ...]] = ("self", "dependent", "billed", "other")
_FLAGS: Final = frozenset((*_SIDES, "from", "through", "read", "written"))
_PLACE: Final = re.compile(
    r"(?:(?P<loop>[0-9]{4}[A-Z]{0,2}) )?(?P<segment>[A-Z][A-Z0-9]{1,2}?)(?P<first>[0-9]{2})"
    r"(?:\.\.(?P<last>[0-9]{2}))?(?P<more>(?:,[0-9]{2})*)(?:-(?P<part>[0-9])(?:\.\.(?P<end>[0-9]))?)?"
)
_CONDITION: Final = re.compile(
    r"[A-Z][A-Z0-9]{1,2}?(?P<element>[0-9]{2})?(?:-(?P<part>[0-9]))?(?P<not>!?)=(?P<values>.*)"
)


class X12TableError(Exception):
    """A row of the table cannot be read; the text quotes it."""


@value
class Condition:
    """What another element of the same segment has where a field is there."""

    element: int | None
    """Position of the element, from 1; None for the element of the field itself, if only a component is compared."""
    component: int | None
    values: tuple[str, ...]
    """The codes, one of which the element has; an empty text for an absent element."""
    negated: bool = False
    """Whether the element has none of the codes."""


@value
class X12Place:
    """One place of a field on one claim form.

    Positions count from 1, as the implementation guides do. A field that repeats within a segment has several elements
    or several components; a condition without an element is about the component beside it.
    """

    field: str
    """Path in the event, with `[]` for any index."""
    form: ClaimForm
    loop: str
    """Loop, such as `2010BA`; empty before the first loop."""
    segment: str
    elements: tuple[int, ...]
    components: tuple[int, ...]
    """Components of each element; empty if the element is not a composite."""
    conditions: tuple[Condition, ...] = ()
    sides: frozenset[Side] = frozenset()
    half: Literal["from", "through"] | None = None
    """Which date of a range (RD8) it is; a single date (D8) is both."""
    reads: bool = True
    """Whether a reader of files fills the field from here."""
    writes: bool = True
    """Whether the implementation guide has the element, so that a claim is sent with it."""
    note: str = ""

    @property
    def positions(self) -> tuple[str, ...]:
        """The element or component of each occurrence in order: `SV101-3`, `SV101-4` and so on."""
        return tuple(
            f"{self.segment}{element:02}{f'-{part}' if part else ''}"
            for element in self.elements
            for part in self.components or (0,)
        )

    @property
    def span(self) -> str:
        """The loop and positions: `2400 SV101-3 to -6`, `2300 HI01-2 to HI12-2`, `2320 CAS02, CAS05 … CAS17`."""
        first, last = self.positions[0], self.positions[-1]
        if first == last:
            where = first
        elif len(self.elements) == 1:
            where = f"{first} to -{self.components[-1]}"
        elif self.elements == tuple(range(self.elements[0], self.elements[-1] + 1)):
            where = f"{first} to {last}"
        else:
            where = f"{first}, {self.positions[1]} … {last}"
        return f"{self.loop} {where}".lstrip()

    @property
    def text(self) -> str:
        """The positions, with the qualifier of a segment that has several uses: `2300 REF02 (REF*G1)`."""
        codes = self.qualifiers
        return f"{self.span} ({self.segment}*{'/'.join(codes)})" if codes else self.span

    def text_at(self, path: str) -> str:
        """The same for one path: `modifiers[1]` is the second of the modifiers' components.

        Args:
            path: path of this field in an event, with its indexes.
        """
        index = re.search(r"\[([0-9]+)\]$", path.strip())
        if index is None or int(index[1]) >= len(self.positions):
            return self.text
        element, part = divmod(int(index[1]), len(self.components) or 1)
        return replace(self, elements=(self.elements[element],), components=self.components[part : part + 1]).text

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The codes that tell this use of the segment from others, as in `REF*G1`; empty if the loop tells it."""
        if self.segment in ("NM1", "PRV", "PER"):
            return ()
        first = next((one for one in self.conditions if (one.element, one.component) in ((1, None), (None, 1))), None)
        return () if first is None or first.negated else first.values


def normalize_path(path: str) -> str:
    """A path without its indexes: `diagnoses[0].code` becomes `diagnoses[].code`."""
    return re.sub(r"\[[^\]]*\]", "[]", path.strip())


def is_within(path: str, record: str) -> bool:
    """Whether a path is a record or list, or something below it; both without indexes."""
    return path == record or path.startswith((f"{record}.", f"{record}[]"))


def is_field(path: str) -> bool:
    """Whether a path, with or without indexes, is one of an encounter event: a field, a record or a list."""
    wanted = normalize_path(path)
    known = (*(place.field for place in load_x12_places()), *reasons_without_place())
    return any(is_within(field, wanted) or is_within(wanted, field) for field in known)


@cache
def load_x12_places() -> tuple[X12Place, ...]:
    """Every place, in the order of the table.

    Raises:
        X12TableError: a row cannot be read.
    """
    table = _table()
    rows = [(list(row) + [""] * 5)[:6] for row in (*table["rows"], *_provider_rows(table))]
    return tuple(
        place
        for field, forms, where, when, flags, note in rows
        for place in _read(field, forms, where, when, flags, note)
    )


@cache
def reasons_without_place() -> Mapping[str, str]:
    """The paths that an 837 has no place for, with everything below them, each with the reason."""
    return {field: group["reason"] for group in _table()["no_place"] for field in group["fields"]}


@cache
def x12_implied() -> tuple[tuple[X12Place, frozenset[str]], ...]:
    """Elements that say nothing beyond their segment or the field beside them, each with the codes it then has.

    No codes mean any. The `field` of these places is empty.
    """
    rows = _table()["implied"]
    return tuple(
        (place, frozenset(code for code in codes.split("|") if code))
        for forms, where, codes in rows
        for place in _read("", forms, where, "", "", "")
    )


@lru_cache(maxsize=2)
def x12_loops(form: ClaimForm) -> Mapping[tuple[str, str, str], str]:
    """The loops of a claim form, by the loop around them and the segment and code that open them."""
    return {
        (around, segment, code): loop
        for forms, loop, around, segment, code in _table()["loops"]
        if any(_FORMS[letter] == form for letter in forms)
    }


def values_of(field: str) -> Mapping[str, str | bool]:
    """What the codes of an element mean in a field that is an enum or a flag; empty for a field that has them as sent.

    Args:
        field: path with `[]` for any index; the same field of several parties has the same codes.
    """
    known: Mapping[str, Mapping[str, str | bool]] = _table()["values"]
    return known.get(field) or known.get(field.rpartition(".")[2], {})


def x12_places_of(path: str) -> tuple[X12Place, ...]:
    """The places of a field, or of every field below a record or a list.

    Args:
        path: path in an event, with or without indexes: `diagnoses[0].code`, `patient.address`, `condition_codes[]`.
    """
    wanted = normalize_path(path)
    return tuple(place for place in load_x12_places() if is_within(place.field, wanted))


@cache
def _table() -> Mapping[str, Any]:
    return read_toml(TABLE_FILE)


def _provider_rows(table: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The rows of every loop that holds a provider or an address."""
    for loop in table["providers"]:
        ids = f"REF01={loop['ids']}" if "ids" in loop else "REF01!=EI|SY"
        for flag, parts in (("", loop["parts"]), ("read", loop.get("read", ""))):
            for part in parts.split():
                for name, element, *when in table["parts"][part]:
                    condition = "".join(when).format(code=loop.get("code"), prv=loop.get("prv"), ids=ids)
                    flags = f"{loop.get('flags', '')} {flag}"
                    where = f"{loop['loop']} {element}"
                    yield f"{loop['field']}.{name}", loop["forms"], where, condition, flags, loop.get("note", "")


def _read(field: str, forms: str, where: str, when: str, flags: str, note: str) -> Iterator[X12Place]:
    found = _PLACE.fullmatch(where)
    marks = flags.split()
    if found is None or not _FLAGS.issuperset(marks):
        raise X12TableError(f"{field}: cannot read {where!r} with flags {flags!r}")
    for letter in forms:
        yield X12Place(
            field=field,
            form=_FORMS[letter],
            loop=found["loop"] or "",
            segment=found["segment"],
            elements=(*_range(found["first"], found["last"]), *(int(one) for one in found["more"].split(",")[1:])),
            components=_range(found["part"], found["end"]) if found["part"] else (),
            conditions=tuple(_condition(text) for text in when.split()),
            sides=frozenset(side for side in _SIDES if side in marks),
            half="from" if "from" in marks else "through" if "through" in marks else None,
            reads="written" not in marks,
            writes="read" not in marks,
            note=note,
        )


def _range(first: str, last: str | None) -> tuple[int, ...]:
    return tuple(range(int(first), int(last or first) + 1))


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise X12TableError(f"cannot read the condition {text!r}")
    return Condition(
        element=int(found["element"]) if found["element"] else None,
        component=int(found["part"]) if found["part"] else None,
        values=tuple(found["values"].split("|")),
        negated=bool(found["not"]),
    )
