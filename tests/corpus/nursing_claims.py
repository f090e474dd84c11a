"""Bills of skilled nursing and rehabilitation of 2016 to 2027, with those that look incomplete and are right."""

from collections.abc import Callable

from tests.corpus.people import Form, organization
from tests.corpus.write_encounter import Scenario, day

_FACILITY: Form = {"billing_provider": organization(4433221, "Oak Grove Care Center", "314000000X")}
_REHABILITATION: Form = {"billing_provider": organization(3322114, "Bay Rehabilitation Hospital", "283X00000X")}
_REPLACED: Form = {"payer_claim_control_number": "21926400123456NYA"}
_PDPM = (2020, 2027)
_RUG = (2016, 2018)


def _after_hospital(form: Form) -> list[Form]:
    """A hospital stay of six nights that ends on the day of admission."""
    admitted = form["institutional"]["admission_date"]
    begun = {"service_from": admitted}
    return [{"code": "70", "from": day(-6)(begun), "through": admitted}]


def _assessed(*offsets: int) -> Callable[[Form], list[Form]]:
    return lambda form: [{"code": "50", "date": day(offset)(form)} for offset in offsets]


def _days(covered: int, noncovered: int = 0) -> list[Form]:
    made = [{"code": "80", "amount": str(covered)}]
    return [*made, {"code": "81", "amount": str(noncovered)}] if noncovered else made


def _stay(
    *, lines: tuple[str, ...], bill: str = "0211", days: int = 20, provider: Form = _FACILITY, **given: object
) -> Scenario:
    """A skilled nursing bill to Medicare after a hospital stay, unless it says otherwise."""
    made: Form = {"payers": "MA MA", "ages": (66, 95), "dx": "Z471 Z96641 I10 E119", "years": _PDPM, **given}
    details: Form = {
        "admission_date": day(0),
        "admission_source": "5",
        "discharge_status": "01",
        "occurrence_spans": _after_hospital,
        "occurrence_codes": _assessed(7),
    }
    own = dict(made.pop("more", {}))
    details |= own.pop("institutional", {})
    return Scenario(lines=lines, bill=bill, days=days, more={**provider, **own, "institutional": details}, **made)


_THERAPY = ("0420 . x15 2500.00", "0250 . x30 700.00")

