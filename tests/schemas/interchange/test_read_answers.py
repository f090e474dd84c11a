"""835 and 277CA files become answers: what is taken, what two readers agree on, and what hostile bytes do."""

import datetime as dt
import io
import os
import random
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from openx12 import x835
from pyx12.x12file import X12Reader

from schemas.finding import Status
from schemas.interchange.payer_answer import Answer, ProviderAdjustment, Reason
from schemas.interchange.read_answers import read_answers
from tests.schemas.interchange.reading_answers import read
from tests.support.x12_answers import acknowledgment, answer_file, payment
from tests.support.x12_claims import ISA, interchange, professional, written

FOLDER: Final = os.environ.get("INTERCHANGE_SAMPLES")
CANARY: Final = "CANARY7"
PAID: Final = (
    "CLP*A1*1*190*100*40*12*ICN1*11*1",
    "CAS*CO*45*10*1**0**253*5*",
    "NM1*QC*1*SAMPLE*ADA****MI*W123456789",
    "NM1*IL*1*SAMPLE*OTTO****MI*W999",
    "MOA***MA01*N382",
    "DTM*232*20261101",
    "SVC*HC:99214:25*125*60**1*HC:99213:25:59*2",
    "DTM*472*20261102",
    "CAS*PR*1*40",
    "CAS*CO*16*25",
    "REF*6R*A1-1",
    "LQ*HE*N290",
    "LQ*HE*M51",
    "SVC*HC:93000*65*40",
    "DTM*150*20261103",
    "CAS*OA*18*25",
)
REFUSED: Final = (
    "TRN*2*B1",
    "STC*A7:562:85*20261106*U*190******A3:21*A6:453::X",
    "REF*1K*ICN2",
    "DTP*472*RD8*20261102-20261103",
    "SVC*HC:99213:25*125",
    "STC*A7:454*20261106*U",
    "REF*FJ*B1-1",
    "DTP*472*D8*20261102",
)
FILES: Final = {
    "835": written(
        answer_file(payment([*PAID, "CLP*A2*4*50*0", "CAS*CO*29*50"], after=["PLB*1*20261231*WO:X*-7*72*9"]))
    ),
    "277CA": written(
        answer_file(
            acknowledgment(REFUSED, ["TRN*2*B2", "STC*A2:20:PR*20261106*WQ*65"], provider=["STC*A1:19:PR"]), kind="277"
        ),
        after="\r\n",
    ),
}


def test_an_835() -> None:
    """Numbers, dates, amounts, members, adjustments with the remark codes of their level, and lines as billed."""
    found, notes = read(FILES["835"])
    first, second, *rest = found
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert notes == []
    assert (first.patient_control_number, first.claim_status, first.charge, first.paid) == (
        "A1",
        "1",
        Decimal(190),
        Decimal(100),
    )
    assert (first.decided_on, first.service_from) == (dt.date(2026, 11, 20), dt.date(2026, 11, 1))
    assert first.member_ids == ("W123456789", "W999")
    remarks = ("MA01", "N382")
    assert first.reasons == (
        Reason(group="CO", carc="45", remark_codes=remarks, amount=Decimal(10)),
        Reason(group="CO", carc="253", remark_codes=remarks, amount=Decimal(5)),
    )
    line, other = first.lines
    assert (line.procedure_code, line.modifiers, line.control_number) == ("99213", ("25", "59"), "A1-1")
    assert (line.charge, line.service_from, other.service_from) == (
        Decimal(125),
        dt.date(2026, 11, 2),
        dt.date(2026, 11, 3),
    )
    assert [one.code for one in line.reasons] == ["PR-1 M51 N290", "CO-16 M51 N290"]
    assert [one.code for one in other.reasons] == ["OA-18"]
    assert not first.balanced
    assert second.balanced
    assert [(one.code, one.amount) for one in rest if isinstance(one, ProviderAdjustment)] == [
        ("WO", Decimal(-7)),
        ("72", Decimal(9)),
    ]


def test_a_277ca() -> None:
    """Up to three statuses, with their entity, of claims and lines; the number, charge and date; what it accepts."""
    found, notes = read(FILES["277CA"])
    first, second = (one for one in found if isinstance(one, Answer))
    assert notes == []
    assert (first.patient_control_number, first.charge, first.paid) == ("B1", Decimal(190), None)
    assert (first.decided_on, first.service_from) == (dt.date(2026, 11, 6), dt.date(2026, 11, 2))
    assert [one.code for one in first.reasons] == ["A7:562:85", "A3:21", "A6:453"]
    (line,) = first.lines
    assert (line.control_number, line.procedure_code, line.modifiers) == ("B1-1", "99213", ("25",))
    assert [one.status for one in line.reasons] == [Status(category="A7", code="454")]
    assert (second.patient_control_number, [one.code for one in second.reasons]) == ("B2", ["A2:20:PR"])


