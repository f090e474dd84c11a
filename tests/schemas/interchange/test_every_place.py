"""Each element of the table of places, set alone in a claim, ends in its field."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from schemas.encounter import ClaimForm
from schemas.interchange.conversion import Converted
from schemas.interchange.x12_place import X12Place, load_x12_places, values_of, x12_loops
from schemas.interchange.x12_plan import type_of_field
from schemas.json_form import to_json
from tests.schemas.interchange.reading import read
from tests.support.x12_claims import HEADER, interchange, transaction

FORMS: Final[dict[ClaimForm, str]] = {"PROFESSIONAL": "P", "INSTITUTIONAL": "I"}
ELSEWHERE: Final = {"billed_coverage", "service_lines[].adjudications[].coverage"}
"""Fields made of several elements, which other tests compare."""
COMPANIONS: Final = {
    ("2320", "CAS"): {3: "7"},
    ("2430", "CAS"): {3: "7"},
    ("2300", "DTP"): {3: "20260930"},
    ("2300", "CR1"): {6: "12", 5: "DH"},
    ("2410", "CTP"): {4: "2"},
}
"""Elements without which the record of an element cannot be."""


def _base(form: str, place: X12Place) -> Iterator[tuple[str, str]]:
    """The smallest claim with the loop of a place: loop and segment."""
    dependent = "dependent" in place.sides or place.loop in ("2000C", "2010CA")
    openers = {loop: f"{segment}*{code}" for (_, segment, code), loop in x12_loops(place.form).items()}
    yield "2000A", "HL*1**20*1"
    yield "2010AA", "NM1*85*2"
    if place.loop == "2010AB":
        yield "2010AB", "NM1*87*2"
    yield "2000B", "HL*2*1*22*0"
    yield "2000B", f"SBR*P*{'' if dependent else '18'}"
    yield "2010BA", "NM1*IL*1"
    yield "2010BB", "NM1*PR*2"
    if dependent:
        yield "2000C", "HL*3*2*23*0"
        yield "2000C", "PAT*19"
        yield "2010CA", "NM1*QC*1"
    yield "2300", f"CLM*E1*1***11:{'B' if form == 'P' else 'A'}:1"
    if form == "I":
        yield "2300", "DTP*434*D8*20261102"
    if place.field.startswith("ambulance.") and place.segment != "CR1":
        yield "2300", "CR1****A*DH*12"
    if place.loop.startswith("2310"):
        yield place.loop, openers[place.loop]
    if place.loop[:3] in ("232", "233", "243"):
        yield "2320", "SBR*S*19"
        if place.field != "coverages[].adjudication.paid":
            yield "2320", "AMT*D*1"
        if place.loop in ("2330A", "2330B"):
            yield place.loop, openers[place.loop]
    yield "2400", "LX*1"
    yield "2400", "SV1*HC:A*1*UN*1" if form == "P" else "SV2*0124**1*UN*1"
    if form == "P":
        yield "2400", "DTP*472*D8*20261102"
    if place.loop == "2410":
        yield "2410", "LIN**N4*A"
        if place.segment != "CTP":
            yield "2410", "CTP****2*UN"
    if place.loop.startswith("2420"):
        yield place.loop, openers[place.loop]
    if place.loop == "2430":
        yield "2430", "SVD*A*1"


def _value(place: X12Place, index: int) -> tuple[str, Any]:
    """A value of the field's type as the element has it, and as the event does."""
    known = {**values_of(place.field)}
    if known:
        codes = next((one.values for one in place.conditions if one.values and one.values[0] in known), tuple(known))
        if place.field == "dates[].kind" and place.half:
            return place.conditions[0].values[0], {"from": "DISABILITY_FROM", "through": "DISABILITY_THROUGH"}[
                place.half
            ]
        return codes[0], known[codes[0]]
    hint = type_of_field(place.field)
    if hint.__name__ == "date":
        return ("20260930-20261001" if place.half else "20260930"), (
            "2026-10-01" if place.half == "through" else "2026-09-30"
        )
    if place.field.endswith("_hour"):
        return ("202609301123" if "435" in str(place.conditions) else "1123"), "11"
    if hint.__name__ == "Decimal":
        money = place.field.rpartition(".")[2] not in (
            *("quantity", "units", "paid_units", "distance_miles", "patient_weight_pounds"),
        )
        return "4.5", "4.50" if money else "4.500"
    if hint is int:
        return str(index + 3), index + 3
    own = next((one.values[0] for one in place.conditions if one.element == place.elements[0] and not one.negated), "")
    return own or f"X{index}", own or f"X{index}"


