"""Where a field is in an 837, in a few words for a page."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from schemas.encounter import ClaimForm
from schemas.interchange.x12_place import is_within, normalize_path, reasons_without_place, x12_places_of

X12_FORMS: Final[dict[ClaimForm, str]] = {"PROFESSIONAL": "837P", "INSTITUTIONAL": "837I"}
"""The claim forms as billers call their transactions."""

NO_PLACE: Final = "–"
_MOST_SEGMENTS: Final = 3
_MOST_LOOPS: Final = 4


def x12_text(path: str, form: ClaimForm) -> str:
    """The places of a field on one claim form: `2300 CLM05-1`; for a record its segments or loops.

    Args:
        path: path in an event, with or without indexes.
        form: the claim form.

    Returns:
        The places; a dash if the form has none.
    """
    places = [place for place in x12_places_of(path) if place.form == form]
    places = [place for place in places if place.writes] or places
    if not places:
        return NO_PLACE
    if {place.field.removesuffix("[]") for place in places} == {normalize_path(path).removesuffix("[]")}:
        return _once(place.text_at(path) for place in places)
    by_loop: dict[str, list[str]] = {}
    for place in places:
        segments = by_loop.setdefault(place.loop, [])
        if place.segment not in segments:
            segments.append(place.segment)
    if sum(map(len, by_loop.values())) <= _MOST_SEGMENTS:
        return _once(f"{loop} {', '.join(segments)}".lstrip() for loop, segments in by_loop.items())
    loops = [loop for loop in by_loop if loop]
    return f"{_once(loops[:_MOST_LOOPS])}{' …' if len(loops) > _MOST_LOOPS else ''}"


def x12_text_of_forms(path: str, forms: Iterable[ClaimForm]) -> str:
    """The places of a field on several claim forms, once if they are equal."""
    texts = {X12_FORMS[form]: x12_text(path, form) for form in forms}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{name} {text}" for name, text in texts.items() if text != NO_PLACE)


def x12_elements(paths: Iterable[str], forms: Collection[ClaimForm]) -> str:
    """The elements of a field of a record that is at several places, without loops: `N301`; empty if there is none.

    Args:
        paths: the paths of the field in an event.
        forms: the claim forms.
    """
    every = [place for path in paths for place in x12_places_of(path) if place.form in forms]
    every = [place for place in every if place.writes] or every
    return _once(replace(place, loop="").text for place in every)


def reason_without_place(path: str) -> str | None:
    """Why an 837 has no place for a field; None if it has one."""
    if x12_places_of(path):
        return None
    wanted, reasons = normalize_path(path), reasons_without_place().items()
    return next((why for field, why in reasons if is_within(wanted, field) or is_within(field, wanted)), None)


def _once(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))
