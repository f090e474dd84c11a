"""The edits of outpatient and professional benefits over every code of their lists, type of bill and frequency."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import pytest

from rules.engine.engine import Judgement
from rules.lists.dated_list import dated_list

Judge = Callable[..., Judgement]

OUTPATIENT: Final = "hospital-outpatient-visit"
FREQUENCIES: Final = "012345789ABCDEFGHIJKMPQXYZ"
TWO_DIGITS: Final = tuple(f"{number:02d}" for number in range(100))
OBSERVATION: Final = {
    "service_lines[0].procedure_code": "G0378",
    "service_lines[1].procedure_code": "G0378",
    "service_lines[0].revenue_code": "0762",
    "service_lines[1].revenue_code": "0762",
    "service_lines[0].units": "9",
    "service_lines[1].units": "9",
}
BLOOD: Final = {"service_lines[0].revenue_code": "0381", "service_lines[0].procedure_code": None}


def _severity(judgement: Judgement, edit: str) -> str | None:
    return next((finding.severity for finding in judgement.findings if finding.edit == edit), None)


def _bill(kind: str, frequency: str = "1") -> dict[str, Any]:
    return {"institutional.type_of_bill": f"0{kind}{frequency}", "frequency_code": frequency}


def _found(judge: Judge, edit: str, codes: Iterable[str], changes: Callable[[str], dict[str, Any]]) -> dict[str, str]:
    """What an edit says to each code; the codes on which it is silent are left out."""
    said = {code: _severity(judge(OUTPATIENT, changes(code)), edit) for code in codes}
    return {code: severity for code, severity in said.items() if severity is not None}


@pytest.fixture(scope="module")
def bills(judge: Judge) -> list[str]:
    """The types of bill that IN101 accepts, by their first two digits."""
    return [kind for kind in TWO_DIGITS[10:] if _severity(judge(OUTPATIENT, _bill(kind)), "IN101") is None]


def test_every_type_of_bill(judge: Judge, bills: list[str]) -> None:
    """Each edit is for its types of bill alone."""
    assert len(bills) >= 30
    assert _found(judge, "BN117", bills, lambda kind: {**OBSERVATION, **_bill(kind)}) == {"13": "REJECT", "85": "WARN"}
    elsewhere = _found(judge, "BN118", bills, lambda kind: {**OBSERVATION, **_bill(kind)})
    assert set(elsewhere) == set(bills) - {"13", "78", "85"}
    blood = _found(judge, "BN125", bills, lambda kind: {**BLOOD, **_bill(kind)})
    assert blood == dict.fromkeys(("11", "18", "21"), "REJECT") | dict.fromkeys(("13", "14", "71", "72", "85"), "WARN")


@pytest.mark.parametrize(("code", "own"), [("41", {"13", "76", "85"}), ("92", {"13", "71", "76", "77", "85"})])
def test_every_bill_of_a_program(code: str, own: set[str], judge: Judge, bills: list[str]) -> None:
    """Each program has its own bills; an inpatient bill is not asked."""
    inpatient = {"11", "18", "21", "28", "41", "65", "66"}
    found = _found(judge, "BN132", bills, lambda kind: {**_bill(kind), "condition_codes": [code]})
    assert set(found) == set(bills) - own - inpatient


@pytest.mark.parametrize(("edit", "changes"), [("BN117", OBSERVATION), ("BN125", BLOOD)])
def test_every_frequency(edit: str, changes: dict[str, Any], judge: Judge) -> None:
    """An edit that rejects asks nothing of voids and of bills for denial."""
    found = _found(judge, edit, FREQUENCIES, lambda frequency: {**changes, **_bill("13", frequency)})
    assert set(found) == set(FREQUENCIES) - {"0", "8"}


def test_every_discharge_status_with_modifier_ca(judge: Judge) -> None:
    """Only 20 is the death that CA means; a transfer is a warning, and any other status is rejected."""
    transfers = {code for span in dated_list("transfer_statuses").spans for code in span.codes}
    said = _found(
        judge,
        "BN131",
        TWO_DIGITS,
        lambda status: {"service_lines[0].modifiers": ["CA"], "institutional.discharge_status": status},
    )
    assert said == {code: "WARN" if code in transfers else "REJECT" for code in TWO_DIGITS if code != "20"}


def test_every_revenue_code_of_blood(judge: Judge) -> None:
    """Of all revenue codes of blood, those of red cells and whole blood need value code 37."""
    codes = [f"03{number:02d}" for number in range(70, 100)]
    found = _found(judge, "BN125", codes, lambda code: {**BLOOD, "service_lines[0].revenue_code": code})
    assert set(found) == {"0381", "0382"}


@pytest.mark.parametrize(
    ("payment", "own"),
    [
        *((code, {f"052{digit}" for digit in range(10)} | {"0519"}) for code in ("G0466", "G0467", "G0468")),
        *((code, {"0900", "0519"}) for code in ("G0469", "G0470")),
    ],
)
def test_every_revenue_code_of_a_health_center(payment: str, own: set[str], judge: Judge) -> None:
    """Each payment code goes with the revenue codes of its kind of visit, and with that of a supplement."""
    codes = [f"0{number}" for number in (*range(510, 530), *range(900, 910))]
    found = _found(
        judge,
        "BN121",
        codes,
        lambda code: {
            **_bill("77"),
            "service_lines[0].revenue_code": code,
            "service_lines[0].procedure_code": payment,
        },
    )
    assert found == {code: "WARN" if code == "0905" else "REJECT" for code in codes if code not in own}


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("98941", {"AT", "GA", "GX", "GY", "GZ"}),
        ("11719", {"Q7", "Q8", "Q9", "KX", "GA", "GX", "GY", "GZ"}),
    ],
)
def test_every_modifier_of_professional_care(code: str, needed: set[str], judge: Judge) -> None:
    """Of all modifiers with these letters, only those that say what Medicare asks are enough."""
    edit = "BN129" if code == "98941" else "BN130"
    enough = set()
    for modifier in (f"{first}{second}" for first in "AGKQ" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"):
        changes = {
            "service_lines[0].procedure_code": code,
            "service_lines[0].modifiers": [modifier],
            "service_lines[0].diagnosis_pointers": [1],
        }
        if _severity(judge("office-visit-medicare", changes), edit) is None:
            enough.add(modifier)
    assert enough == needed


def test_every_place_of_service(judge: Judge) -> None:
    """Inpatient places are compared with the stay; hospital dates go with these and with a nursing facility."""
    outside, without = set(), set()
    for place in TWO_DIGITS:
        changes = {
            "dates": [{"kind": "HOSPITALIZED_FROM", "date": "2026-11-04"}],
            "place_of_service": place,
            "service_lines[0].procedure_code": "99232",
        }
        judgement = judge("office-visit", changes)
        if _severity(judgement, "BN138"):
            outside.add(place)
        if not _severity(judgement, "BN139"):
            without.add(place)
    assert outside == {"21", "51", "61"}
    assert without == {"21", "31", "51", "61"}


def test_every_ambulance_code(judge: Judge) -> None:
    """Mileage is three codes, each trip is enough for it, and each trip of a hospital needs its ZIP code."""
    codes = [f"A0{number}" for number in (*range(400, 445), 998, 999)]
    trips = {f"A0{number}" for number in range(426, 435)}
    miles = {"A0425", "A0435", "A0436"}
    alone = _found(judge, "BN127", codes, lambda code: {"service_lines[0].procedure_code": code})
    assert set(alone) == miles
    beside = _found(
        judge,
        "BN127",
        codes,
        lambda code: {"service_lines[0].procedure_code": code, "service_lines[1].procedure_code": "A0425"},
    )
    assert set(codes) - set(beside) == trips | {"A0998", "A0999"}
    unplaced = _found(judge, "BN126", codes, lambda code: {"service_lines[0].procedure_code": code})
    assert set(unplaced) == trips | miles - {"A0425"}
