"""Institutional claims of dialysis facilities, clinics, health centers and other outpatient facilities."""

from tests.corpus.people import organization
from tests.corpus.write_encounter import Scenario

_CLINIC = {"billing_provider": organization(7766554, "County Rural Health Clinic", "261QR1300X")}

OTHER_FACILITY_CLAIMS: tuple[Scenario, ...] = (
    Scenario(
        name="dialysis month",
        payers="MA CI",
        ages=(30, 85),
        dx="N186 Z992 D631",
        lines=(
            "0821 90999-G4-V6 x1 900.00",
            "0821 90999-G4-V6 x1 900.00 day=2",
            "0634 J0885-EC x20 200.00 ndc=55513012610/1/ML",
            "0636 J1756 x50 80.00 day=2 ndc=00517234010/5/ML",
        ),
        days=26,
        bill="0721",
        from_the_first=True,
        more={
            "billing_provider": organization(8877665, "Kidney Center of the Lakes", "261QE0700X"),
            "condition_codes": ["73"],
            "institutional": {"value_codes": [{"code": "48", "amount": "10.20"}, {"code": "49", "amount": "31.00"}]},
        },
    ),
    Scenario(
        name="rural health clinic",
        payers="MA CI",
        ages=(20, 90),
        dx="I10 E785",
        lines=("0521 99213-CG x1 160.00", "0300 36415 x1 10.00"),
        bill="0711",
        more=_CLINIC,
    ),
    Scenario(
        name="health center",
        payers="MA MC",
        ages=(20, 90),
        dx="E119",
        lines=("0521 G0467 x1 190.00", "0521 99213 x1 150.00"),
        bill="0771",
        more=_CLINIC,
    ),
    Scenario(
        name="outpatient rehabilitation facility",
        payers="MA",
        ages=(66, 90),
        dx="I69351",
        lines=("0420 97112-GP x2 130.00", "0440 92507-GN x1 120.00"),
        bill="0741",
        days=10,
        more=_CLINIC,
    ),
    Scenario(
        name="community mental health center",
        payers="MA",
        ages=(25, 64),
        dx="F3163",
        lines=("0900 90853 x1 120.00", "0904 G0176 x1 80.00", "0915 G0410 x1 150.00"),
        bill="0761",
        more=_CLINIC,
    ),
    Scenario(
        name="residential facility of a payer that is not Medicare",
        payers="CI BL",
        ages=(20, 50),
        dx="F1020",
        lines=("1002 H0018 x7 4200.00",),
        days=7,
        bill="0861",
        more=_CLINIC,
    ),
)