@pytest.mark.parametrize("name", FILES)
def test_reading_does_not_depend_on_pieces_breaks_or_delimiters(name: str) -> None:
    """One byte at a time, with line breaks, other delimiters and a missing last terminator."""
    segments = [segment.strip() for segment in FILES[name].decode().split("~") if segment.strip()]
    whole = _unmarked(read(FILES[name])[0])
    assert _unmarked(read(FILES[name], piece=1)[0]) == whole
    assert _unmarked(read(written(segments, terminator="\n", delimiters="|<^"))[0]) == whole
    assert _unmarked(read(written(segments, after="\r\n\r\n").rstrip(b"~\r\n"))[0]) == whole


def _unmarked(found: Sequence[Answer | ProviderAdjustment]) -> list[str]:
    return [repr(one).rpartition("mark=")[0] for one in found]


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_optional_segments_does_not_matter(name: str) -> None:
    """Segments of a line in any order give the same answer."""
    segments = [segment.strip() for segment in FILES[name].decode().split("~") if segment.strip()]
    first = next(index for index, segment in enumerate(segments) if segment.startswith("SVC"))
    last = next(index for index in range(first + 1, len(segments)) if segments[index][:3] in ("SVC", "HL*"))
    chance = random.Random(1)
    for _ in range(5):
        mixed = segments[first + 1 : last]
        chance.shuffle(mixed)
        changed = read([*segments[: first + 1], *mixed, *segments[last:]])[0]
        assert sorted(map(str, _reasons(changed))) == sorted(map(str, _reasons(read(FILES[name])[0])))


def _reasons(found: Sequence[Answer | ProviderAdjustment]) -> Iterator[tuple[str | None, Reason]]:
    for one in found:
        if isinstance(one, Answer):
            yield from ((None, reason) for reason in one.reasons)
            yield from ((line.control_number, reason) for line in one.lines for reason in line.reasons)


def _others() -> Iterator[tuple[str, bytes]]:
    yield "own", FILES["835"]
    for path in sorted(Path(FOLDER).iterdir()) if FOLDER else ():
        if b"ST*835*" in (data := path.read_bytes()):
            yield path.name, data


OTHERS: Final = dict(_others())


@pytest.mark.parametrize("name", OTHERS)
def test_another_reader_finds_the_same_decisions(name: str) -> None:
    """Claim numbers, statuses, charges, payments and adjustments are those of openx12."""
    mine = [one for one in read(OTHERS[name])[0] if isinstance(one, Answer)]
    theirs = x835.parse(OTHERS[name].decode("latin-1")).claims
    assert len(mine) == len(theirs) > 0
    for one, other in zip(mine, theirs, strict=True):
        claim = (one.patient_control_number, one.claim_status, one.charge, one.paid)
        amounts = (other["total_claim_charge"], other["claim_payment_amount"])
        assert claim == (other["patient_control_number"], other["claim_status"], *map(_decimal, amounts))
        assert _adjusted(one.reasons) == _adjustments(other.get("adjustments", ()))
        services = other["services"]
        assert [(line.charge, line.control_number or "") for line in one.lines] == [
            (_decimal(row["line_item_charge_amount"]), row["line_item_control_number"]) for row in services
        ]
        assert [_adjusted(line.reasons) for line in one.lines] == [_adjustments(row["adjustments"]) for row in services]


def _adjusted(reasons: Sequence[Reason]) -> list[tuple[str | None, str | None, Decimal | None]]:
    return [(one.group, one.carc, one.amount) for one in reasons]


def _adjustments(rows: Iterable[dict[str, object]]) -> list[tuple[str, str, Decimal]]:
    """Those with a reason: the other reader makes one of an empty place, too."""
    return [(str(row["group"]), str(row["reason"]), _decimal(row["amount"])) for row in rows if row["reason"]]


def _decimal(number: object) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.01"))


