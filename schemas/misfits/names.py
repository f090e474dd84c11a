"""What an unknown name was meant to be: a field here or elsewhere in the event; no guess if that is not certain."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_origin

from schemas.encounter import EncounterEvent
from schemas.misfits.synonyms import SYNONYMS
from schemas.path import cut_name, join_path
from schemas.records import field_types, wire_name
from schemas.value import value

_LONGEST_NAME: Final = 64
_CLOSE: Final = 0.8
_MOST_RECORDS: Final = 3
_MOST_NAMES: Final = 8
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@value
class NameHint:
    """What to do about an unknown name."""

    shown: str
    """The name; only its beginning, unless it is a name of the schema or a known word for one."""
    expected: str
    here: str | None = None
    """The field of the same object that was meant."""
    came: str | None = None
    """What is wrong with the name, if that cannot be seen."""


def hint_for(record: Any, path: str, sent: str) -> NameHint:
    """What an unknown name was meant to be.

    Args:
        record: the class of the object that holds the name.
        path: path of that object, with `[]` for an index.
        sent: the name.
    """
    names = names_of(record)
    short = sent if len(sent) <= _LONGEST_NAME else cut_name(sent)
    if sent.strip() in names:
        blank = f"got it with a blank {'before' if sent[0].isspace() else 'behind'} it"
        return NameHint(shown=f'"{short}"', expected=f"the name {sent.strip()}", here=sent.strip(), came=blank)
    plain = _plain(sent)
    by_plain = {_plain(name): name for name in names}
    meant = SYNONYMS.get(plain, ())
    here = by_plain.get(plain) or next((name for name in meant if name in names), None)
    if here is not None:
        return NameHint(shown=short, expected=f"the name {here}", here=here)
    elsewhere = _all_names().get(plain) or (meant[0] if len(meant) == 1 else None)
    places = _places(elsewhere, path) if elsewhere is not None else ()
    if places:
        return NameHint(shown=short, expected=f"a known name; {elsewhere} belongs {' or '.join(places)}")
    close = difflib.get_close_matches(plain, by_plain, 1, _CLOSE)
    if close:
        found = by_plain[close[0]]
        return NameHint(shown=cut_name(sent), expected=f"a known name; did you mean {found}?", here=found)
    listed = f": {', '.join(names)}" if 0 < len(names) <= _MOST_NAMES else ""
    return NameHint(shown=cut_name(sent), expected=f"a known name{listed}")


def names_of(record: Any) -> tuple[str, ...]:
    """The names of a record's fields on the wire; none if it is no record."""
    return tuple(map(wire_name, field_types(record))) if is_dataclass(record) and isinstance(record, type) else ()


def _plain(name: str) -> str:
    """A name without case and separators, so that `encounterId` is `encounter_id`."""
    return "".join(each for each in name[:_LONGEST_NAME].casefold() if each not in "_- .")


def _places(name: str, path: str) -> tuple[str, ...]:
    """Where a name belongs, seen from an object: below it if possible; none if there are too many places to choose."""
    found = [(record, place) for record, place in _records() if name in names_of(record)]
    below = [(record, place) for record, place in found if path and place.startswith((f"{path}.", f"{path}["))]
    by_record: dict[Any, list[str]] = {}
    for record, place in below or found:
        by_record.setdefault(record, []).append(place)
    if len(by_record) > _MOST_RECORDS:
        return ()
    return tuple(_words(record, places) for record, places in by_record.items())


def _words(record: type[Any], places: list[str]) -> str:
    first = f"in {places[0]}" if places[0] else "at the top level"
    kind = _CAPITAL.sub(" ", record.__name__).lower()
    return f"{first} or another {kind}" if len(places) > 1 else first


@cache
def _all_names() -> Mapping[str, str]:
    """Every name of the event by its plain form."""
    return {_plain(name): name for record, _ in _records() for name in names_of(record)}


@cache
def _records() -> tuple[tuple[Any, str], ...]:
    """Every record of the event with every path at which it is found, in the order of the schema."""
    return tuple(_below(EncounterEvent, ""))


def _below(record: Any, path: str) -> Iterator[tuple[Any, str]]:
    yield record, path
    for name, hint in field_types(record).items():
        many = get_origin(hint) is tuple
        inner = get_args(hint)[0] if many else hint
        if is_dataclass(inner) and isinstance(inner, type):
            step = f"{wire_name(name)}[]" if many else wire_name(name)
            yield from _below(inner, join_path(path, step) if path else step)
