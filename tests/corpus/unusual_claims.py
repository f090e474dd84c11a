"""Claims that look odd and are right: late charges, numbers of other kinds, services that few people give."""

from typing import Any

from tests.corpus.people import Form, organization, person
from tests.corpus.write_encounter import Scenario, dates, day


def _lines_with(**more: Any) -> Any:
    return lambda form: [{**line, **more} for line in form["service_lines"]]


def _paid_by(payer: str, form: Form, **decision: Any) -> list[Form]:
    first = {"payer_id": payer, "filing_indicator": payer, "member_id": "X1-77", "relationship": "SELF", **decision}
    return [first, *form["coverages"]]


_ATYPICAL = {
    "npi": None,
    "entity_type": "ORGANIZATION",
    "organization_name": "Good Rides Transport",
    "tax_id": "363123456",
    "tax_id_type": "EIN",
    "other_ids": [{"qualifier": "G2", "value": "100200300"}],
    "address": {"line1": "9 Garage Rd", "city": "Peoria", "state": "IL", "postal_code": "616020001"},
}

UNUSUAL_CLAIMS: tuple[Scenario, ...] = (
    Scenario(
        name="driver without an NPI",
        payers="MC",
        ages=(20, 80),
        dx="Z7409",
        lines=("T2003-U1-UA x1 30.00", "S0215 x14 21.00"),
        place="99",
        more={"billing_provider": _ATYPICAL, "rendering_provider": None},
    ),
    Scenario(
        name="waiver services of a month",
        payers="MC",
        ages=(3, 60),
        dx="F84",
        lines=("T1019-U7 x64 320.00 day=1", "S5150-HQ x8 60.00 day=2", "97153-HN x12 240.00 day=3"),
        place="12",
        days=27,
    ),
    Scenario(
        name="provider under a social security number",
        payers="CI BL",
        ages=(20, 60),
        dx="F4323",
        lines=("90834-X1 x1 120.00",),
        more={
            "billing_provider": {
                **person(11223344, "Mary Ann", "Solo-Practice", "103TC0700X"),
                "organization_name": None,
                "tax_id": "219-09-9999",
                "tax_id_type": "SSN",
            },
            "rendering_provider": None,
            "pay_to_address": {"line1": "P.O. Box 99", "city": "Evanston", "state": "IL", "postal_code": "60201"},
        },
    ),
    Scenario(
        name="sex not known",
        payers="CI MC",
        ages=(20, 60),
        dx="J069",
        lines=("99212 x1 80.00",),
        more={"patient": {"sex": "UNKNOWN"}},
    ),
    Scenario(
        name="over a hundred years old",
        payers="MB",
        ages=(101, 108),
        dx="R54 I10",
        lines=("99348 x1 110.00", "G2211 x1 16.00"),
        place="12",
    ),
    Scenario(
        name="modifiers that few use",
        payers="MB CI",
        ages=(40, 80),
        dx="I739 L97521",
        lines=("97597-59-CR-Q0-QJ x1 150.00 dx=1,2", "11042-XU-RT-GC-78 x1 240.00 dx=2", "1126F-8P x1 0.00"),
    ),
    Scenario(
        name="codes of new technology and of plans",
        payers="CI BL",
        ages=(40, 80),
        dx="C61",
        lines=("0421T x1 2900.00", "0047U x1 3800.00", "S2900 x1 0.00", "0500F x1 0.01"),
        sex="M",
        place="22",
    ),
    Scenario(
        name="twelve diagnoses",
        payers="MB 16",
        ages=(70, 90),
        dx="I5023 I130 N184 E1122 E785 I482 Z7901 J449 M810 F0390 R296 Z9181",
        lines=("99215 x1 300.00 dx=1,2,3,4", "G0506 x1 60.00 dx=9,10,11,12"),
    ),
    Scenario(
        name="notice to the patient",
        payers="MB",
        ages=(66, 90),
        dx="Z1321",
        lines=("82306-GA x1 60.00", "99080-GY x1 20.00", "A9270-GZ x1 15.00"),
        more={"clia_number": "14D1234567", "ordering_provider": person(44332211, "Orla", "Order")},
    ),
    Scenario(
        name="chiropractor's maintenance care",
        payers="MB",
        ages=(66, 90),
        dx="M545 M9903",
        lines=("98940-GA x1 40.00",),
        taxonomy="111N00000X",
        more={"dates": dates(INITIAL_TREATMENT=-300)},
    ),
    Scenario(
        name="refused by the first payer",
        payers="BL MC",
        ages=(30, 64),
        dx="H6123",
        lines=("69090 x2 50.00",),
        more={
            "billed_coverage": 1,
            "coverages": lambda form: _paid_by(
                "CI",
                form,
                adjudication={"adjudicated_on": day(4)(form), "paid": "0", "remark_codes": ["N130", "MA01"]},
            ),
            "service_lines": lambda form: _lines_with(
                adjudications=[
                    {
                        "coverage": 0,
                        "paid": "0.00",
                        "adjustments": [
                            {"group": "CO", "reason": "B7", "amount": "-5.00"},
                            {"group": "PR", "reason": "204", "amount": "55.00", "quantity": "2"},
                        ],
                    }
                ]
            )(form),
            "occurred_at": lambda form: f"{day(80)(form)}T01:00:00Z",
        },
    ),
    Scenario(
        name="stay decided as a whole by Medicare",
        payers="CI MC",
        ages=(66, 80),
        dx="J441",
        lines=("0121 . x3D 4200.00", "0410 . x6 900.00"),
        days=3,
        bill="0111",
        more={
            "billed_coverage": 1,
            "coverages": lambda form: _paid_by(
                "MA",
                form,
                member_id="1EG4TE5MK73",
                adjudication={
                    "adjudicated_on": day(20)(form),
                    "paid": "3000.00",
                    "adjustments": [
                        {"group": "CO", "reason": "45", "amount": "400.00"},
                        {"group": "CO", "reason": "253", "amount": "68.00"},
                        {"group": "PR", "reason": "1", "amount": "1632.00"},
                    ],
                    "remark_codes": ["MA01", "MA02"],
                },
            ),
            "occurred_at": lambda form: f"{day(90)(form)}T01:00:00Z",
            "institutional": {"drg": "190"},
        },
    ),
    Scenario(
        name="late charges",
        payers="CI BL",
        ages=(30, 80),
        dx="S82891A",
        lines=("0250 . x3 45.00",),
        bill="0135",
        more={"payer_claim_control_number": "99112233"},
    ),
    Scenario(
        name="interim bill that continues",
        payers="MC CI",
        ages=(30, 70),
        dx="G8250 Z930",
        lines=("0118 . x31D 40000.00",),
        days=30,
        bill="0113",
        more={
            "institutional": {
                "admission_date": day(-70),
                "discharge_status": "30",
                "value_codes": [{"code": "80", "amount": "31"}],
            }
        },
    ),
    Scenario(
        name="many codes of a bill",
        payers="MA",
        ages=(66, 90),
        dx="C3411 Z5111",
        lines=("335 96413 x1 600.00", "636 J9271 x200 9800.00 ndc=00006302602/4/ML", "0278 C1713 x1 80.00"),
        bill="131",
        years=(2021, 2027),
        more={
            "condition_codes": ["A6", "C1", "07", "W2"],
            "institutional": {
                "occurrence_codes": [
                    {"code": "18", "date": day(-900)},
                    {"code": "11", "date": day(-30)},
                    {"code": "A1", "date": "1950-02-28"},
                ],
                "value_codes": [{"code": "FC", "amount": "50.00"}, {"code": "A1", "amount": "0.00"}],
                "discharge_status": "30",
                "admission_source": "G",
            },
        },
    ),
    Scenario(
        name="left against advice on the day of admission",
        payers="MA CI",
        ages=(30, 90),
        dx="F10239",
        lines=("0120 . x1D 900.00", "0450 99285 x1 900.00"),
        bill="0111",
        more={
            "institutional": {
                "discharge_status": "07",
                "admission_type": "2",
                "admission_source": "8",
                "admission_hour": "00",
                "discharge_hour": "23",
                "value_codes": [{"code": "80", "amount": "1"}],
                "drg": "0894",
            }
        },
    ),
    Scenario(
        name="hospice, end of election",
        payers="MA",
        ages=(70, 90),
        dx="G309",
        lines=(),
        bill="082B",
        more={"institutional": {"admission_date": day(-30), "discharge_status": None}},
    ),
    Scenario(
        name="late claim with its reason",
        payers="MB",
        ages=(66, 90),
        dx="I10",
        lines=("99213 x1 125.00",),
        more={"occurred_at": lambda form: f"{day(400)(form)}T08:00:00Z", "delay_reason_code": "7"},
    ),
    Scenario(
        name="paper of another kind follows",
        payers="CI MB",
        ages=(30, 70),
        dx="L988",
        lines=("17999 x1 400.00 says=laser_of_a_scar",),
        more={
            "attachments": [
                {"report_type": "OZ", "transmission_code": "EL", "control_number": "ACN 0001"},
                {"report_type": "B3", "transmission_code": "AA"},
            ],
            "claim_note": "See operative report, page 2 (scar 4 x 3 cm); 50% of usual fee",
            "prior_authorization_number": "A-0099/2",
            "referral_number": "R 12",
            "referring_provider": {"entity_type": "UNKNOWN", "last_name": "Refer", "first_name": "Rafe"},
        },
    ),
    Scenario(
        name="trial of a device",
        payers="MB 16",
        ages=(66, 80),
        dx="I480 Z006",
        lines=("33340-Q0-62 x1 3900.00 dx=1,2",),
        place="21",
        more={
            "ide_number": "G123456",
            "demonstration_id": "12345678",
            "dates": dates(HOSPITALIZED_FROM=0),
            "billing_provider": organization(7654321, "Heart Group #4 (West), LLC", "207RC0000X"),
        },
    ),
)
