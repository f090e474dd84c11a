"""Small 837 files of our own for tests: synthetic people, NPIs that pass their check digit."""

from collections.abc import Iterable, Sequence
from typing import Final

ISA: Final = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261105*1530*^*00501*000000101*0*P*:"
VERSIONS: Final = {"P": "005010X222A1", "I": "005010X223A2"}

HEADER: Final = (
    "BHT*0019*00*B1*20261105*1530*CH",
    "NM1*41*2*LAKEVIEW BILLING*****46*HUB1",
    "PER*IC*DESK*TE*3125550100",
    "NM1*40*2*EXAMPLE PLAN*****46*60054",
)
BILLING: Final = (
    "HL*1**20*1",
    "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*LAKEVIEW FAMILY MEDICINE*****XX*1076543218",
    "N3*1200 N LAKE SHORE DR",
    "N4*CHICAGO*IL*606011234",
    "REF*EI*363123456",
)
SUBSCRIBER: Final = (
    "HL*2*1*22*0",
    "SBR*P*18*G100******CI",
    "NM1*IL*1*SAMPLE*ADA*B***MI*W123456789",
    "N3*45 ELM ST*APT 2",
    "N4*CHICAGO*IL*606140011",
    "DMG*D8*19580314*F",
    "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*60054",
)
VISIT: Final = (
    "CLM*E1*125***11:B:1*Y*A*Y*Y",
    "REF*G1*AUTH7",
    "HI*ABK:I10*ABF:E119",
    "NM1*82*1*DOCTOR*GRACE****XX*1229629633",
    "PRV*PE*PXC*207Q00000X",
    "LX*1",
    "SV1*HC:99213:25*125*UN*1***1:2",
    "DTP*472*D8*20261102",
    "REF*6R*LINE1",
)
STAY: Final = (
    "CLM*E2*17000.5***11:A:1**A*Y*Y",
    "DTP*096*TM*0900",
    "DTP*434*RD8*20261028-20261102",
    "DTP*435*DT*202610280800",
    "CL1*1*1*01",
    "HI*ABK:F39:::::::Y",
    "HI*ABJ:F39",
    "HI*DR:885",
    "HI*ABF:F1319:::::::Y*ABF:E876:::::::N",
    "HI*BBR:0DTJ4ZZ:D8:20261029*BBQ:0DTJ0ZZ:D8:20261030",
    "HI*BI:74:RD8:20261029-20261030",
    "HI*BH:11:D8:20261001",
    "HI*BE:01:::1563",
    "HI*BG:40",
    "NM1*71*1*DOCTOR*GRACE****XX*1229629633",
    "LX*1",
    "SV2*0124**17000.5*UN*5",
    "DTP*472*RD8*20261028-20261102",
)


def transaction(segments: Iterable[str], form: str = "P", control: str = "0001") -> list[str]:
    """A transaction set around segments, from ST to SE."""
    inside = [f"ST*837*{control}*{VERSIONS[form]}", *segments]
    return [*inside, f"SE*{len(inside) + 1}*{control}"]


def interchange(*sets: Sequence[str], form: str = "P") -> list[str]:
    """An interchange around transaction sets, from ISA to IEA."""
    group = f"GS*HC*SENDER*RECEIVER*20261105*1530*7*X*{VERSIONS[form]}"
    inside = [segment for one in sets for segment in one]
    return [ISA, group, *inside, f"GE*{len(sets)}*7", "IEA*1*000000101"]


def written(segments: Iterable[str], terminator: str = "~", after: str = "", delimiters: str = "*:^") -> bytes:
    """The file of segments, with other delimiters if given."""
    table = str.maketrans("*:^", delimiters)
    return "".join(f"{segment.translate(table)}{terminator}{after}" for segment in segments).encode()


def professional(claim: Sequence[str] = VISIT, subscriber: Sequence[str] = SUBSCRIBER) -> list[str]:
    """An interchange with one professional claim."""
    return interchange(transaction((*HEADER, *BILLING, *subscriber, *claim)))


def institutional(claim: Sequence[str] = STAY) -> list[str]:
    """An interchange with one institutional claim."""
    return interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *claim), form="I"), form="I")
