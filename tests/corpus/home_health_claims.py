"""Home health bills of 2016 to 2027, under the rules of each time, with those that look incomplete and are right."""

from tests.corpus.people import Form, organization
from tests.corpus.write_encounter import Scenario, day

_AGENCY: Form = {"billing_provider": organization(6655443, "Prairie Home Health", "251E00000X")}
_AREA = {"code": "61", "amount": "16974.00"}
_COUNTY = {"code": "85", "amount": "17031.00"}
_NORTHERN_COUNTY = {"code": "85", "amount": "8019.00"}
_REPLACED: Form = {"payer_claim_control_number": "21926400123456NYA"}
_VISITS = (
    "0551 G0299 x4 180.00",
    "0551 Q5001 x1 0.01",
    "0421 G0151 x3 190.00 day=3",
    "0571 G0156 x4 90.00 day=5",
)
_OLD_VISITS = ("0551 G0299 x4 170.00", "0551 Q5001 x1 0.01", "0421 G0151 x3 180.00 day=3")


def _home(*, lines: tuple[str, ...], bill: str = "0329", days: int = 29, **given: object) -> Scenario:
    """A home health bill to Medicare, unless it says otherwise."""
    made: Form = {"payers": "MA MA", "ages": (66, 95), "dx": "I110 I5032 Z9181", "years": (2022, 2027), **given}
    details = {
        "admission_date": day(0),
        "discharge_status": "30",
        "value_codes": [_AREA, _COUNTY],
        "occurrence_codes": _assessed,
    }
    own = dict(made.pop("more", {}))
    details |= own.pop("institutional", {})
    return Scenario(lines=lines, bill=bill, days=days, more={**_AGENCY, **own, "institutional": details}, **made)


def _assessed(form: Form) -> list[Form]:
    """The date of the OASIS assessment, on claims for periods from 2020 on."""
    return [{"code": "50", "date": form["service_from"]}] if form["service_from"] >= "2020" else []


