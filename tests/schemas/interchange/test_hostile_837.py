"""No input is lost in silence, ends the reading, costs without bound, or puts a value into a report."""

import io
import json
import random
import re
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import pytest

from schemas.interchange.claim_parts import MOST_SEGMENTS
from schemas.interchange.conversion import Converted, Item, Refused
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from schemas.interchange.x12_tokens import MOST_SEGMENT_BYTES, is_x12
from schemas.json_form import to_json
from tests.schemas.interchange.reading import places, read, read_one
from tests.support.x12_claims import (
    BILLING,
    DEPENDENT,
    HEADER,
    ISA,
    RICH,
    STAY,
    SUBSCRIBER,
    VISIT,
    interchange,
    professional,
    transaction,
    written,
)

CANARY: Final = "QXJ77"
FILES: Final = {
    "dependent": ("P", (*HEADER, *BILLING, *DEPENDENT, *RICH)),
    "self": ("P", (*HEADER, *BILLING, *SUBSCRIBER, *VISIT)),
    "stay": ("I", (*HEADER, *BILLING, *SUBSCRIBER, *STAY)),
}
SAID_BY_THE_ENVELOPE: Final = re.compile(r"HL0[124]")
"""Numbers of the hierarchy, which say nothing of a claim."""


def _changed(segment: str, element: int, component: int | None) -> str:
    parts = segment.split("*")
    parts += [""] * (element + 1 - len(parts))
    if component is None:
        parts[element] = CANARY
    else:
        inner = parts[element].split(":")
        inner[component] = CANARY
        parts[element] = ":".join(inner)
    return "*".join(parts)


def _positions(segment: str) -> list[tuple[int, int | None]]:
    """Every element, two more, and every component."""
    parts = segment.split("*")
    found: list[tuple[int, int | None]] = [(element, None) for element in range(1, len(parts) + 2)]
    return found + [
        (element, component)
        for element, text in enumerate(parts)
        if ":" in text
        for component in range(len(text.split(":")))
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_value_ends_in_the_event_or_in_the_report(name: str) -> None:
    """Whatever element has the canary: it is in the event, its element is reported, or the claim is refused."""
    form, segments = FILES[name]
    lost = []
    for index, segment in enumerate(segments):
        for element, component in _positions(segment):
            changed = [*segments[:index], _changed(segment, element, component), *segments[index + 1 :]]
            found, items = read(interchange(transaction(changed, form=form), form=form))
            kind = segment.split("*")[0]
            at = f"{kind}{element:02}"
            said = repr((items, [one for one in found if isinstance(one, Refused)]))
            assert CANARY not in said, at
            if SAID_BY_THE_ENVELOPE.fullmatch(at) or any(isinstance(one, Refused) for one in found):
                continue
            kept = any(CANARY in json.dumps(to_json(one.event)) for one in found if isinstance(one, Converted))
            told = any(item.where.segment == index + 2 and _tells(item, at, kind) for item in items)
            if not (kept or told):
                lost.append(f"{segment} → {at} {component}")
    assert not lost, "\n".join(lost)


def _tells(item: Item, at: str, kind: str) -> bool:
    """Whether an item is about the element, or about the segment as one with another qualifier."""
    return item.element.startswith(at) or (at.endswith("01") and item.element.startswith(kind))


def test_a_secondary_claim() -> None:
    """Payers, their decisions on claim and line, adjustments and remark codes end in their fields."""
    event, items = read_one(interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *RICH))))
    other = event.coverages[1]
    assert (other.payer_id, other.relationship, event.billed_coverage) == ("OTHER1", "SPOUSE", 0)
    assert other.adjudication is not None
    form = to_json(other.adjudication, omit_absent=True)
    assert form == {
        "adjudicated_on": "2026-11-04",
        "paid": "80.00",
        "remaining_patient_liability": "5.00",
        "payer_claim_control_number": "OTHERICN",
        "adjustments": [
            {"group": "CO", "reason": "45", "amount": "25.00", "quantity": "1.000"},
            {"group": "CO", "reason": "3", "amount": "4.00", "quantity": "2.000"},
        ],
        "remark_codes": ["MA01", "N122"],
    }
    (line,) = event.service_lines
    (decision,) = line.adjudications
    assert (decision.coverage, str(decision.paid), decision.adjustments[0].reason) == (1, "80.00", "1")
    assert line.ndc is not None
    assert [one.kind for one in event.dates] == ["ONSET", "DISABILITY_FROM", "DISABILITY_THROUGH"]
    assert event.claim_note == "STAYED AN HOUR"
    assert event.accident is not None
    assert (event.accident.auto, event.accident.other, event.accident.state) == (True, True, "CA")
    assert event.ambulance is not None
    assert (event.ambulance.patient_count, event.ambulance.certification_codes) == (2, ("01", "04"))
    told = {place for place in places(items) if not place.startswith(("1000", "BHT"))}
    assert told == {
        "2300 DTP03 (DTP*050) no-field",
        "2300 REF02 (REF*D9) no-field",
        "2300 K301 no-field",
        "2300 NTE02 (NTE*TPO) no-field",
        "2300 CR110 no-field",
        "2300 CRC02 (CRC*75) no-field",
        "2300 CRC03 (CRC*75) no-field",
        "2320 SBR04 no-field",
        "2320 OI03 no-field",
        "2320 OI06 no-field",
        "2400 NTE02 (NTE*ADD) no-field",
    }


