"""Hospice bills of 2016 to 2027, by calendar month, with those that look incomplete and are right."""

from tests.corpus.people import Form, organization
from tests.corpus.write_encounter import Scenario, day

_HOSPICE: Form = {"billing_provider": organization(5544332, "Harbor Hospice, Inc.", "251G00000X")}
_HOME = {"code": "61", "amount": "16974.00"}
_FACILITY = {"code": "G8", "amount": "16974.00"}
_REPLACED: Form = {"payer_claim_control_number": "21926400123456NYA"}
_VISITS = ("0551 G0299 x4 300.00 day=2", "0571 G0156 x4 120.00 day=3", "0561 G0155 x3 200.00 day=4")


def _hospice(*, lines: tuple[str, ...], bill: str = "0813", days: int = 27, **given: object) -> Scenario:
    """A hospice bill to Medicare that begins on the first of a month, unless it says otherwise."""
    made: Form = {
        "payers": "MA MA",
        "ages": (60, 95),
        "dx": "C3490 G893",
        "years": (2016, 2027),
        "from_the_first": True,
        **given,
    }
    details: Form = {"admission_date": day(-40), "discharge_status": "30", "value_codes": [_HOME]}
    own = dict(made.pop("more", {}))
    details |= own.pop("institutional", {})
    return Scenario(lines=lines, bill=bill, days=days, more={**_HOSPICE, **own, "institutional": details}, **made)


def _period_begun(form: Form) -> list[Form]:
    """The first day of the second benefit period, 90 days after the admission."""
    return [{"code": "27", "date": day(5)(form)}]


