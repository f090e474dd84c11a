"""Institutional claims of hospitals: stays and outpatient visits, as hospitals send them."""

from collections.abc import Callable

from tests.corpus.people import Form, organization, person
from tests.corpus.write_encounter import Scenario, day

_OPERATING = {"operating_provider": person(66554433, "Sue", "Surgeon")}


def _procedures(*codes: str) -> Callable[[Form], list[Form]]:
    """ICD-10-PCS codes, all of the first day."""
    return lambda form: [{"code": code, "date": form["service_from"]} for code in codes]


def _with(*more: tuple[str, str]) -> Callable[[Form], list[Form]]:
    """Further diagnoses with other roles behind those of the scenario."""
    return lambda form: [*form["diagnoses"], *({"code": code, "role": role} for code, role in more)]


def _not_present(form: Form) -> list[Form]:
    return [{**dx, "present_on_admission": "N" if place > 2 else "Y"} for place, dx in enumerate(form["diagnoses"])]


_STAY = ("0120 . x{0}D 4500.00", "0250 . x40 812.50", "0300 . x12 640.00")


def _stay(days: int) -> tuple[str, ...]:
    return (f"0120 . x{days}D {days * 1500}.00", "0250 . x40 812.50", "0300 . x12 640.00", "0420 . x2 150.00")