def test_a_dependent() -> None:
    """The patient of loop 2010CA is the patient, the subscriber is in the coverage."""
    event, _ = read_one(interchange(transaction((*HEADER, *BILLING, *DEPENDENT, *VISIT))))
    assert (event.patient.first_name, event.patient.sex) == ("CARL", "MALE")
    (coverage,) = event.coverages
    assert (coverage.relationship, coverage.member_id) == ("CHILD", "W123456789")
    assert coverage.subscriber is not None
    assert (coverage.subscriber.first_name, coverage.subscriber.sex) == ("ADA", "FEMALE")


def test_the_order_of_optional_segments_does_not_matter() -> None:
    """Segments of a provider, a payer or a line in another order give the same event."""
    segments = (*HEADER, *BILLING, *SUBSCRIBER, *RICH)
    expected, _ = read_one(interchange(transaction(segments)))
    moved = list(segments)
    for one, behind in (
        ("PRV*BI*PXC*207Q00000X", "REF*EI*363123456"),
        ("AMT*F5*10", "HI*ABK:S0501XA*ABF:E119"),
        ("CAS*CO*45*25*1*3*4*2", "AMT*EAF*5"),
        ("REF*6R*LINE1", "CTP****2*UN"),
        ("DTP*472*D8*20261102", "REF*0B*LIC1"),
    ):
        moved.remove(one)
        moved.insert(moved.index(behind) + 1, one)
    found, _ = read_one(interchange(transaction(moved)))
    assert found == replace(expected, event_id=found.event_id)


def test_any_order_of_segments_with_other_ids() -> None:
    """However the segments of a claim, a payer, a line or a decision are mixed, the event is the same."""
    segments = [*HEADER, *BILLING, *SUBSCRIBER, *RICH]
    expected, _ = read_one(interchange(transaction(segments)))
    chance = random.Random(5)
    for first, last in (
        ("DTP*431*D8*20261001", "NM1*DN*1*REFER*RITA*Q**JR*XX*1000000004"),
        ("CAS*CO*45*25*1*3*4*2", "NM1*IL*1*SAMPLE*OTTO****MI*W999"),
        ("DTP*472*D8*20261102", "LIN**N4*00000111122"),
        ("CAS*PR*1*20", None),
    ):
        begin = segments.index(first)
        end = len(segments) if last is None else segments.index(last)
        for _ in range(6):
            mixed = [*segments[:begin], *_mixed(segments[begin:end], chance), *segments[end:]]
            found, _ = read_one(interchange(transaction(mixed)))
            assert found == expected, mixed[begin:end]


def _mixed(segments: Sequence[str], chance: random.Random) -> list[str]:
    """The segments in another order; those with one id keep theirs, which is the order of a list."""
    ids = [segment.split("*")[0] for segment in segments]
    waiting = {kind: [one for one in segments if one.split("*")[0] == kind] for kind in ids}
    chance.shuffle(ids)
    return [waiting[kind].pop(0) for kind in ids]


def _claims(*claims: Sequence[str]) -> list[str]:
    return interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *(one for claim in claims for one in claim))))