HOME_HEALTH_CLAIMS: tuple[Scenario, ...] = (
    _home(name="home health period", payers="MA MA MA 16 HM", lines=("0023 HP:2HB31 x0 0.00", *_VISITS)),
    _home(
        name="home health, second period that begins without a visit",
        lines=(
            "0023 HP:3HB31 x0 0.00 day=4",
            "0421 G0151 x3 190.00 day=4",
            "0421 Q5002 x1 0.01 day=4",
            "0431 G0152 x3 190.00 day=9",
        ),
        more={"institutional": {"admission_date": day(-30), "value_codes": [_AREA, _NORTHERN_COUNTY]}},
    ),
    _home(
        name="home health, discharged after ten days",
        dx="S72141D Z9181",
        lines=("0023 HP:1AC21 x1 0.00", "0421 G0157 x3 190.00", "0421 Q5009 x1 0.01", "0441 G0153 x3 150.00 day=6"),
        days=9,
        more={"institutional": {"discharge_status": "01"}},
    ),
    _home(
        name="home health, died in the period",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
        days=12,
        more={
            "patient": {"death_date": day(0, "service_through")},
            "institutional": {
                "discharge_status": "20",
                "occurrence_codes": [
                    {"code": "50", "date": day(0)},
                    {"code": "55", "date": day(0, "service_through")},
                ],
            },
        },
    ),
    _home(
        name="home health after a hospital stay, with the dates of both",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
        more={
            "institutional": {
                "admission_source": "4",
                "occurrence_codes": [{"code": "61", "date": day(-3)}, {"code": "50", "date": day(0)}],
            }
        },
    ),
    _home(
        name="home health, the first visit is not covered",
        lines=("0023 HP:2HB31 x0 0.00", "0551 G0299 x4 180.00 noncovered=180.00", *_VISITS[1:]),
        more={"condition_codes": ["20"]},
    ),
    _home(
        name="home health, no skilled visit in the period",
        lines=("0023 HP:3HB31 x0 0.00", "0571 G0156 x8 90.00", "0571 Q5001 x1 0.01"),
        more={"condition_codes": ["54"], "institutional": {"admission_date": day(-60)}},
    ),
    _home(
        name="home health, the place changes",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS, "0421 G0157 x3 125.00 day=20", "0421 Q5002 x1 0.01 day=20"),
    ),
    _home(
        name="home health with supplies and remote monitoring",
        lines=(
            "0023 HP:2HB31 x0 0.00",
            *_VISITS,
            "0270 A4450 x10 12.00 day=3",
            "0623 A6197 x4 60.00 day=3",
            "0551 G0322 x20 0.01 day=6",
        ),
        years=(2023, 2027),
    ),
    _home(
        name="home health, called by video before the first visit",
        lines=(
            "0023 HP:3HB31 x0 0.00 day=3",
            "0421 G0320 x1 0.01 day=1",
            "0421 G0151 x3 190.00 day=3",
            "0421 Q5001 x1 0.01 day=3",
        ),
        years=(2023, 2027),
        more={"institutional": {"admission_date": day(-30)}},
    ),
    _home(
        name="home health, the assessment was waived in a disaster",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
        more={"condition_codes": ["DR"], "institutional": {"occurrence_codes": []}},
    ),
    _home(
        name="home health, billed for denial without an assessment",
        bill="0320",
        lines=("0023 HP:2HB31 x0 0.00", "0551 G0299 x4 180.00 noncovered=180.00", "0551 Q5001 x1 0.01 noncovered=0.01"),
        more={
            "condition_codes": ["D2"],
            "institutional": {
                "occurrence_codes": [],
                "occurrence_spans": [{"code": "77", "from": day(0), "through": day(0, "service_through")}],
            },
        },
    ),
    _home(
        name="home health, billed for denial by another insurer's wish",
        bill="0320",
        lines=("0551 G0299 x4 180.00 noncovered=180.00",),
        more={"condition_codes": ["21"], "institutional": {"occurrence_codes": [], "value_codes": []}},
    ),
    _home(
        name="home health, replaced",
        bill="0327",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
        more={**_REPLACED, "condition_codes": ["D1"]},
    ),
    _home(
        name="home health, canceled",
        bill="0328",
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
        more={**_REPLACED, "condition_codes": ["D5"], "institutional": {"occurrence_codes": [], "value_codes": []}},
    ),
    _home(
        name="home health admission",
        payers="MA MA MA",
        bill="032A",
        days=0,
        lines=(),
        more={"institutional": {"discharge_status": None, "value_codes": [], "occurrence_codes": []}},
    ),
    _home(
        name="home health admission with a line, as files need it",
        payers="MA 16",
        bill="032A",
        days=0,
        lines=("0023 HP:1AA11 x0 0.00",),
        more={"institutional": {"value_codes": [], "occurrence_codes": []}},
    ),
    _home(
        name="home health admission canceled",
        bill="032D",
        days=0,
        lines=(),
        more={
            "condition_codes": ["D5"],
            "institutional": {"discharge_status": None, "value_codes": [], "occurrence_codes": []},
        },
    ),
    _home(
        name="home health period of 2020",
        payers="MA MA MA",
        years=(2020, 2020),
        lines=("0023 HP:2HB31 x0 0.00", *_VISITS),
    ),
    _home(
        name="home health period of 2021, dated with its first day",
        payers="MA MA",
        years=(2021, 2021),
        lines=("0023 HP:3HB31 x0 0.00", "0421 G0151 x3 190.00 day=2", "0421 Q5001 x1 0.01 day=2"),
        more={"institutional": {"admission_date": day(-30)}},
    ),
    _home(
        name="home health request of 2021",
        bill="0322",
        payers="MA MA",
        years=(2021, 2021),
        days=0,
        lines=("0023 HP:1AA11 x0 0.00",),
        more={"institutional": {"value_codes": [_COUNTY], "occurrence_codes": []}},
    ),
    _home(
        name="home health request of the episodes of 60 days",
        bill="0322",
        payers="MA MA",
        years=(2016, 2019),
        days=0,
        lines=("0023 HP:2AFKS x0 0.00",),
        more={"institutional": {"value_codes": [_AREA, _COUNTY], "occurrence_codes": []}},
    ),
    _home(
        name="home health episode of 60 days",
        payers="MA MA MA 16",
        years=(2016, 2019),
        days=59,
        lines=("0023 HP:2AFK1 x0 0.00", *_OLD_VISITS),
        more={"prior_authorization_number": "15JI17AA41GBMDCDLG"},
    ),
    _home(
        name="home health outside a plan of care",
        payers="MA MC",
        bill="0341",
        days=0,
        years=(2016, 2027),
        lines=("0300 36415 x1 12.00", "0274 L0650 x1 320.00"),
        more={"institutional": {"admission_date": None, "occurrence_codes": [], "value_codes": []}},
    ),
    _home(
        name="home health of a payer that does not use HIPPS codes",
        payers="MC MC CI BL VA CH",
        bill="0321",
        ages=(20, 60),
        dx="S81802D",
        days=40,
        years=(2016, 2027),
        lines=("0551 G0299 x4 180.00", "0551 T1030 x1 170.00 day=2", "0581 T1019 x12 200.00 day=9"),
        more={"institutional": {"discharge_status": "01", "occurrence_codes": [], "value_codes": []}},
    ),
    _home(
        name="home health request that other payers still take",
        payers="VA CH CI",
        bill="0322",
        days=0,
        years=(2022, 2027),
        lines=("0023 HP:1AA11 x0 0.00",),
        more={"institutional": {"value_codes": [], "occurrence_codes": []}},
    ),
)
