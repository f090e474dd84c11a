"""Small 835 and 277CA files of our own for tests."""

from collections.abc import Iterable, Sequence
from typing import Final

from tests.support.x12_claims import ISA

VERSIONS: Final = {"835": ("HP", "005010X221A1"), "277": ("HN", "005010X214")}
PAID_ON: Final = "20261120"
ACKNOWLEDGED_ON: Final = "20261107"


def answer_file(*sets: Sequence[str], kind: str = "835", isa: str = ISA) -> list[str]:
    """An interchange around the insides of transaction sets of one kind."""
    letters, version = VERSIONS[kind]
    made = [isa, f"GS*{letters}*PAYER*LAKEVIEW*20261120*1200*9*X*{version}"]
    for number, inside in enumerate(sets, 1):
        named = [f"ST*{kind}*{number:04}" + (f"*{version}" if kind == "277" else ""), *inside]
        made += [*named, f"SE*{len(named) + 1}*{number:04}"]
    return [*made, f"GE*{len(sets)}*9", "IEA*1*000000101"]


def payment(claims: Iterable[str], trace: str = "CHK1", day: str = PAID_ON, after: Iterable[str] = ()) -> list[str]:
    """The inside of an 835.

    Args:
        claims: the segments from CLP on.
        trace: number of the payment.
        day: date of the payment.
        after: the segments behind the claims: PLB.
    """
    return [
        f"BPR*I*100*C*ACH*CCP*01*111000025*DA*123*1999999999**01*111000025*DA*456*{day}",
        f"TRN*1*{trace}*1999999999",
        "N1*PR*EXAMPLE HEALTH PLAN*XV*60054",
        "N1*PE*LAKEVIEW FAMILY MEDICINE*XX*1076543218",
        "LX*1",
        *claims,
        *after,
    ]


def acknowledgment(*claims: Sequence[str], batch: Iterable[str] = (), provider: Iterable[str] = ()) -> list[str]:
    """The inside of a 277CA.

    Args:
        claims: for each claim the segments from TRN on.
        batch: the STC of the receiver's level.
        provider: the STC of the provider's level.
    """
    made = [
        f"BHT*0085*08*B1*{ACKNOWLEDGED_ON}*1200*TH",
        *("HL*1**20*1", "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*60054", "TRN*1*T1"),
        *("HL*2*1*21*1", "NM1*41*2*LAKEVIEW BILLING*****46*HUB1", "TRN*2*B1", *batch),
        *("HL*3*2*19*1", "NM1*85*2*LAKEVIEW FAMILY MEDICINE*****XX*1076543218", "TRN*1*P1", *provider),
    ]
    for number, claim in enumerate(claims, 4):
        made += [f"HL*{number}*3*PT", "NM1*QC*1*SAMPLE*ADA****MI*W123456789", *claim]
    return made
