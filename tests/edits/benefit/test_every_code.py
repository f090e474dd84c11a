"""The edits of home health, hospice and skilled nursing over every code of their lists and every frequency."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from rules.edits.institutional.type_of_bill_malformed import EDIT as TYPE_OF_BILL
from rules.engine.engine import Judgement
from rules.lists.dated_list import dated_list

Judge = Callable[..., Judgement]

FREQUENCIES: Final = "012345789ABCDEFGHIJKMPQXYZ"
NOTHING_BUT_VISITS: Final = {"service_lines[0].revenue_code": "0270", "service_lines[0].procedure_code": None}
BARE: Final[Mapping[str, dict[str, Any]]] = {
    "home-health-period": {
        **NOTHING_BUT_VISITS,
        "service_lines[2].procedure_code": "G0162",
        "institutional.occurrence_codes": [],
        "institutional.value_codes": [],
    },
    "hospice-month": {"service_lines[0].procedure_code": None, "institutional.value_codes": []},
    "skilled-nursing-stay": {"institutional.occurrence_codes": [], "institutional.occurrence_spans": []},
}
"""Changes that leave out what the edits ask for."""
FIRE_ON: Final = {
    ("home-health-period", "BN102"): set(FREQUENCIES) - set("028AD"),
    ("home-health-period", "BN103"): set(FREQUENCIES) - set("08AD"),
    ("home-health-period", "BN105"): set("123479Q"),
    ("home-health-period", "BN106"): set(FREQUENCIES) - set("028AD"),
    ("home-health-period", "BN107"): set("2A"),
    ("hospice-month", "BN109"): set(FREQUENCIES) - set("08ABCDE"),
    ("hospice-month", "BN110"): set(FREQUENCIES) - set("08ABCDE"),
    ("skilled-nursing-stay", "BN114"): set(FREQUENCIES) - set("08"),
    ("skilled-nursing-stay", "BN115"): set("12347"),
}
"""The frequencies of a bare bill on which an edit fires. Notices have the dates of a claim, which BN107 rejects."""
BILLS: Final = {"home-health-period": "032", "hospice-month": "081", "skilled-nursing-stay": "021"}


def _fired(judgement: Judgement) -> set[str]:
    return {finding.edit for finding in judgement.findings}


def _with_frequency(sample: str, frequency: str) -> dict[str, Any]:
    return {"institutional.type_of_bill": BILLS[sample] + frequency, "frequency_code": frequency}


@pytest.mark.parametrize(("sample", "edit"), FIRE_ON)
def test_every_frequency(sample: str, edit: str, judge: Judge) -> None:
    """An edit fires on the frequencies of bills that ask for payment, and never on voids and bills for denial."""
    fired = {
        frequency
        for frequency in FREQUENCIES
        if edit in _fired(judge(sample, {**BARE[sample], **_with_frequency(sample, frequency)}))
    }
    assert fired == FIRE_ON[sample, edit]


def test_frequencies_are_all_that_are_in_use(judge: Judge) -> None:
    """The frequencies above are those that IN101 accepts."""
    accepted = {
        frequency
        for frequency in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if TYPE_OF_BILL.code not in _fired(judge("hospice-month", _with_frequency("hospice-month", frequency)))
    }
    assert accepted == set(FREQUENCIES)


@pytest.mark.parametrize(
    ("listed", "codes"),
    [
        ("hospice_home_care_revenue_codes", {"0651", "0652"}),
        ("hospice_facility_care_revenue_codes", {"0655", "0656"}),
    ],
)
def test_every_level_of_care_needs_place_and_area(listed: str, codes: set[str], judge: Judge) -> None:
    """Of all revenue codes 065x, those of a level of care need a place and the area's value code."""
    value = "61" if "0651" in codes else "G8"
    assert {code for span in dated_list(listed).spans for code in span.codes} == codes
    for revenue in (f"065{digit}" for digit in range(10)):
        changes = {"service_lines[0].revenue_code": revenue, "service_lines[0].procedure_code": None}
        other = {"institutional.value_codes": [{"code": "G8" if value == "61" else "61", "amount": "16974.00"}]}
        fired = _fired(judge("hospice-month", {**changes, **other}))
        assert ("BN109" in fired) == (revenue in codes), revenue
        assert ("BN110" in fired) == (revenue in {"0651", "0652", "0655", "0656"}), revenue


def test_every_place_of_care(judge: Judge) -> None:
    """Each of Q5001 to Q5010 is a place of hospice care; of home health care only three are."""
    for number in range(10):
        code = f"Q50{number + 1:02d}"
        assert "BN110" not in _fired(judge("hospice-month", {"service_lines[0].procedure_code": code})), code
        at_home = _fired(judge("home-health-period", {"service_lines[2].procedure_code": code}))
        assert ("BN106" in at_home) == (code not in {"Q5001", "Q5002", "Q5009"}), code


def test_every_condition_that_excuses_the_hospital_stay(judge: Judge) -> None:
    """Each condition code of the list excuses the stay; the codes beside them do not."""
    excused = {code for span in dated_list("conditions_without_qualifying_stay").spans for code in span.codes}
    for code in (*excused, "03", "05", "54", "59", "D1"):
        changes = {"institutional.occurrence_spans": [], "condition_codes": [code]}
        assert ("BN115" in _fired(judge("skilled-nursing-stay", changes))) == (code not in excused), code


def test_every_revenue_code_of_a_visit(judge: Judge) -> None:
    """On a home health bill each revenue code of a visit may have the date of the payment line; others may not."""
    visits = {"042", "043", "044", "055", "056", "057", "058"}
    for category in (f"{number:03d}" for number in range(100)):
        lines = {f"service_lines[{at}].revenue_code": f"{category}1" for at in (1, 2)}
        fired = _fired(judge("home-health-period", lines))
        assert ("BN104" in fired) == (category not in visits), category
