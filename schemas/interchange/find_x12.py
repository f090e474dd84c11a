"""From a position in an X12 837, as a payer's report names it, to the places that the table knows."""

import re
from typing import Final

from schemas.interchange.x12_place import X12Place, load_x12_places

_QUERY: Final = re.compile(
    r"(?:LOOP\s*)?(?P<loop>[0-9]{4}[A-Z]{0,2})?[\s,/]*"
    r"(?:(?P<segment>[A-Z][A-Z0-9]{1,2}?)(?P<element>[0-9]{2})?(?:[-:.](?P<part>[0-9]{1,2}))?)?"
    r"(?:[\s*=]+(?P<qualifier>[A-Z0-9]{1,3}))?"
)


def find_x12(position: str) -> tuple[X12Place, ...] | None:
    """The places at a position, in the order of the table.

    Args:
        position: loop, segment, element and component, as much as is known, and a qualifier: `CLM05-1`,
            `2010BA NM109`, `2310B`, `HI01-2`, `REF G1`, `DTP*472`. Upper or lower case. A loop without its letter
            is all loops of that number.

    Returns:
        The places; None if the text is not such a position.
    """
    found = _QUERY.fullmatch(position.strip().upper())
    if found is None or not (found["loop"] or found["segment"]):
        return None
    loop, segment, qualifier = found["loop"], found["segment"], found["qualifier"]
    element = int(found["element"]) if found["element"] else None
    part = int(found["part"]) if found["part"] else None
    return tuple(
        place
        for place in load_x12_places()
        if (loop is None or place.loop == loop or (loop[-1].isdigit() and place.loop.startswith(loop)))
        and segment in (None, place.segment)
        and (element is None or element in place.elements)
        and (part is None or part in place.components)
        and (qualifier is None or _has(place, qualifier))
    )


def _has(place: X12Place, qualifier: str) -> bool:
    return any(qualifier in one.values and not one.negated for one in place.conditions)
