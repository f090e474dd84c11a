"""What a search answers besides edits: its codes, the places in an 837, and what to try if nothing matches."""

from collections.abc import Iterator
from typing import Final

from rules.find.find_edits import Found
from rules.find.query import Query
from rules.pages.code_links import CodeLink
from rules.pages.edit_parts import Bullet, Bullets, Exact, Facts, Paragraph, Section, Words
from rules.pages.payer_code_parts import MOST_EDITS, payer_code_parts
from rules.pages.x12_text import X12_FORMS, reason_without_place, x12_text
from rules.payer_codes.payer_code import PayerCode
from rules.texts.parties import PARTIES

_SPECIFIC: Final = ("rarc", "status", "carc", "category")
_MOST_PAGES: Final = 2
_MOST_CODES: Final = 12
_MOST_PLACES: Final = 12


def found_parts(query: Query, found: Found) -> tuple[Section, ...]:
    """The sections of an answer, to be followed by the edits if `lists_edits` says so."""
    return (*_entity(query), *_codes(query, found), *_places(query, found), *_nothing(query, found))


def lists_edits(query: Query, found: Found) -> bool:
    """Whether the edits follow: not if a code is in so many of them that the list leads nowhere."""
    too_many = len(found.edits) > MOST_EDITS and found.codes and query.words is None
    return bool(found.edits) and not too_many


def _codes(query: Query, found: Found) -> Iterator[Section]:
    codes = sorted(found.codes, key=lambda code: _SPECIFIC.index(code.kind))
    if query.words is not None and len(codes) > _MOST_PAGES:
        yield Section(heading="Payer codes with these words", blocks=(Bullets(items=tuple(_short(codes))),))
        return
    for index, code in enumerate(codes):
        yield _section(code.name, code.means)
        # A second code of a narrowed search was only met on the way to the first.
        if not index or query.words is not None:
            yield from payer_code_parts(code, with_edits=not lists_edits(query, found))


def _entity(query: Query) -> Iterator[Section]:
    """Who the third part of a status names."""
    entity = query.status.entity if query.status is not None else None
    words = [codes.words for codes in PARTIES.values() if codes.words and codes.entity == entity]
    if words:
        yield _section(f"277CA entity {entity}", f"It is about the {' or '.join(words)}.")


def _short(codes: list[PayerCode]) -> Iterator[Bullet]:
    for code in codes[:_MOST_CODES]:
        yield Bullet(words=(CodeLink(kind=code.kind, code=code.code), f" {code.means}"))
    if len(codes) > _MOST_CODES:
        yield Bullet(words=(f"and {len(codes) - _MOST_CODES} more",))


def _places(query: Query, found: Found) -> Iterator[Section]:
    if query.x12 is not None:
        fields = list(dict.fromkeys(place.field for place in found.places))
        if fields:
            shown = tuple((_exact(field), (_forms(field),)) for field in fields[:_MOST_PLACES])
            more = (((f"and {len(fields) - _MOST_PLACES} more",), ("",)),) if len(fields) > _MOST_PLACES else ()
            yield Section(heading=f"Fields at {query.x12}", blocks=(Facts(rows=(*shown, *more)),))
        else:
            yield _section(f"Nothing is known at {query.x12}", "No field of an encounter event is there.")
    if query.path is not None:
        reason = reason_without_place(query.path)
        where = _forms(query.path) if reason is None else f"Not in an 837: {reason}."
        if where:
            yield Section(heading="Where it is", blocks=(Facts(rows=((_exact(query.path), (where,)),)),))


def _nothing(query: Query, found: Found) -> Iterator[Section]:
    for sentence in found.unknown:
        yield _section("Unknown code", sentence)
    if found.partly:
        yield _section("Closest matches", "No edit has all of these words; these have the most of them.")
    if not found.edits and not found.codes and not found.unknown:
        yield _section(
            "Nothing matches",
            "Search for a word of the message, a payer's code (CO-16, N290, A7:562), the path of a field as a finding "
            "prints it, or an X12 element (CLM05-1, 2010BA NM109).",
        )
    elif not found.edits and len(found.codes) > 1 and query.words is None:
        yield _section("No edit has all of these codes", "Search for one of them at a time.")


def _section(heading: str, text: str) -> Section:
    return Section(heading=heading, blocks=(Paragraph(sentences=((text,),)),))


def _exact(path: str) -> Words:
    return (Exact(text=path),)


def _forms(path: str) -> str:
    texts = {name: x12_text(path, form) for form, name in X12_FORMS.items()}
    return "; ".join(f"{name} {text}" for name, text in texts.items() if text != "–")
