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


RICH: Final = (
    "CLM*E4*125***11:B:7*Y*A*W*I*P*AA:OA::CA:US*03********5",
    "DTP*431*D8*20261001",
    "DTP*439*D8*20261001",
    "DTP*314*RD8*20261001-20261010",
    "DTP*050*D8*20261103",
    "PWK*OZ*BX***AC*DOC1",
    "AMT*F5*10",
    "REF*F8*ICN1",
    "REF*D9*HUB9",
    "REF*EA*MRN1",
    "K3*FREE",
    "NTE*ADD*STAYED AN HOUR",
    "NTE*TPO*SECOND NOTE",
    "CR1*LB*140**A*DH*12****WHY",
    "CRC*07*Y*01*04",
    "CRC*75*N*AV",
    "HI*ABK:S0501XA*ABF:E119",
    "NM1*DN*1*REFER*RITA*Q**JR*XX*1000000004",
    "REF*G2*R77",
    "NM1*82*1*DOCTOR*GRACE****XX*1229629633",
    "PRV*PE*PXC*207Q00000X",
    "NM1*77*2*LAKEVIEW CLINIC*****XX*1076543218",
    "N3*1 LAKE ST",
    "N4*CHICAGO*IL*606010001",
    "NM1*PW*2",
    "N3*9 PICKUP RD",
    "N4*CHICAGO*IL*60601",
    "SBR*S*01*G200*GROUP NAME*12****MB",
    "CAS*CO*45*25*1*3*4*2",
    "AMT*D*80",
    "AMT*EAF*5",
    "OI***Y***Y",
    "MOA***MA01*N122",
    "NM1*IL*1*SAMPLE*OTTO****MI*W999",
    "N3*45 ELM ST",
    "N4*CHICAGO*IL*606140011",
    "NM1*PR*2*OTHER PLAN*****PI*OTHER1",
    "DTP*573*D8*20261104",
    "REF*F8*OTHERICN",
    "LX*1",
    "SV1*HC:99213:25::::OFFICE VISIT*125*UN*1*12**1:2**Y**Y",
    "DTP*472*D8*20261102",
    "QTY*PT*2",
    "REF*6R*LINE1",
    "NTE*ADD*LINE NOTE",
    "LIN**N4*00000111122",
    "CTP****2*UN",
    "NM1*82*1*LINE*LEE****XX*1000000004",
    "PRV*PE*PXC*207Q00000X",
    "REF*0B*LIC1",
    "SVD*OTHER1*80*HC:99213:25**1",
    "CAS*PR*1*20",
    "DTP*573*D8*20261104",
    "AMT*EAF*5",
)
"""A claim with most of what a professional claim can have, and some that no field holds."""
DEPENDENT: Final = (
    *SUBSCRIBER[:1],
    "SBR*P**G100******CI",
    *SUBSCRIBER[2:],
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*SAMPLE*CARL",
    "N3*45 ELM ST",
    "N4*CHICAGO*IL*606140011",
    "DMG*D8*20200101*M",
)