def _with(place: X12Place, index: int, base: str) -> tuple[str, Any]:
    """The segment of a place with one element or component set, and the value that the field then has."""
    elements = base.split("*") + [""] * 30
    per = len(place.components) or 1
    element = place.elements[index // per]
    for one in place.conditions:
        if one.element is not None and not one.negated:
            _set(elements, one.element, one.component, one.values[0])
    for position, text in COMPANIONS.get((place.loop, place.segment), {}).items():
        _set(elements, position + element - place.elements[0] if place.segment == "CAS" else position, None, text)
    if place.segment == "DTP":
        elements[2] = "RD8" if place.half else elements[2] or "D8"
        elements[3] = "20260930-20261001" if place.half else elements[3]
    text, value = _value(place, index)
    if place.segment == "HI":
        _complete(elements, element, place)
    _set(elements, element, place.components[index % per] if place.components else None, text)
    if place.field == "institutional.type_of_bill":
        value = "X01" if place.components == (1,) else "11X0"
    return "*".join(elements).rstrip("*"), value


def _complete(elements: list[str], element: int, place: X12Place) -> None:
    """An HI composite with its qualifier and whatever the record of such a code cannot be without."""
    code = next(one.values[0] for one in place.conditions if one.component == 1)
    _set(elements, element, 1, code)
    _set(elements, element, 2, "A")
    if code in ("BBR", "BBQ", "BH", "BI"):
        _set(elements, element, 3, "RD8" if code == "BI" else "D8")
        _set(elements, element, 4, "20260101-20260102" if code == "BI" else "20260101")
    if code == "BE":
        _set(elements, element, 5, "1")


def _set(elements: list[str], element: int, component: int | None, text: str) -> None:
    if component is None:
        elements[element] = text
        return
    parts = elements[element].split(":")
    parts += [""] * (component - len(parts))
    parts[component - 1] = text
    elements[element] = ":".join(parts)


def _found(form: Any, path: str) -> list[Any]:
    """Every value at a path without indexes."""
    values = [form]
    for step in path.split("."):
        name = step.removesuffix("[]")
        values = [one[name] for one in values if isinstance(one, dict) and name in one]
        if step.endswith("[]"):
            values = [inner for one in values for inner in one]
    return values


PLACES: Final = [place for place in load_x12_places() if place.reads and place.loop[:1] == "2"]


@pytest.mark.parametrize("form", FORMS)
def test_every_element_set_alone_ends_in_its_field(form: ClaimForm) -> None:
    """For each place, and each of its elements and components: the field has the value that was set."""
    missing, checked = [], 0
    for place in PLACES:
        if place.form != form or place.field in ELSEWHERE:
            continue
        for index in range(len(place.positions)):
            base = list(_base(FORMS[form], place))
            at = [number for number, (loop, segment) in enumerate(base) if loop == place.loop]
            same = [number for number in at if base[number][1].split("*")[0] == place.segment]
            same = [n for n in same if place.segment in ("CLM", "NM1", "SBR", "SV1", "SV2", "LIN", "SVD", "LX", "PAT")]
            made, value = _with(place, index, base[same[0]][1] if same else place.segment)
            if same:
                base[same[0]] = (place.loop, made)
            else:
                base.insert(at[-1] + 1, (place.loop, made))
            segments = [one for _, one in base if one == made or one[:7] != made[:7] or one[:4] != "DTP*"]
            (one,), _ = read(interchange(transaction((*HEADER, *segments), form=FORMS[form]), form=FORMS[form]))
            checked += 1
            if not isinstance(one, Converted) or value not in _found(to_json(one.event), place.field):
                missing.append(f"{place.loop} {made} → {place.field} {value}")
    assert not missing, "\n".join(missing)
    assert checked > 300
