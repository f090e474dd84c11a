"""Takes the values of one segment into the records that its loop fills, and reports those without a field."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.encounter import ClaimForm
from schemas.interchange.claim_parts import Part
from schemas.interchange.conversion import ItemReason, RefusalReason, RefuseClaim
from schemas.interchange.conversion_report import element_name
from schemas.interchange.draft import Draft
from schemas.interchange.x12_place import Condition
from schemas.interchange.x12_plan import ANY, Base, Chosen, Take, combined, condition_met, load_plan
from schemas.interchange.x12_values import UnreadableElement, is_blank
from schemas.wire import MAX_ARRAY_ITEMS

Tell = Callable[[Part, str, ItemReason, str | None], None]
"""Reports an element: its segment, its name, the reason, and the path of a field."""

_ICD9: Final = frozenset(("BK", "BF", "BJ", "PR", "BN", "BR", "BQ"))
_FOREIGN: Final = re.compile(r"[A-Za-z0-9][^A-Za-z0-9\s][A-Za-z0-9]")
_COMPOSITES: Final[Mapping[str, int]] = {"CLM": 5, "SV1": 1, "SV2": 2}
"""The element of each segment that must be a composite if it is there."""
_QUALIFIERS: Final = frozenset(("ER", "HC", "HP", "IV", "N4", "WK", "ZZ"))
_WHOLE: Final = (0,)
"""The only component of an element that is no composite."""
_NEEDED: Final = frozenset(("total_charge", "service_lines[].charge", "service_lines[].units"))
"""Numbers that a claim cannot be without."""
_QUALIFIED: Final = frozenset(("AMT", "CRC", "DTP", "NTE", "PER", "QTY", "REF"))
"""Segments whose first element only says which use of the segment it is."""
_CODE: Final = re.compile(r"[A-Z0-9]{2,3}")
_PERSONS: Final = frozenset(("2010BA", "2010CA"))


class Filler:
    """Fills the drafts of one claim.

    Args:
        form: the claim form.
        separator: of components.
        sides: what the table's places depend on.
    """

    def __init__(self, form: ClaimForm, separator: str, sides: frozenset[str]) -> None:
        self._plan = load_plan(form)
        self._separator = separator
        self._sides = sides
        self.items = 0
        """Items of the event's lists so far."""

    def fill(self, part: Part, drafts: Mapping[Base, Draft], tell: Tell) -> None:
        """Take what the table knows of a segment.

        Args:
            part: the segment.
            drafts: the records that its loop fills.
            tell: reports an element.

        Raises:
            RefuseClaim: a value has no honest place.
        """
        elements = part.elements
        segment = elements[0]
        if part.again:
            self._tell_rest(part, set(), {}, "second-value", tell)
            return
        if segment == "HI":
            takes = self._plan.takes_of_qualifier(part.loop, segment, self._check_codes(part))
        else:
            if segment in _COMPOSITES:
                self._check_composite(part, _COMPOSITES[segment])
            takes = self._plan.takes(part.loop, segment, elements[1] if len(elements) > 1 else "")
        used: set[int] = set()
        faults: dict[int, tuple[ItemReason, str]] = {}
        fresh: dict[tuple[Any, ...], Draft] = {}
        for chosen in takes:
            take = chosen.take
            if take.place.sides <= self._sides:
                self._take(chosen, part, drafts[take.base], used, faults, fresh, tell)
        self._tell_rest(part, used, faults, "no-field", tell)

    def count_items(self, more: int) -> None:
        """Count items of the event's lists.

        Raises:
            RefuseClaim: there are more than an event may have.
        """
        self.items += more
        if self.items > MAX_ARRAY_ITEMS:
            raise RefuseClaim("too-large", None)

    def _take(
        self,
        chosen: Chosen,
        part: Part,
        target: Draft,
        used: set[int],
        faults: dict[int, tuple[ItemReason, str]],
        fresh: dict[tuple[Any, ...], Draft],
        tell: Tell,
    ) -> None:
        take, elements = chosen.take, part.elements
        place = take.place
        components = place.components
        form = elements[2] if place.segment == "DTP" and len(elements) > 2 else ""
        for index, element in enumerate(place.elements):
            if element >= len(elements):
                return
            at = elements[element]
            if not at or (chosen.conditions and not self._meets(chosen.conditions, elements, at)):
                continue
            parts = at.split(self._separator) if components else None
            for component in components or _WHOLE:
                text = at if parts is None else parts[component - 1] if component <= len(parts) else ""
                if not text or text.isspace():
                    continue
                position = element << 8 | component
                try:
                    made = take.convert(text, form)
                except UnreadableElement as unreadable:
                    if place.field in _NEEDED:
                        where = f"{part.loop} {element_name(place.segment, element, component)}"
                        raise RefuseClaim("unreadable-number", where) from None
                    faults[position] = (unreadable.reason, place.field)
                    continue
                if self._put(take, index, made, target, fresh, (part, element, component)):
                    used.add(position)
                elif position not in used:
                    faults[position] = ("second-value", place.field)
                if chosen.marks:
                    used.update(chosen.marks)
                for own in chosen.own_marks:
                    used.add(element << 8 | own)
                if made == "OTHER" and text != "G8" and take.leaf == "relationship":
                    tell(part, element_name(place.segment, element, component), "coarser-value", place.field)

    def _meets(self, conditions: tuple[Condition, ...], elements: list[str], at: str) -> bool:
        for one in conditions:  # noqa: SIM110 - a generator costs more than the conditions
            if not condition_met(one, elements, at, self._separator):
                return False
        return True

    def _put(
        self,
        take: Take,
        index: int,
        made: Any,
        target: Draft,
        fresh: dict[tuple[Any, ...], Draft],
        source: tuple[Part, int, int],
    ) -> bool:
        """Whether the value is in its field now."""
        for step in take.steps:
            inner = target.get(step)
            if inner is None:
                inner = target[step] = Draft()
            target = inner
        if take.spread:
            items = [one for key, one in fresh.items() if key[:2] == (take.steps, take.listed)]
            for one in items:
                one[take.leaf] = made
                one.came.append(source)
            return bool(items)
        if take.listed is not None:
            # One date element can mean two dates: the first and last day of a disability.
            key = (take.steps, take.listed, index, take.place.half if take.listed == "dates" else None)
            item = fresh.get(key)
            if item is None:
                self.count_items(1)
                item = fresh[key] = Draft()
                target.setdefault(take.listed, []).append(item)
            target = item
        target.came.append(source)
        if take.many:
            self.count_items(1)
            target.setdefault(take.leaf, []).append(made)
            return True
        present = target.get(take.leaf)
        if present is None:
            target[take.leaf] = made
            return True
        combine = combined(take)
        if combine is not None:
            target[take.leaf] = combine(present, made)
            return True
        return bool(present == made)

    def _tell_rest(
        self,
        part: Part,
        used: set[int],
        faults: Mapping[int, tuple[ItemReason, str]],
        otherwise: ItemReason,
        tell: Tell,
    ) -> None:
        """Report what was not taken."""
        elements, separator = part.elements, self._separator
        segment = elements[0]
        code = elements[1] if segment in _QUALIFIED and len(elements) > 2 and _CODE.fullmatch(elements[1]) else ""
        use = f" ({segment}*{code})" if code else ""
        if otherwise == "no-field" and segment == "REF" and elements[1:2] == ["SY"] and part.loop in _PERSONS:
            otherwise = "refused-by-policy"
        for element in range(2 if code else 1, len(elements)):
            text = elements[element]
            if not text or element << 8 in used or text.isspace():
                continue
            parts = text.split(separator) if separator in text else None
            for number, one in enumerate(parts or (text,), start=1):
                component = number if parts else 0
                position = element << 8 | component
                if is_blank(one) or position in used or (parts is None and position | 1 in used):
                    continue
                fault = faults.get(position) or (faults.get(position | 1) if parts is None else None)
                if fault is None and self._plan.is_implied(part.loop, segment, element, component, one):
                    continue
                reason, field = fault or (otherwise, None)
                tell(part, element_name(segment, element, component) + use, reason, field)

    def _check_composite(self, part: Part, element: int) -> None:
        text = part.elements[element] if element < len(part.elements) else ""
        if self._separator in text:
            return
        where = f"{part.loop} {element_name(part.elements[0], element)}"
        if _FOREIGN.search(text):
            raise RefuseClaim("component-separator", where)
        if text in _QUALIFIERS:
            raise RefuseClaim("malformed-composite", where)

    def _check_codes(self, part: Part) -> str:
        """The qualifier that all codes of an HI have; `ANY` if they have different ones."""
        common: set[str] = set()
        for element, text in enumerate(part.elements[1:], start=1):
            if not text:
                continue
            qualifier, found, _ = text.partition(self._separator)
            if not found:
                foreign = _FOREIGN.search(text)
                reason: RefusalReason = "component-separator" if foreign else "malformed-composite"
                raise RefuseClaim(reason, f"{part.loop} HI{element:02}")
            if qualifier in _ICD9:
                raise RefuseClaim("icd9-code-set", f"{part.loop} HI{element:02}-1")
            common.add(qualifier)
        return common.pop() if len(common) == 1 else ANY