NURSING_CLAIMS: tuple[Scenario, ...] = (
    _stay(
        name="skilled nursing facility",
        payers="MA MA MA 16 CI HM",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00", *_THERAPY),
    ),
    _stay(
        name="skilled nursing facility, still a patient",
        bill="0212",
        days=27,
        dx="I69354 R1312",
        lines=("0022 HP:ABCD1 x28 0.00", "0120 . x28D 12600.00"),
        more={"institutional": {"admission_source": "4", "discharge_status": "30", "value_codes": _days(28)}},
    ),
    _stay(
        name="skilled nursing facility, goes on for a month",
        bill="0213",
        days=27,
        lines=("0022 HP:KAGD1 x28 0.00", "0120 . x28D 12600.00", *_THERAPY),
        more={
            "institutional": {
                "admission_date": day(-20),
                "discharge_status": "30",
                "value_codes": _days(28),
                "occurrence_codes": _assessed(-13),
            }
        },
    ),
    _stay(
        name="skilled nursing facility, last bill",
        bill="0214",
        days=10,
        lines=("0022 HP:KAGD1 x10 0.00", "0120 . x10D 4500.00"),
        more={
            "institutional": {"admission_date": day(-30), "occurrence_codes": _assessed(-23), "discharge_status": "06"}
        },
    ),
    _stay(
        name="skilled nursing facility, two assessments",
        lines=("0022 HP:KAGD1 x8 0.00", "0022 HP:KBHE0 x12 0.00", "0120 . x20D 9000.00", *_THERAPY),
        more={"institutional": {"occurrence_codes": _assessed(7, 8)}},
    ),
    _stay(
        name="skilled nursing facility, no assessment was made",
        lines=("0022 HP:ZZZZZ x20 0.00", "0120 . x20D 9000.00"),
        more={"institutional": {"occurrence_codes": []}},
    ),
    _stay(
        name="skilled nursing facility, on leave for two days",
        bill="0213",
        days=29,
        lines=("0022 HP:KAGD1 x28 0.00", "0120 . x28D 12600.00", "0180 . x2D 0.00"),
        more={
            "institutional": {
                "admission_date": day(-10),
                "discharge_status": "30",
                "value_codes": _days(28, 2),
                "occurrence_codes": _assessed(-3),
                "occurrence_spans": lambda form: [
                    *_after_hospital(form),
                    {"code": "74", "from": day(10)(form), "through": day(11)(form)},
                ],
            }
        },
    ),
    _stay(
        name="skilled nursing facility, some days are not covered",
        lines=("0022 HP:KAGD1 x15 0.00", "0120 . x15D 6750.00", "0120 . x5D 2250.00 noncovered=2250.00"),
        more={"institutional": {"value_codes": _days(15, 5)}},
    ),
    _stay(
        name="skilled nursing facility, benefits are used up",
        bill="0213",
        days=29,
        lines=("0022 HP:ZZZZZ x30 0.00", "0120 . x30D 13500.00"),
        more={
            "institutional": {
                "admission_date": day(-120),
                "discharge_status": "30",
                "value_codes": _days(30),
                "occurrence_codes": [{"code": "A3", "date": day(-21)}],
            }
        },
    ),
    _stay(
        name="skilled nursing facility, asks for no payment",
        bill="0210",
        days=29,
        lines=("0120 . x30D 13500.00 noncovered=13500.00",),
        more={
            "condition_codes": ["21"],
            "institutional": {
                "discharge_status": "30",
                "value_codes": _days(0, 30),
                "occurrence_codes": [],
                "occurrence_spans": [],
            },
        },
    ),
    _stay(
        name="skilled nursing facility, days that the patient demands",
        lines=("0022 HP:ZZZZZ x20 0.00", "0120 . x20D 9000.00 noncovered=9000.00"),
        more={
            "condition_codes": ["20"],
            "institutional": {"value_codes": _days(0, 20), "occurrence_codes": [], "occurrence_spans": []},
        },
    ),
    _stay(
        name="skilled nursing stay of a plan's member, for information",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00"),
        more={"condition_codes": ["04"], "institutional": {"occurrence_codes": [], "occurrence_spans": []}},
    ),
    _stay(
        name="skilled nursing facility, came without a hospital stay in the pandemic",
        years=(2020, 2022),
        dx="J189 I10",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00"),
        more={"condition_codes": ["DR"], "institutional": {"occurrence_spans": []}},
    ),
    _stay(
        name="skilled nursing facility, readmitted within a month",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00"),
        more={"condition_codes": ["57"], "institutional": {"occurrence_spans": []}},
    ),
    _stay(
        name="skilled nursing facility, an organization waived the hospital stay",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00"),
        more={"demonstration_id": "77", "institutional": {"occurrence_spans": []}},
    ),
    _stay(
        name="skilled nursing facility, replaced",
        bill="0217",
        lines=("0022 HP:KAGD1 x20 0.00", "0120 . x20D 9000.00"),
        more={**_REPLACED, "condition_codes": ["D1"]},
    ),
    _stay(
        name="skilled nursing facility, canceled",
        bill="0218",
        lines=("0120 . x20D 9000.00",),
        more={
            **_REPLACED,
            "condition_codes": ["D6"],
            "institutional": {"occurrence_codes": [], "occurrence_spans": []},
        },
    ),
    _stay(
        name="skilled nursing facility of the resource groups",
        payers="MA MA MA",
        years=_RUG,
        lines=("0022 HP:RUA10 x14 0.00", "0022 HP:RUA20 x6 0.00", "0120 . x20D 9000.00", *_THERAPY),
        more={"institutional": {"occurrence_codes": _assessed(5, 13)}},
    ),
    _stay(
        name="skilled nursing facility of the resource groups, no assessment was made",
        years=_RUG,
        lines=("0022 HP:AAA00 x20 0.00", "0120 . x20D 9000.00"),
        more={"institutional": {"occurrence_codes": []}},
    ),
    _stay(
        name="nursing facility of Medicaid",
        payers="MC MC",
        bill="0213",
        days=29,
        years=(2016, 2027),
        lines=("0120 . x30D 6900.00",),
        more={
            "institutional": {
                "discharge_status": "30",
                "value_codes": _days(30),
                "occurrence_codes": [],
                "occurrence_spans": [],
            }
        },
    ),
    _stay(
        name="nursing facility of a payer without payment lines",
        payers="CI BL 16 VA",
        years=(2016, 2027),
        lines=("0191 . x20D 7000.00", *_THERAPY),
        more={"institutional": {"occurrence_codes": [], "occurrence_spans": []}},
    ),
    _stay(
        name="swing bed",
        bill="0181",
        days=9,
        dx="Z4789 I10",
        provider={},
        lines=("0022 HP:KAGE1 x9 0.00", "0120 . x9D 4000.00"),
        more={"institutional": {"admission_source": "4", "discharge_status": "06", "occurrence_codes": _assessed(5)}},
    ),
    _stay(
        name="swing bed of a critical access hospital",
        bill="0181",
        days=9,
        dx="Z4789 I10",
        provider={},
        years=(2016, 2027),
        lines=("0120 . x9D 4000.00", "0250 . x9 300.00"),
        more={"institutional": {"admission_source": "4", "discharge_status": "01", "occurrence_codes": []}},
    ),
    _stay(
        name="nursing facility's ancillary services",
        payers="MA MA MC",
        bill="0221",
        from_the_first=True,
        days=5,
        dx="R262",
        years=(2016, 2027),
        lines=("0420 97110-GP x2 120.00", "0424 97161-GP x1 140.00"),
        more={
            "institutional": {
                "admission_date": day(-90),
                "discharge_status": "30",
                "occurrence_codes": [],
                "occurrence_spans": [],
            }
        },
    ),
    _stay(
        name="nursing facility's services to outpatients",
        payers="MA CI",
        bill="0231",
        days=0,
        dx="R262",
        years=(2016, 2027),
        lines=("0430 97530-GO x2 130.00",),
        more={"institutional": {"occurrence_codes": [], "occurrence_spans": []}},
    ),
    _stay(
        name="rehabilitation stay",
        payers="MA MA MA 16",
        bill="0111",
        days=12,
        dx="I69351 I10",
        provider=_REHABILITATION,
        years=(2016, 2027),
        lines=("0024 HP:A0104 x1 0.00", "0128 . x12D 18000.00", "0420 . x24 6000.00"),
        more={
            "institutional": {
                "admission_source": "4",
                "drg": "057",
                "occurrence_codes": _assessed(12),
                "occurrence_spans": [],
            }
        },
    ),
    _stay(
        name="rehabilitation stay, not yet over",
        bill="0112",
        days=59,
        dx="I69351 I10",
        provider=_REHABILITATION,
        years=(2016, 2027),
        lines=("0024 HP:A9999 x1 0.00", "0128 . x60D 90000.00"),
        more={
            "institutional": {
                "admission_source": "4",
                "discharge_status": "30",
                "drg": "057",
                "value_codes": _days(60),
                "occurrence_codes": [],
                "occurrence_spans": [],
            }
        },
    ),
    _stay(
        name="rehabilitation stay of a plan's member, for information",
        bill="0111",
        days=12,
        dx="I69351 I10",
        provider=_REHABILITATION,
        years=(2016, 2027),
        lines=("0024 HP:A9999 x1 0.00", "0128 . x12D 18000.00"),
        more={
            "condition_codes": ["04"],
            "institutional": {"admission_source": "4", "drg": "057", "occurrence_codes": [], "occurrence_spans": []},
        },
    ),
)