HOSPITAL_CLAIMS: tuple[Scenario, ...] = (
    Scenario(
        name="pneumonia",
        payers="MA MC CI BL 16",
        ages=(40, 92),
        dx="J189 J9601 I50 E11 N17",
        lines=_stay(4),
        days=4,
        bill="0111",
        more={"institutional": {"admission_type": "1", "drg": "193"}, "diagnoses": _not_present},
    ),
    Scenario(
        name="sepsis, transferred",
        payers="MA CI",
        ages=(50, 92),
        dx="A419 R6520 N390 J9601",
        lines=("0200 . x6D 18000.00", "0250 . x90 5000.00", "0001 . x0 23000.00"),
        days=6,
        bill="111",
        more={
            **_OPERATING,
            "procedures": _procedures("5A1945Z", "02HV33Z"),
            "institutional": {"admission_type": "1", "admission_source": "4", "discharge_status": "02", "drg": "871"},
            "service_lines": lambda form: form["service_lines"][:2],
        },
    ),
    Scenario(
        name="heart failure, home health follows",
        payers="MA 16",
        ages=(65, 95),
        dx="I130 N183 E785 Z7901",
        lines=_stay(5),
        days=5,
        bill="0111",
        more={"institutional": {"discharge_status": "06", "admission_type": "1", "drg": "291"}},
    ),
    Scenario(
        name="hip replacement",
        payers="MA CI BL",
        ages=(55, 88),
        dx="M1611 I10 Z96642",
        lines=(*_stay(2), "0278 . x1 7800.00", "0360 . x1 9200.00", "0370 . x90 1500.00"),
        days=2,
        bill="0111",
        more={
            **_OPERATING,
            "procedures": _procedures("0SR90JZ"),
            "institutional": {"drg": "470", "discharge_status": "62", "admission_source": "2"},
        },
    ),
    Scenario(
        name="appendix",
        payers="MC CI HM",
        ages=(12, 40),
        dx="K3580",
        lines=(*_stay(1), "0360 . x1 6000.00"),
        days=1,
        bill="0111",
        more={
            **_OPERATING,
            "procedures": _procedures("0DTJ4ZZ"),
            "institutional": {"admission_type": "1", "drg": "343"},
        },
    ),
    Scenario(
        name="heart attack with stent",
        payers="MA CI BL",
        ages=(45, 88),
        dx="I214 I2510 F17210",
        lines=(*_stay(3), "0481 . x1 14000.00"),
        days=3,
        bill="0111",
        more={
            **_OPERATING,
            "procedures": _procedures("027034Z", "4A023N7", "B2111ZZ"),
            "institutional": {"admission_type": "1", "drg": "322"},
        },
    ),
    Scenario(
        name="delivery",
        payers="MC CI BL",
        ages=(19, 40),
        sex="F",
        dx="O80 Z370 Z3A39",
        lines=("0112 . x2D 3000.00", "0720 . x1 4000.00"),
        days=2,
        bill="0111",
        more={"procedures": _procedures("10E0XZZ"), "institutional": {"drg": "807"}},
    ),
    Scenario(
        name="cesarean section of twins",
        payers="MC CI",
        ages=(19, 40),
        sex="F",
        dx="O3421 O30043 Z372 Z3A37 O9902",
        lines=("0122 . x3D 4800.00", "0360 . x1 5200.00"),
        days=3,
        bill="0111",
        more={**_OPERATING, "procedures": _procedures("10D00Z1"), "institutional": {"drg": "788"}},
    ),
    Scenario(
        name="newborn",
        payers="MC CI BL",
        ages=(0, 0),
        dx="Z3800 P599 Z23",
        lines=("0170 . x2D 1800.00", "0300 . x4 200.00"),
        days=2,
        bill="0111",
        more={
            "procedures": _procedures("3E0234Z"),
            "institutional": {
                "admission_type": "4",
                "admission_source": "5",
                "drg": "795",
                "value_codes": [{"code": "54", "amount": "3250"}, {"code": "80", "amount": "2"}],
            },
        },
    ),
    Scenario(
        name="premature newborn",
        payers="MC CI",
        ages=(0, 0),
        dx="Z3801 P0715 P220 P0733",
        lines=("0174 . x30D 90000.00",),
        days=30,
        bill="0111",
        more={
            "procedures": _procedures("5A09357"),
            "institutional": {
                "admission_type": "4",
                "admission_source": "5",
                "drg": "790",
                "value_codes": [{"code": "54", "amount": "1250"}, {"code": "80", "amount": "30"}],
            },
        },
    ),
    Scenario(
        name="trauma",
        payers="MA MC CI AM",
        ages=(20, 85),
        dx="S72141A S270XXA D62",
        lines=(*_stay(7), "0360 . x1 11000.00", "0681 . x1 8000.00"),
        days=7,
        bill="0111",
        more={
            **_OPERATING,
            "diagnoses": _with(("V4352XA", "EXTERNAL_CAUSE"), ("Y92410", "EXTERNAL_CAUSE")),
            "procedures": _procedures("0QS604Z"),
            "accident": {"auto": True, "date": day(0), "state": "IL", "property_casualty_claim_number": "AU-9"},
            "institutional": {
                "admission_type": "5",
                "discharge_status": "03",
                "drg": "481",
                "occurrence_codes": [{"code": "01", "date": day(0)}],
            },
        },
    ),
    Scenario(
        name="died in hospital",
        payers="MA CI",
        ages=(60, 95),
        dx="I6330 J690 Z515 Z66",
        lines=_stay(3),
        days=3,
        bill="0111",
        more={
            "patient": {"death_date": day(0, "service_through")},
            "institutional": {
                "discharge_status": "20",
                "admission_type": "1",
                "drg": "064",
                "occurrence_codes": [{"code": "55", "date": day(0, "service_through")}],
            },
        },
    ),
    Scenario(
        name="psychiatric hospital, interim",
        payers="MC CI",
        ages=(20, 60),
        dx="F250 F1220",
        lines=("0124 . x31D 31000.00",),
        days=30,
        bill="0112",
        more={"institutional": {"discharge_status": "30", "value_codes": [{"code": "80", "amount": "31"}]}},
    ),
    Scenario(
        name="long stay, last bill",
        payers="CI MC",
        ages=(30, 70),
        dx="J9621 Z930 Z9911",
        lines=("0200 . x10D 30000.00",),
        days=10,
        bill="0114",
        more={
            "institutional": {
                "admission_date": day(-60),
                "discharge_status": "63",
                "value_codes": [{"code": "80", "amount": "10"}],
            }
        },
    ),
    Scenario(
        name="stay that began in the emergency room two days before",
        payers="MA CI",
        ages=(50, 90),
        dx="K5732 D62",
        lines=("0450 99285 x1 1500.00", "0120 . x4D 6000.00", "0636 J2704 x20 30.00 ndc=63323026929/20/ML"),
        days=5,
        bill="0111",
        more={
            "institutional": {
                "admission_date": day(1),
                "admission_type": "1",
                "drg": "378",
                "value_codes": [{"code": "80", "amount": "4"}],
            }
        },
    ),
    Scenario(
        name="no payment stay",
        payers="MA",
        ages=(66, 90),
        dx="J449 F03",
        lines=("0120 . x5D 5000.00",),
        days=5,
        bill="0110",
        more={"institutional": {"value_codes": [{"code": "81", "amount": "5"}, {"code": "80", "amount": "0"}]}},
    ),
    Scenario(
        name="replaced stay",
        payers="MA CI",
        ages=(50, 90),
        dx="J189 E11",
        lines=_stay(4),
        days=4,
        bill="0117",
        more={
            "payer_claim_control_number": "22233344455IL",
            "condition_codes": ["D9"],
            "claim_note": "DRUG UNITS CORRECTED",
            "institutional": {"admission_type": "1", "drg": "195"},
        },
    ),
    Scenario(
        name="voided stay",
        payers="MA CI",
        ages=(50, 90),
        dx="J189 E11",
        lines=_stay(4),
        days=4,
        bill="0118",
        more={
            "payer_claim_control_number": "22233344455IL",
            "condition_codes": ["D6"],
            "institutional": {"admission_type": "1"},
        },
    ),
    Scenario(
        name="stay paid by an employer's plan first",
        payers="MA",
        ages=(65, 70),
        dx="I2510 E785",
        lines=("0120 . x2D 3000.00",),
        days=2,
        bill="0111",
        more={
            "billed_coverage": 1,
            "coverages": lambda form: [
                {
                    "payer_id": "60054",
                    "payer_name": "Example Health Plan",
                    "filing_indicator": "CI",
                    "member_id": "W12345",
                    "relationship": "SELF",
                    "adjudication": {
                        "adjudicated_on": day(9, "service_through")(form),
                        "paid": "2000.00",
                        "adjustments": [
                            {"group": "CO", "reason": "45", "amount": "700.00"},
                            {"group": "PR", "reason": "1", "amount": "300.00"},
                        ],
                    },
                },
                *form["coverages"],
            ],
            "occurred_at": lambda form: f"{day(30, 'service_through')(form)}T08:00:00Z",
            "institutional": {
                "drg": "303",
                "value_codes": [
                    {"code": "80", "amount": "2"},
                    {"code": "12", "amount": "2000.00"},
                    {"code": "44", "amount": "2300.00"},
                ],
            },
        },
    ),
    Scenario(
        name="emergency room",
        payers="MA MC CI BL HM",
        ages=(18, 90),
        dx="R079 I10 E785",
        lines=(
            "0450 99284-25 x1 920.00",
            "0730 93005 x1 145.00",
            "0301 84484 x2 180.00",
            "0636 J1885 x2 20.00 ndc=00409379501/1/ML",
            "0250 . x3 14.00",
        ),
        bill="0131",
        more={"diagnoses": _with(("R0789", "REASON_FOR_VISIT")), "institutional": {"admission_type": "1"}},
    ),
    Scenario(
        name="emergency room after a fall",
        payers="MA CI BL",
        ages=(18, 90),
        dx="S0181XA S52501A",
        lines=("0450 99283-25 x1 600.00", "0450 12011 x1 400.00", "0320 73110-RT x1 300.00", "0270 A4570 x1 30.00"),
        bill="0131",
        more={
            "diagnoses": _with(
                ("S0181XA", "REASON_FOR_VISIT"), ("W010XXA", "EXTERNAL_CAUSE"), ("Y92010", "EXTERNAL_CAUSE")
            ),
            "institutional": {"admission_type": "5", "occurrence_codes": [{"code": "05", "date": day(0)}]},
            **_OPERATING,
        },
    ),
    Scenario(
        name="observation",
        payers="MA CI",
        ages=(40, 90),
        dx="R55 I951",
        lines=("0762 G0378 x30 1500.00", "0450 99285-25 x1 1100.00", "0480 93306 x1 1400.00 day=1"),
        days=1,
        bill="0131",
        more={"diagnoses": _with(("R55", "REASON_FOR_VISIT")), "institutional": {"admission_type": "1"}},
    ),
    Scenario(
        name="day surgery",
        payers="MA MC CI BL",
        ages=(30, 85),
        dx="K8020 K219",
        lines=(
            "0360 47562 x1 7200.00",
            "0370 . x60 900.00",
            "0710 . x1 700.00",
            "0250 . x9 120.00",
            "0310 88304 x1 150.00",
        ),
        bill="0131",
        more=_OPERATING,
    ),
    Scenario(
        name="procedure stopped",
        payers="MA",
        ages=(65, 85),
        dx="Z1211 Z5309",
        lines=("0750 45378-73 x1 900.00",),
        bill="0131",
        more=_OPERATING,
    ),
    Scenario(
        name="therapy of a month",
        payers="MA CI",
        ages=(30, 88),
        dx="M25561 Z471",
        lines=(
            "0420 97110-GP-KX x2 120.00",
            "0420 97110-GP-KX x2 120.00 day=3",
            "0424 97161-GP x1 150.00",
            "0430 97530-GO-CO x2 130.00 day=3",
        ),
        days=20,
        bill="0131",
        from_the_first=True,
    ),
    Scenario(
        name="infusion of a hospital's clinic",
        payers="MA CI MC",
        ages=(30, 80),
        sex="F",
        dx="Z5111 C50",
        lines=(
            "0335 96413 x1 600.00",
            "0636 J9355 x45 5000.00 ndc=50242013201/1/UN",
            "0636 J9355-JW x3 200.00 ndc=50242013201/1/UN",
            "0510 G0463-25-PO x1 150.00",
            "0258 . x1 20.00",
        ),
        bill="0131",
    ),
    Scenario(
        name="laboratory for people outside",
        payers="MA CI",
        ages=(20, 90),
        dx="D64 E03",
        lines=("0301 80053 x1 60.00", "0305 85025 x1 30.00"),
        bill="0141",
        more={"institutional": {"admission_source": None}},
    ),
    Scenario(
        name="critical access hospital with its physician",
        payers="MA CI",
        ages=(20, 90),
        dx="J02",
        lines=("0450 99283 x1 400.00", "0981 99283-GF x1 150.00", "0981 93010-26 x1 30.00"),
        bill="0851",
        more={
            "institutional": {"admission_type": "2"},
            "diagnoses": _with(("R07.0", "REASON_FOR_VISIT")),
            "billing_provider": organization(1230987, "Prairie County Hospital", "282NC0060X"),
        },
    ),
)