HOSPICE_CLAIMS: tuple[Scenario, ...] = (
    _hospice(name="hospice month", payers="MA MA MA MC CI", lines=("0651 Q5001 x28 4200.00", *_VISITS)),
    _hospice(
        name="hospice election and first month",
        bill="0812",
        lines=("0651 Q5002 x28 4200.00", *_VISITS),
        more={
            "institutional": {"admission_date": day(0), "occurrence_codes": [{"code": "27", "date": day(0)}]},
        },
    ),
    _hospice(
        name="hospice, whole election within a month",
        bill="0811",
        days=9,
        lines=("0651 Q5001 x10 1500.00", *_VISITS),
        more={
            "patient": {"death_date": day(0, "service_through")},
            "institutional": {
                "admission_date": day(0),
                "discharge_status": "40",
                "occurrence_codes": [
                    {"code": "27", "date": day(0)},
                    {"code": "55", "date": day(0, "service_through")},
                ],
            },
        },
    ),
    _hospice(
        name="hospice, first month after a transfer within the period",
        bill="0812",
        lines=("0651 Q5001 x28 4200.00", *_VISITS),
        more={"institutional": {"admission_date": day(0)}},
    ),
    _hospice(
        name="hospice, second benefit period begins",
        lines=("0651 Q5003 x28 4200.00", *_VISITS),
        more={"institutional": {"admission_date": day(-85), "occurrence_codes": _period_begun}},
    ),
    _hospice(
        name="hospice, recertified late",
        lines=("0651 Q5001 x23 3450.00 day=5", "0651 Q5001 x5 750.00 noncovered=750.00", *_VISITS),
        more={
            "condition_codes": ["85"],
            "institutional": {
                "admission_date": day(-90),
                "occurrence_codes": [{"code": "27", "date": day(5)}],
                "occurrence_spans": [{"code": "77", "from": day(0), "through": day(4)}],
            },
        },
    ),
    _hospice(
        name="hospice, inpatient and respite care in facilities",
        lines=(
            "0651 Q5001 x18 2700.00",
            "0656 Q5005 x6 6000.00 day=18",
            "0655 Q5004 x4 1200.00 day=24",
            *_VISITS,
        ),
        more={"institutional": {"value_codes": [_HOME, _FACILITY]}},
    ),
    _hospice(
        name="hospice, all of it inpatient",
        bill="0824",
        days=5,
        lines=("0656 Q5006 x6 6000.00", "0551 G0299 x8 600.00 day=1"),
        more={"institutional": {"discharge_status": "01", "value_codes": [_FACILITY]}},
    ),
    _hospice(
        name="hospice, continuous home care",
        lines=("0651 Q5001 x27 4050.00", "0652 Q5001 x32 1500.00 day=27", *_VISITS, "0551 G0300 x8 320.00 day=27"),
    ),
    _hospice(
        name="hospice, died at home",
        bill="0814",
        days=9,
        dx="I5022",
        lines=("0651 Q5001 x10 1500.00", "0657 99350 x1 200.00"),
        more={
            "patient": {"death_date": day(0, "service_through")},
            "institutional": {
                "discharge_status": "40",
                "occurrence_codes": [{"code": "55", "date": day(0, "service_through")}],
            },
        },
    ),
    _hospice(
        name="hospice, revoked",
        bill="0814",
        days=12,
        lines=("0651 Q5001 x13 1950.00", *_VISITS),
        more={
            "institutional": {
                "discharge_status": "01",
                "occurrence_codes": [{"code": "42", "date": day(0, "service_through")}],
            }
        },
    ),
    _hospice(
        name="hospice physician alone",
        days=0,
        lines=("0657 99232 x1 160.00", "0657 99350-GV x1 200.00"),
        more={"institutional": {"value_codes": []}},
    ),
    _hospice(
        name="hospice vaccines alone",
        days=0,
        lines=("0636 90662 x1 65.00", "0771 G0008 x1 30.00"),
        more={"institutional": {"value_codes": []}},
        dx="Z23",
    ),
    _hospice(
        name="hospice drugs and room and board in a nursing home",
        payers="MC",
        lines=("0651 Q5003 x28 4200.00", "0658 T2046 x28 5600.00", *_VISITS),
    ),
    _hospice(
        name="hospice room and board, billed for denial",
        bill="0810",
        lines=("0658 . x28 5600.00 noncovered=5600.00",),
        more={"condition_codes": ["21"], "institutional": {"value_codes": []}},
    ),
    _hospice(
        name="hospice, replaced",
        bill="0817",
        lines=("0651 Q5001 x28 4200.00", *_VISITS),
        more={**_REPLACED, "condition_codes": ["D1"]},
    ),
    _hospice(
        name="hospice, canceled",
        bill="0818",
        lines=("0651 . x28 4200.00",),
        more={**_REPLACED, "condition_codes": ["D5"], "institutional": {"value_codes": []}},
    ),
    _hospice(
        name="hospice election",
        payers="MA MA MA",
        bill="081A",
        days=0,
        dx="C259",
        lines=(),
        more={
            "institutional": {
                "admission_date": day(0),
                "discharge_status": None,
                "value_codes": [],
                "occurrence_codes": [{"code": "27", "date": day(0)}],
            }
        },
    ),
    _hospice(
        name="hospital hospice election, certified late",
        bill="082A",
        days=0,
        dx="C259",
        lines=(),
        more={
            "institutional": {
                "admission_date": day(0),
                "discharge_status": None,
                "value_codes": [],
                "occurrence_spans": [{"code": "77", "from": day(0), "through": day(0)}],
            }
        },
    ),
    *(
        _hospice(
            name=f"hospice notice {letter}",
            payers="MA",
            bill=f"081{letter}",
            days=0,
            dx="C259",
            lines=(),
            more={"institutional": {"discharge_status": None, "value_codes": []}},
        )
        for letter in "BCDE"
    ),
    _hospice(
        name="hospice of a payer that asks for no place of care",
        payers="CI BL 16 VA",
        lines=("0651 . x28 4200.00", "0551 . x4 300.00 day=2"),
        more={"institutional": {"value_codes": []}},
    ),
)
