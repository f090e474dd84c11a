"""The payers of a claim stand in their order of payment, and decisions on lines find their payer."""

from collections.abc import Sequence

from schemas.encounter import EncounterEvent
from tests.schemas.interchange.reading import places, read_one
from tests.support.x12_claims import BILLING, HEADER, RICH, SUBSCRIBER, VISIT, interchange, transaction

SECOND = tuple(one.replace("SBR*P*18", "SBR*S*18") for one in SUBSCRIBER)
FIRST_PAID = tuple(one.replace("SBR*S*01", "SBR*P*01") for one in RICH)
THIRD = ("SBR*T*18", "AMT*D*0", "NM1*IL*1*SAMPLE*ADA*B***MI*W3", "NM1*PR*2*THIRD PLAN*****PI*THIRD1")


def _read(claim: Sequence[str], subscriber: Sequence[str] = SECOND) -> tuple[EncounterEvent, list[str]]:
    event, items = read_one(interchange(transaction((*HEADER, *BILLING, *subscriber, *claim))))
    return event, [place for place in places(items) if "SVD" in place or "SBR01" in place]


def _and_third(claim: Sequence[str], payer: str = "THIRD1") -> list[str]:
    at = claim.index("LX*1")
    return [*claim[:at], *(one.replace("THIRD1", payer) for one in THIRD), *claim[at:]]


def test_the_order_is_that_of_sbr01() -> None:
    """The billed payer is second although it comes first in the file; a subscriber who is the patient is left out."""
    event, told = _read(_and_third(FIRST_PAID))
    assert [one.payer_id for one in event.coverages] == ["OTHER1", "60054", "THIRD1"]
    assert [one.subscriber is None for one in event.coverages] == [False, True, True]
    assert (event.billed_coverage, event.service_lines[0].adjudications[0].coverage, told) == (1, 0, [])


def test_letters_that_are_not_an_order() -> None:
    """Two primary payers, or a secondary one alone, are read in the order of the file and reported."""
    event, told = _read(FIRST_PAID, SUBSCRIBER)
    assert [one.payer_id for one in event.coverages] == ["60054", "OTHER1"]
    assert told == ["2320 SBR01 payer-order"]
    assert _read(VISIT)[1] == ["2000B SBR01 payer-order"]


def test_a_decision_of_an_unknown_payer() -> None:
    """It is that of the only other payer; with two others it is unknown, and the decision is left out and reported."""
    unknown = [one.replace("SVD*OTHER1", "SVD*NOBODY") for one in FIRST_PAID]
    event, told = _read(unknown)
    assert event.service_lines[0].adjudications[0].coverage == 0
    assert told == ["2430 SVD01 payer-not-found"]
    event, told = _read(_and_third(unknown))
    assert event.service_lines[0].adjudications == ()
    assert told == [f"2430 SVD{element} payer-not-found" for element in ("01", "02", "05")]


def test_a_payer_id_that_two_payers_have() -> None:
    """The decision is taken for the first of them and reported."""
    event, told = _read(_and_third(FIRST_PAID, "OTHER1"))
    assert event.service_lines[0].adjudications[0].coverage == 0
    assert told == ["2430 SVD01 payer-ambiguous"]


def test_no_payer_at_all() -> None:
    """Without loop 2000B the claim has no coverage, for the edits to say."""
    event, told = _read(VISIT, ())
    assert (event.coverages, event.patient.last_name, told) == ((), "", [])