def test_another_reader_finds_the_same_statuses() -> None:
    """The claim numbers and statuses of a 277CA are those of pyx12's segments below the patients' levels."""
    level, number, theirs = "", "", []
    for segment in X12Reader(io.StringIO(FILES["277CA"].decode())):
        kind = segment.get_seg_id()
        if kind == "HL":
            level = segment.get_value("HL03")
        elif kind == "TRN":
            number = segment.get_value("TRN02")
        elif kind == "STC" and level == "PT":
            places = ((f"STC{place}-1", f"STC{place}-2") for place in ("01", "10", "11"))
            found = [tuple(map(segment.get_value, place)) for place in places]
            theirs += [(number, *codes) for codes in found if codes[0]]
    mine = [
        (one.patient_control_number, reason.status.category, reason.status.code)
        for one in read(FILES["277CA"])[0]
        if isinstance(one, Answer)
        for reason in (*one.reasons, *(reason for line in one.lines for reason in line.reasons))
        if reason.status is not None
    ]
    assert mine == theirs


@pytest.mark.parametrize("name", FILES)
def test_no_code_is_what_a_payer_may_put_in_its_place(name: str) -> None:
    """Wherever a canary stands, no printed code has it, and no note."""
    segments = [segment.strip() for segment in FILES[name].decode().split("~") if segment.strip()]
    for index, segment in enumerate(segments[3:], 3):
        for element in range(1, segment.count("*") + 2):
            parts = segment.split("*")
            parts[element : element + 1] = [CANARY]
            found, notes = read([*segments[:index], "*".join(parts), *segments[index + 1 :]])
            codes = [reason.code for _, reason in _reasons(found)]
            codes += [one.code for one in found if isinstance(one, ProviderAdjustment)]
            assert CANARY not in repr((codes, notes)), segment


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (written(professional()), ["other-transaction"]),
        (written(answer_file(["BHT*0010*08*X*20261107"], kind="277")), ["other-transaction"]),
        (FILES["835"][: FILES["835"].index(b"LQ*HE*N290") + 4], ["truncated"]),
        (FILES["835"] + b"GARBAGE", ["trailing-data"]),
        (ISA.encode() + b"A" + b"x" * 500, ["isa-malformed"]),
        (FILES["835"].replace(b"*190*100*", b"*1,90*1e5*"), ["unreadable-value"] * 2),
        (written(answer_file(payment(["CLP*A*4*1*0", *["CAS*CO*16*1"] * 20_001]))), ["too-large"]),
        (written(answer_file(payment(["CLP*A*4*1*0", "NTE*" + "x" * 70_000]))), ["too-large"]),
        (written(interchange([])), []),
    ],
)
def test_what_is_said_of_a_file(data: bytes, notes: list[str]) -> None:
    """Other transactions, the end of a file within one, foreign bytes, bad amounts and sizes are noted."""
    assert read(data)[1] == notes


def test_an_answer_that_cannot_be_read_costs_one_answer() -> None:
    """The answers before and after one that is too large are read."""
    claims = ["CLP*A*1*1*1", "CLP*B*4*1*0", *["CAS*CO*16*1"] * 20_001, "CLP*C*1*1*1"]
    found, notes = read(answer_file(payment(claims)))
    assert [one.patient_control_number for one in found if isinstance(one, Answer)] == ["A", "C"]
    assert notes == ["too-large"]


@pytest.mark.parametrize("name", FILES)
def test_any_bytes_give_answers(name: str) -> None:
    """Mutated files give answers, notes or nothing, never an exception."""
    chance = random.Random(17)
    data = FILES[name]
    words = (
        b"~",
        b"*",
        b":",
        b"CLP*A~",
        b"SVC~",
        b"HL*1**PT~",
        b"TRN~",
        b"STC~",
        b"CAS*~",
        b"PLB*1*2*3~",
        b"\xff",
        b"ISA",
    )
    for _ in range(400):
        made = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(made))
            match chance.randrange(3):
                case 0:
                    made[at] = chance.randrange(256)
                case 1:
                    del made[at : at + chance.randrange(40)]
                case _:
                    made[at:at] = chance.choice(words)
        read(bytes(made))


def test_reading_holds_one_answer() -> None:
    """Eight times as many answers take no more memory while they are read."""
    _peak(200)
    assert _peak(400) < _peak(50) + 50_000


def _peak(claims: int) -> int:
    data = written(
        answer_file(payment([one for number in range(claims) for one in (f"CLP*{number}*4*1*0", *PAID[1:])]))
    )
    stream = io.BytesIO(data)
    tracemalloc.start()
    found = sum(1 for _ in read_answers(lambda most: stream.read(min(most, 4096)), lambda note: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == claims
    return peak
