"""Codes to choose from, each with its meaning, so that a biller can choose without another list."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from rules.claim.describe_codes import dotted
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.store import Tables

_MOST: Final = 12
_MOST_PLAIN: Final = 4
_MOST_KEPT: Final = 1024
_STEM: Final = 6
_PLAIN: Final = ("without complication", "uncomplicated")


def plain_first(codes: Iterable[str], table: DatedCodes) -> dict[str, str | None]:
    """The codes with their descriptions: a few plain and unspecified ones first, then the shorter ones first.

    A record that says no more supports only a plain or unspecified code, so no list is cut before those.

    Args:
        codes: codes without dots.
        table: what describes them; a code that it does not describe has None.
    """
    words = {code: table.description(code) for code in codes}
    ranked = sorted(words, key=lambda code: _rank(code, (words[code] or "").lower()))
    plain, others = ranked[:_MOST_PLAIN], sorted(ranked[_MOST_PLAIN:], key=lambda code: (len(code), code))
    return {code: words[code] for code in (*plain, *others)}


def suggest_codes(codes: Sequence[str], table: DatedCodes) -> str:
    """At most twelve codes with their descriptions: `E11.9 Type 2 diabetes …; E11.8 …; and 79 more`.

    Of many codes that differ only in the 7th character, the first one stands for all.
    """
    if len(codes) > _MOST:
        first_of = {code[:_STEM]: code for code in reversed(codes)}
        known = plain_first(sorted(first_of.values()), table)
    else:
        known = plain_first(codes, table)
    written = dotted if table.name == "icd10cm" else str
    listed = [with_words(written(code), words) for code, words in islice(known.items(), _MOST)]
    more = len(codes) - len(listed)
    return "; ".join([*listed, f"and {more:,} more"] if more else listed)


def suggest_below(code: str, on: dt.date, tables: Tables) -> str:
    """What to choose instead of an ICD-10-CM code; empty if it is no category or subcategory on the date."""
    table = tables.icd10cm
    if table is None or not table.is_header(code, on):
        return ""
    # A large category costs milliseconds, and a claim can repeat one.
    key = (table.name, code, on)
    found = tables.suggested.get(key)
    return _keep(key, suggest_codes(table.below(code, on), table), tables) if found is None else found


def suggest_successors(code: str, on: dt.date, table: DatedCodes, tables: Tables) -> str:
    """What replaced a code that is no longer billable on the date; empty if nothing did."""
    key = (f"{table.name} successors", code, on)
    found = tables.suggested.get(key)
    return _keep(key, suggest_codes(table.successors(code, on), table), tables) if found is None else found


def _keep(key: tuple[str, str, dt.date], found: str, tables: Tables) -> str:
    if len(tables.suggested) >= _MOST_KEPT:
        tables.suggested.clear()
    tables.suggested[key] = found
    return found


def suggest_seventh_characters(codes: Iterable[str], meanings: Mapping[str, str]) -> str:
    """ICD-10-CM codes with the meanings of their last characters, all of them: `S52.501A initial encounter …; …`."""
    return "; ".join(with_words(dotted(code), meanings.get(code[-1])) for code in codes)


def with_words(code: str, words: str | None) -> str:
    """A code and its description, if there is one."""
    return f"{code} {words}" if words else code


def _rank(code: str, words: str) -> tuple[bool, bool, int, int, str]:
    """Sorts what says the least first; the fourth character 9 is the classification's own 'unspecified'."""
    unspecified = words.count("unspecified")
    plain = any(phrase in words for phrase in _PLAIN)
    return not plain, not (unspecified and code[3:4] == "9"), -unspecified, len(code), code