@pytest.mark.parametrize(
    ("many", "reason"),
    [
        ([f"LX*{number}" for number in range(MOST_SEGMENTS + 10)], "too-large"),
        (["HI*ABK:I10"] * (MOST_SEGMENTS + 10), "too-large"),
        (["HI*" + "*".join(["ABF:I10"] * 12)] * 1000, "too-large"),
        (["NTE*ADD*" + "X" * 60_000] * 80, "too-large"),
        (["K3*" + "X" * (MOST_SEGMENT_BYTES + 1)], "segment-too-long"),
        (["K3" + "*1" * 1_500], "segment-too-long"),
    ],
    ids=["lines", "segments", "items", "bytes", "long segment", "many elements"],
)
def test_a_claim_beyond_the_limits_costs_that_claim(many: list[str], reason: str) -> None:
    """The claim is refused; the ones before and after it are read."""
    found, items = read(written(_claims(VISIT, (*VISIT[:5], *many, *VISIT[5:]), VISIT)))
    assert [one.reason if isinstance(one, Refused) else "read" for one in found] == ["read", reason, "read"]
    assert len(items) < 200


@pytest.mark.parametrize(
    "data",
    [
        written(professional()).replace(b"~", b"A"),
        b"ISA*00*" + b" " * 300,
        b"ISA" + b"*" * 200,
        b"ISA\xff" + b"\xff" * 600,
        written(professional(), delimiters="**^"),
        written(professional())[:60],
    ],
)
def test_delimiters_that_cannot_delimit(data: bytes) -> None:
    """One refusal, and nothing else is read."""
    found, _ = read(data)
    assert [one.reason for one in found if isinstance(one, Refused)] == ["isa-malformed"]
    assert len(found) == 1


def test_a_file_that_ends_within_a_claim() -> None:
    """The claim is refused as truncated, wherever the file ends; the claims before it stand."""
    data = written(_claims(VISIT, VISIT))
    second = data.rindex(b"CLM*")
    for end in range(second + 8, data.index(b"~SE*"), 7):
        found, _ = read(data[:end])
        assert [getattr(one, "reason", "read") for one in found] == ["read", "truncated"], end


def _peak(pieces: Iterator[bytes]) -> tuple[int, list[Converted | Refused], ConversionReport]:
    """The most bytes that reading allocates at once, what it gives, and the report."""
    report = ConversionReport()
    tracemalloc.start()
    found = list(read_837(lambda most: next(pieces, b"")[:most], report))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, found, report


def test_an_endless_segment_does_not_grow_memory() -> None:
    """Without a terminator the bytes are dropped, in one refusal."""
    pieces = iter([written(_claims(VISIT))[:-60], *[b"X" * 50_000] * 200])
    peak, (one,), _ = _peak(pieces)
    assert isinstance(one, Refused)
    assert one.reason in ("segment-too-long", "truncated")
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "segments",
    [
        ["HL*7*1*22*1", "SBR*P*18*G"],
        ["HL*7*1*20*1", "NM1*85*2*X"],
        [ISA, "GS*HC*S*R*20261105*1530*7*X*005010X222A1"],
        [ISA, "GS*HC*S*R*20261105*1530*7*X*005010X222A1", "GE*0*7", "IEA*1*000000101"],
    ],
    ids=["subscribers", "providers", "unended interchanges", "interchanges"],
)
def test_many_levels_or_interchanges_take_constant_memory(segments: list[str]) -> None:
    """Ten times as many subscribers, providers or interchanges without a claim take no more memory."""
    head, piece = written(_claims()[:-3]), written(segments)

    def peak(many: int) -> int:
        found = _peak(iter([head, *[piece * 10] * many]))
        assert not found[1]
        assert 0 < len(found[2].counts) < 20
        return found[0]

    peak(2)
    assert peak(60) < peak(6) + 100_000


def test_a_report_holds_so_many_kinds() -> None:
    """Of a file with thousands of different elements without a field, the report counts the last ones together."""
    strange = [f"Z{number:02}" + "*1" * 60 for number in range(60)]
    _, items = read_one(_claims((*VISIT, *strange)))
    report = ConversionReport()
    found = list(read_837(io.BytesIO(written(_claims((*VISIT, *strange)))).read, report))
    assert len(found) == 1
    assert len(report.counts) == 2_001
    assert report.counts["", "", "report-full"] == len(items) - sum(
        count for kind, count in report.counts.items() if kind[2] != "report-full"
    )


