"""`clia_certificates`: the laboratories with a CLIA number, their certificates, and when they ended."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.released_table import LoadedRelease, ReleasedTable
from rules.tables.table_file import TableFile
from schemas.value import value

CertificateType: TypeAlias = Literal["compliance", "waiver", "accreditation", "PPM", "registration"]

CERTIFICATE_TYPES: Final[dict[str, CertificateType]] = {
    "1": "compliance",
    "2": "waiver",
    "3": "accreditation",
    "4": "PPM",
    "9": "registration",
}
"""By their code in the file; PPM is for provider-performed microscopy."""
CLIA_NUMBER: Final = re.compile("[0-9]{2}D[0-9]{7}")
"""Federal and military laboratories have another third character, and are not in the file."""


@value
class Certificate:
    """The certificate of a laboratory."""

    kind: CertificateType
    ended: date | None
    """Its last day; None while it is active."""


class CertificateRelease(LoadedRelease):
    """One file: the sorted numbers without their D, and for each the code of its type and the day of its end."""

    __slots__ = ("_ends", "_numbers", "_types")

    def __init__(self, file: TableFile) -> None:
        super().__init__(file)
        self._numbers: Sequence[int] = file.column("number")
        self._types: Sequence[int] = file.column("type")
        self._ends: Sequence[int] = file.column("end")

    def certificate(self, number: str) -> Certificate | None:
        """The certificate with a number; None if the file does not have it."""
        key = int(number[:2] + number[3:])
        at = bisect_left(self._numbers, key)
        return self._at(at) if at < len(self._numbers) and self._numbers[at] == key else None

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every number with its certificate, in order."""
        for at, key in enumerate(self._numbers):
            found = self._at(at)
            yield f"{key:09}"[:2] + "D" + f"{key:09}"[2:], (found.kind, found.ended and found.ended.isoformat())

    def _at(self, at: int) -> Certificate:
        end = self._ends[at]
        kind = CERTIFICATE_TYPES[str(self._types[at])]
        return Certificate(kind=kind, ended=date.fromordinal(end) if end else None)


class CertificateTable(ReleasedTable[CertificateRelease]):
    """The loaded files; the newest one answers."""

    __slots__ = ()

    release_class = CertificateRelease

    def certificate(self, number: str) -> Certificate | None:
        """The certificate with a number in the format of `CLIA_NUMBER`; None if the newest file does not have it."""
        return self.releases[0].certificate(number)


CLIA_CERTIFICATES: Final = TableKind(
    name="clia_certificates",
    holds="laboratories by their CLIA number, with the type of certificate and the day on which it ended",
    carries="clia-numbers",
    opens=CertificateTable,
    fewest={"active certificates": 200_000},
    reads="load_clia_certificates:load_clia_certificates",
    layout="""The quarterly Provider of Services file of clinical laboratories: csv with a header; PRVDR_NUM,
CRTFCT_TYPE_CD, PGM_TRMNTN_CD and TRMNTN_EXPRTN_DT are kept; numbers that ended more than three years before the quarter
are left out. A file answers for two quarters before its own and for one after it. The quarter is in the name of the
file.""",
    source="CMS, Provider of Services File, Clinical Laboratories.",
    license=PUBLIC_DOMAIN,
)
