"""Two other readers of 837 files find the same claims, control numbers, claim numbers and charges.

`INTERCHANGE_SAMPLES=FOLDER` adds every 837 in a folder; what is known of public files is in `public_samples.toml`.
"""

import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from openx12 import x837p
from pyx12.x12file import X12Reader

from schemas.interchange.conversion import Converted, Refused
from schemas.toml_file import read_toml
from tests.schemas.interchange.reading import read
from tests.support.x12_claims import (
    BILLING,
    DEPENDENT,
    HEADER,
    RICH,
    SUBSCRIBER,
    VISIT,
    institutional,
    interchange,
    professional,
    transaction,
    written,
)

FOLDER: Final = os.environ.get("INTERCHANGE_SAMPLES")
PUBLIC: Final = read_toml(Path(__file__).with_name("public_samples.toml"))["files"]
BAD: Final = ("CLM*E9*12.5***11>B>1*Y*A*Y*Y", *VISIT[1:])
OWN: Final = {
    "professional": written(professional()),
    "institutional": written(institutional()),
    "several": written(
        interchange(
            transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT, *BAD, *VISIT), control="0001"),
            transaction((*HEADER, *BILLING, *DEPENDENT, *RICH, *BILLING, *SUBSCRIBER, *VISIT), control="0002"),
        ),
        after="\r\n",
    ),
}


def _files() -> Iterator[tuple[str, bytes]]:
    yield from OWN.items()
    for path in sorted(Path(FOLDER).iterdir()) if FOLDER else ():
        data = path.read_bytes()
        if b"ST*837*" in data:
            yield path.name, data


FILES: Final = dict(_files())


def _by_pyx12(text: str) -> list[tuple[str, str, str, Decimal]]:
    """Interchange, transaction, claim number and charge of each claim."""
    found, isa, st = [], "", ""
    for segment in X12Reader(io.StringIO(text)):
        match segment.get_seg_id():
            case "ISA":
                isa = segment.get_value("ISA13")
            case "ST":
                st = segment.get_value("ST02")
            case "CLM":
                found.append((isa, st, segment.get_value("CLM01"), Decimal(segment.get_value("CLM02"))))
    return found


@pytest.mark.parametrize("name", FILES)
def test_other_readers_find_the_same_claims(name: str) -> None:
    """One outcome per claim, in order, with the same numbers; of claims that are read also the same charge."""
    found, _ = read(FILES[name])
    text = FILES[name].decode("latin-1")
    first, second = _by_pyx12(text), x837p.parse(text).claims
    assert [(one.where.interchange, one.where.transaction) for one in found] == [claim[:2] for claim in first]
    assert len(second) == len(found)
    for one, (_, _, number, charge), other in zip(found, first, second, strict=True):
        if isinstance(one, Converted):
            assert (one.event.encounter_id, one.event.total_charge) == (number, charge)
            assert (other["claim_number"], Decimal(str(other["amount"]))) == (number, charge)


@pytest.mark.parametrize("name", [name for name in FILES if name not in OWN] or [None])
def test_public_files_read_as_recorded(name: str | None) -> None:
    """Each known file of the folder has as many claims that are read, and refused for each reason, as recorded."""
    if name is None:
        assert all(sum(row["outcomes"].values()) > 0 for row in PUBLIC)
        return
    known = {row["sha256"]: row for row in PUBLIC}.get(hashlib.sha256(FILES[name]).hexdigest())
    if known is not None:
        found, _ = read(FILES[name])
        assert Counter(one.reason if isinstance(one, Refused) else "read" for one in found) == known["outcomes"]