def test_other_transactions() -> None:
    """A dental claim costs one refusal per claim, another transaction one per set; the 837 beside them is read."""
    dental = [one.replace("005010X222A1", "005010X224A2") for one in transaction((*HEADER, *VISIT, *VISIT))]
    answer = ["ST*835*0002", "BPR*I*1*C", "SE*3*0002"]
    found, _ = read(interchange(dental, answer, transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT))))
    assert [getattr(one, "reason", "read") for one in found] == [
        "version-not-supported",
        "version-not-supported",
        "transaction-not-supported",
        "read",
    ]


def test_faults_of_the_envelope_are_reported() -> None:
    """Counts, numbers and versions that do not agree, a group without SE, text in Windows-1252: the claims stand."""
    data = written(professional()).replace(b"SE*", b"SE*9").replace(b"IEA*1*000000101", b"IEA*2*7")
    data = data.replace(b"*00501*", b"*00401*").replace(b"ADA", b"\xc4DA")
    event, items = read_one(data)
    assert event.patient.first_name == "ÄDA"
    told = set(places(items))
    assert {"SE envelope-count", "IEA envelope-count", "ISA12 envelope-version", "encoding-guessed"} <= told
    _, items = read_one([one for one in professional() if not one.startswith("SE")])
    assert "SE envelope-count" in places(items)
    _, items = read_one(written(professional()).replace(b"SENDER    ", b"SENDER  "))
    assert "ISA isa-width" in places(items)
    _, items = read_one(transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT)))
    assert "envelope-absent" in places(items)


def test_what_claims_share_is_reported_once() -> None:
    """An element of the billing provider is reported once, however many claims of whom follow."""
    billing = (*BILLING, "PER*IC*DESK*EM*DESK@EXAMPLE.ORG*TE*3125550142")
    found, items = read(interchange(transaction((*HEADER, *billing, *SUBSCRIBER, *VISIT, *VISIT, *DEPENDENT, *VISIT))))
    assert len(found) == 3
    assert all(one.event.billing_provider.phone == "3125550142" for one in found if isinstance(one, Converted))
    told = [place for place in places(items) if place.startswith("2010AA")]
    assert told == [f"2010AA PER{element} (PER*IC) no-field" for element in ("02", "03", "04")]


def test_a_subscriber_without_a_claim_is_reported() -> None:
    """Values that belong to no claim are not lost in silence."""
    _, items = read_one(interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *SUBSCRIBER, *VISIT))))
    assert "2000B HL no-claim" in places(items)


@pytest.mark.parametrize("name", FILES)
def test_any_bytes_give_outcomes(name: str) -> None:
    """Mutated files give values, refusals or nothing, never an exception; at most one outcome per CLM and set."""
    form, segments = FILES[name]
    data = written(interchange(transaction(segments, form=form), form=form))
    chosen = random.Random(7)
    for _ in range(150):
        made = bytearray(data)
        for _ in range(chosen.choice((1, 1, 3, 30))):
            at = chosen.randrange(len(made))
            match chosen.randrange(4):
                case 0:
                    made[at] = chosen.randrange(256)
                case 1:
                    del made[at : at + chosen.randrange(40)]
                case 2:
                    made[at:at] = made[at : at + chosen.randrange(80)]
                case _:
                    made[at] = chosen.choice(b"*:~^\x00\n")
        found, _ = read(bytes(made))
        assert len(found) <= made.count(b"CLM") + made.count(b"ST") + made.count(b"ISA") + 2


def test_what_is_x12() -> None:
    """An interchange, a group or a set is recognized by its first bytes; JSON, Avro and archives are not."""
    assert is_x12(written(professional())[:512])
    assert is_x12(b"\xef\xbb\xbf\r\n ISA*00*")
    assert is_x12(b"ST*837*")
    assert not any(map(is_x12, (b"", b"{}", b"[", b"Obj\x01", b"PK\x03\x04", b"ISAAC", b"ISA", b"STATE", b"MSH|")))
