"""Institutional claims on types of bill that few facilities use, of 2016 to 2027."""

from tests.corpus.people import Form, organization, person
from tests.corpus.write_encounter import Scenario, day

_CARE_HOME: Form = {"billing_provider": organization(2211443, "Willow Intermediate Care", "315P00000X")}
_CENTER: Form = {"billing_provider": organization(1122334, "Riverside Outpatient Center", "261Q00000X")}
_OPERATING: Form = {"operating_provider": person(66554433, "Sue", "Surgeon")}
_STAY: Form = {"admission_source": "1", "discharge_status": "30"}


def _resident(bill: str, payers: str) -> Scenario:
    """A month in a facility of intermediate care."""
    return Scenario(
        name=f"intermediate care, {bill[:3]}x",
        payers=payers,
        ages=(30, 90),
        dx="G800 F72",
        lines=("0120 . x28D 5600.00",),
        days=27,
        bill=bill,
        more={**_CARE_HOME, "institutional": {**_STAY, "admission_date": day(-200), "admission_hour": "10"}},
    )


RARE_FACILITY_CLAIMS: tuple[Scenario, ...] = (
    Scenario(
        name="tests of an inpatient without Part A",
        payers="MA MA",
        ages=(66, 90),
        dx="J189 I10",
        lines=("0300 80053 x1 45.00", "0324 71046 x1 210.00"),
        days=2,
        bill="0121",
        more={
            "institutional": {"admission_date": day(0), "admission_hour": "09"},
        },
    ),
    Scenario(
        name="stay that was denied, billed again to Part B",
        payers="MA",
        ages=(66, 90),
        dx="J189 I10",
        lines=("0300 80053 x1 45.00", "0324 71046 x1 210.00"),
        days=2,
        bill="0121",
        more={
            "condition_codes": ["W2"],
            "prior_authorization_number": "A/B REBILLING",
            "claim_note": "ABREBILL21926400123456",
            "institutional": {"admission_date": day(0), "admission_hour": "09"},
        },
    ),
    *(_resident(bill, payers) for bill, payers in (("0283", "MC CI"), ("0653", "MC"), ("0663", "MC"))),
    Scenario(
        name="stay in a religious institution",
        payers="MA CI",
        ages=(66, 90),
        dx="Z741",
        lines=("0120 . x9D 2700.00",),
        days=9,
        bill="0411",
        more={
            **_CENTER,
            "institutional": {
                "admission_date": day(0),
                "admission_hour": "10",
                "value_codes": [{"code": "80", "amount": "9"}],
            },
        },
    ),
    Scenario(
        name="care of outpatients in a religious institution",
        payers="CI",
        ages=(20, 90),
        dx="Z741",
        lines=("0550 S9123 x2 120.00",),
        bill="0431",
        more=_CENTER,
    ),
    Scenario(
        name="comprehensive rehabilitation facility",
        payers="MA CI",
        ages=(40, 90),
        dx="I69351",
        lines=("0420 97110-GP x2 120.00", "0420 97112-GP x2 130.00 day=3"),
        days=10,
        bill="0751",
        from_the_first=True,
        more={
            **_CENTER,
            "institutional": {
                "occurrence_codes": [{"code": "11", "date": day(-30)}, {"code": "35", "date": day(-20)}],
                "value_codes": [{"code": "50", "amount": "6"}],
            },
        },
    ),
    Scenario(
        name="emergency facility of its own",
        payers="CI BL",
        ages=(5, 60),
        dx="S52501A",
        lines=("0450 99283-25 x1 900.00", "0320 73110-LT x1 260.00"),
        bill="0781",
        more={
            **_CENTER,
            "accident": {"other": True, "date": day(0)},
            "diagnoses": lambda form: [
                *form["diagnoses"],
                {"code": form["diagnoses"][0]["code"], "role": "REASON_FOR_VISIT"},
            ],
        },
    ),
    Scenario(
        name="clinic of another kind",
        payers="CI MC",
        ages=(20, 60),
        dx="J069",
        lines=("0519 99213 x1 150.00",),
        bill="0791",
        more=_CENTER,
    ),
    Scenario(
        name="surgery center on an institutional bill",
        payers="CI BL MC",
        ages=(20, 60),
        dx="M2341",
        lines=("0490 29881-RT x1 4200.00",),
        bill="0831",
        more={
            **_CENTER,
            **_OPERATING,
        },
    ),
    Scenario(
        name="birth center",
        payers="CI MC",
        ages=(20, 38),
        sex="F",
        dx="O80 Z370 Z3A39",
        lines=("0724 59409 x1 3800.00",),
        bill="0841",
        more={**_CENTER, **_OPERATING},
    ),
    Scenario(
        name="opioid treatment program",
        payers="MA MC",
        ages=(30, 64),
        dx="F1120",
        lines=("0900 G2067 x1 240.00",),
        days=6,
        years=(2021, 2027),
        bill="0871",
        more=_CENTER,
    ),
    Scenario(
        name="special facility",
        payers="CI",
        ages=(20, 60),
        dx="F1020",
        lines=("0944 H0005 x4 400.00",),
        days=3,
        bill="0891",
        more=_CENTER,
    ),
)
