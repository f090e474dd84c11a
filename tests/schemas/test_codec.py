"""Bytes and values: what is sent is what is read, and nothing else is read."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import avro.io
import avro.schema
import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import codec
from schemas.codec import (
    HEADER_BYTES,
    DecodedEncounter,
    decode_encounter,
    decode_outcome,
    decode_with_words,
    encode_encounter,
    frame_schema_id,
    read_container,
)
from schemas.codec_parts import put_array, put_text
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form, sample_names, sample_text
from schemas.schema_source import EmbeddedSchemas
from schemas.shared import Shared
from schemas.sources import NEWEST, read_released
from schemas.unreadable import Unreadable
from schemas.wire import MAX_ARRAY_ITEMS
from schemas.writer import READER, WriterSchema
from tests.schemas.encounters import ENCOUNTERS


def _long() -> bytes:
    """An event of more bytes than a record may have array items, so that they are counted before it is read."""
    event = read_encounter(parse_json(sample_text("hospital-outpatient-visit")))
    return encode_encounter(replace(event, service_lines=event.service_lines * 100))


FRAMES = [*(encode_encounter(read_encounter(parse_json(sample_text(name)))) for name in sample_names()), _long()]
WRITER = EmbeddedSchemas().writer(frame_schema_id(FRAMES[0]))


def _decode(frame: bytes) -> EncounterEvent:
    return decode_encounter(frame, WRITER).event


def _office_visit() -> bytes:
    return encode_encounter(read_encounter(parse_json(sample_text("office-visit"))))


@pytest.mark.parametrize("name", sample_names())
def test_samples_survive_the_wire(name: str) -> None:
    """A sample that is encoded and decoded is the same sample."""
    event = read_encounter(parse_json(sample_text(name)))
    decoded = decode_encounter(encode_encounter(event), WRITER)
    assert decoded.event == event
    assert decoded.canonical_body == encode_encounter(event)[HEADER_BYTES:]


@given(ENCOUNTERS)
@settings(max_examples=30)
def test_any_event_survives_the_wire(event: EncounterEvent) -> None:
    """Any event that is encoded and decoded is the same event, and its bytes may be copied."""
    frame = encode_encounter(event)
    decoded = decode_encounter(frame, WRITER)
    assert decoded.event == event
    assert decoded.canonical_body == frame[HEADER_BYTES:]


@given(ENCOUNTERS)
@settings(max_examples=10)
def test_another_implementation_reads_it(event: EncounterEvent) -> None:
    """A strict decoder of another implementation reads the bytes of any event to their end."""
    body = encode_encounter(event)[HEADER_BYTES:]
    source = io.BytesIO(body)
    schema = avro.schema.parse(json.dumps(read_released("EncounterEvent", NEWEST["EncounterEvent"])))
    record: Any = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(source))
    assert source.tell() == len(body)
    assert record["encounter_id"] == event.encounter_id
    assert record["total_charge"] == event.total_charge
    assert len(record["service_lines"]) == len(event.service_lines)


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda body: b"\0\0\0\0\x01" + body))
@settings(max_examples=150)
def test_any_bytes_are_read_or_refused(frame: bytes) -> None:
    """Any bytes are an event or are refused with a reason; nothing else happens."""
    with contextlib.suppress(Unreadable):
        decode_encounter(frame, EmbeddedSchemas().writer(frame_schema_id(frame)))


def _told(read: Callable[[bytes, WriterSchema], DecodedEncounter], frame: bytes) -> object:
    """What a way of reading says of a frame: the event and whether it may be copied, or why not."""
    try:
        decoded = read(frame, WRITER)
    except Unreadable as fault:
        return fault.reason, fault.field, fault.expected
    return decoded.event, decoded.canonical_body


@given(st.data())
@settings(max_examples=200)
def test_both_ways_read_alike(data: st.DataObject) -> None:
    """The fast way and the one that finds the words say the same of damaged bytes, whatever they are."""
    frame = bytearray(data.draw(st.sampled_from(FRAMES)))
    for _ in range(data.draw(st.integers(0, 3))):
        frame[data.draw(st.integers(HEADER_BYTES, len(frame) - 1))] = data.draw(
            st.sampled_from([0, 1, 2, 3, 127, 128, 129, 255]) | st.integers(0, 255)
        )
    end = data.draw(st.just(len(frame)) | st.integers(HEADER_BYTES, len(frame)))
    damaged = bytes(frame[:end]) + data.draw(st.just(b"") | st.binary(max_size=2))
    told = _told(decode_encounter, damaged)
    assert told == _told(decode_with_words, damaged)
    if isinstance(told, tuple) and isinstance(told[0], EncounterEvent):
        assert _decode(encode_encounter(told[0])) == told[0]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (None, "not-framed"),
        (b"", "not-framed"),
        (b"\0\0\0\0", "not-framed"),
        (b'{"event_id": 1}', "not-framed"),
        (b"\0" + b"x" * 2_000_000, "too-large"),
    ],
)
def test_frames(frame: bytes | None, reason: str) -> None:
    """What is no frame of the wire format, or too large, is refused before anything of it is read."""
    with pytest.raises(Unreadable) as fault:
        frame_schema_id(frame)
    assert fault.value.reason == reason


def test_every_cut_is_truncated() -> None:
    """An event that ends too early is refused as truncated wherever it was cut."""
    frame = _office_visit()
    for end in range(HEADER_BYTES, len(frame)):
        with pytest.raises(Unreadable) as fault:
            _decode(frame[:end])
        assert fault.value.reason == "truncated", end


def test_trailing_bytes() -> None:
    """Bytes behind the event are refused."""
    with pytest.raises(Unreadable) as fault:
        _decode(_office_visit() + b"\0")
    assert fault.value.reason == "trailing-bytes"


@pytest.mark.parametrize(
    ("schema_id", "reason"), [(2, "schema-not-released"), (3, "schema-not-released"), (99, "schema-unknown")]
)
def test_schema_ids(schema_id: int, reason: str) -> None:
    """An id of an outcome is no event's, and an unknown id is unknown."""
    with pytest.raises(Unreadable) as fault:
        EmbeddedSchemas().writer(schema_id)
    assert fault.value.reason == reason


def _replaced(before: bytes, after: bytes) -> bytes:
    frame = _office_visit()
    assert frame.count(before) >= 1
    return frame.replace(before, after, 1)


@pytest.mark.parametrize(
    ("frame", "reason", "field"),
    [
        (_replaced(b"5f0c1d6e", b"5f0c1d6z"), "value-out-of-range", "event_id"),
        (_replaced(b"Ada", b"\xff\xfea"), "malformed", "patient.first_name"),
        (_replaced(b"Ada", b"\xed\xa0\x80"), "malformed", "patient.first_name"),
        # The version, one: as a varint of eleven bytes, of five with bits beyond 32, and not in the shortest form.
        (
            _replaced(b"\x0eOV-1001\x02", b"\x0eOV-1001" + b"\x82" + b"\x80" * 9 + b"\x00"),
            "malformed",
            "encounter_version",
        ),
        (_replaced(b"\x0eOV-1001\x02", b"\x0eOV-1001\x82\x80\x80\x80\x7f"), "malformed", "encounter_version"),
        (_replaced(b"\x0eOV-1001\x02", b"\x0eOV-1001\x00"), "value-out-of-range", "encounter_version"),
        # The form: an index beyond the symbols, a later symbol.
        (_replaced(b"\x0eOV-1001\x02\x02", b"\x0eOV-1001\x02\x08"), "malformed", "claim_form"),
        (_replaced(b"\x0eOV-1001\x02\x02", b"\x0eOV-1001\x02\x00"), "value-not-supported", "claim_form"),
        (_replaced(b"\x1cepic-prod-east", b"\x1cepic\x1fprod-east"), "value-out-of-range", "source_system"),
        # A length below zero, and one beyond the end.
        (_replaced(b"\x1cepic-prod-east", b"\x1bepic-prod-east"), "malformed", "source_system"),
        (_replaced(b"\x1cepic-prod-east", b"\xfe\x7fepic-prod-east"), "truncated", "source_system"),
    ],
)
def test_invalid_encodings(frame: bytes, reason: str, field: str) -> None:
    """An encoding that a lenient decoder lets through is refused, with the path of the field."""
    with pytest.raises(Unreadable) as fault:
        _decode(frame)
    assert (fault.value.reason, fault.value.field) == (reason, field)


def test_long_varint_is_read_and_not_copied() -> None:
    """A varint that is not the shortest is valid Avro: it is read, and the bytes are not copied into an outcome."""
    decoded = decode_encounter(_replaced(b"\x0eOV-1001\x02", b"\x0eOV-1001\x82\x00"), WRITER)
    assert decoded.event.encounter_version == 1
    assert decoded.canonical_body is None


def test_uuid_in_capitals_is_read_and_not_copied() -> None:
    """A UUID in capitals is read in lower case, and the bytes are not copied, so that an outcome has one spelling."""
    frame = _office_visit()
    event_id = _decode(frame).event_id
    decoded = decode_encounter(_replaced(event_id.encode(), event_id.upper().encode()), WRITER)
    assert event_id != event_id.upper()
    assert decoded.event == _decode(frame)
    assert decoded.canonical_body is None


def _with_coverages(blocks: bytes) -> bytes:
    """An office visit whose two diagnosis pointers of the first line are encoded in another way."""
    return _replaced(b"\x04\x02\x04\x00", blocks)


@pytest.mark.parametrize(
    "blocks",
    [
        b"\x02\x02\x02\x04\x00",  # two blocks of one
        b"\x03\x04\x02\x04\x00",  # one block with its size in bytes
        b"\x01\x02\x02\x02\x04\x00",  # one with its size, one without
    ],
)
def test_arrays_in_blocks(blocks: bytes) -> None:
    """Arrays in several blocks or with byte sizes are read alike, and not copied."""
    decoded = decode_encounter(_with_coverages(blocks), WRITER)
    assert decoded.event.service_lines[0].diagnosis_pointers == (1, 2)
    assert decoded.canonical_body is None


@pytest.mark.parametrize("blocks", [b"\x03\x06\x02\x04\x00", b"\x03\x02\x02\x04\x00"])
def test_block_sizes_that_are_not_true(blocks: bytes) -> None:
    """A block whose size is not true is refused."""
    with pytest.raises(Unreadable) as fault:
        _decode(_with_coverages(blocks))
    assert fault.value.reason in {"malformed", "truncated"}


@given(ENCOUNTERS, ENCOUNTERS, st.sets(st.sampled_from([field.name for field in fields(EncounterEvent)])))
@settings(max_examples=20)
def test_only_changed_fields_are_written_again(sent: EncounterEvent, other: EncounterEvent, names: set[str]) -> None:
    """The bytes of an event with other values in some fields are those of encoding it whole."""
    decoded = decode_encounter(encode_encounter(sent), WRITER)
    changed = replace(decoded.event, **{name: getattr(other, name) for name in names})
    assert decoded.body_of(changed) == encode_encounter(changed)[HEADER_BYTES:]


def test_a_long_event_is_read_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event long enough for too many array items is read the fast way, and its items are counted there."""
    frame = _long()
    assert len(frame) > MAX_ARRAY_ITEMS
    monkeypatch.setattr(codec, "walk_record", None)
    decoded = decode_encounter(frame, WRITER)
    assert len(decoded.event.service_lines) > 100
    assert decoded.canonical_body == frame[HEADER_BYTES:]


def test_items_of_all_lists_together_are_bounded() -> None:
    """One item more than the limit, in several lists, is refused; each list alone would be allowed."""
    event = read_encounter(parse_json(sample_text("office-visit")))
    lines = tuple(replace(event.service_lines[0], modifiers=("25",) * 90) for _ in range(100))
    others = len(event.coverages) + len(event.diagnoses) + len(lines[0].diagnosis_pointers) * 100
    codes = ("A1",) * (MAX_ARRAY_ITEMS - 100 * 91 - others)
    full = replace(event, service_lines=lines, condition_codes=codes)
    assert _decode(encode_encounter(full)) == full
    with pytest.raises(Unreadable) as fault:
        _decode(encode_encounter(replace(full, condition_codes=(*codes, "A1"))))
    assert fault.value.reason == "malformed"


def test_number_of_items_is_bounded() -> None:
    """An array that says it has more items than the limit is refused before they are read."""
    with pytest.raises(Unreadable) as fault:
        _decode(_with_coverages(b"\xfe\xff\x03"))
    assert fault.value.reason == "malformed"


def test_decimals_within_their_precision() -> None:
    """An amount with more digits than its type has is refused."""
    charge = int(Decimal("190.00").scaleb(2)).to_bytes(8, signed=True)
    with pytest.raises(Unreadable) as fault:
        _decode(_replaced(charge, (10**14).to_bytes(8, signed=True)))
    assert (fault.value.reason, fault.value.field) == ("value-out-of-range", "total_charge")


def test_lenient_enums() -> None:
    """A later symbol of sex, entity type or relationship is read as unknown or other."""
    form = sample_form("office-visit")
    event = read_encounter(parse_json(json.dumps(form)))
    record = fastavro.schemaless_reader(io.BytesIO(encode_encounter(event)[HEADER_BYTES:]), READER, None)
    assert isinstance(record, dict)
    record["patient"]["sex"] = "UNSPECIFIED"
    record["coverages"][0]["relationship"] = "UNSPECIFIED"
    record["billing_provider"]["entity_type"] = "UNSPECIFIED"
    out = io.BytesIO()
    fastavro.schemaless_writer(out, READER, record)
    read = _decode(b"\0\0\0\0\x01" + out.getvalue())
    assert read.patient.sex == "UNKNOWN"
    assert read.coverages[0].relationship == "OTHER"
    assert read.billing_provider.entity_type == "UNKNOWN"


def test_container_files() -> None:
    """An Avro file of events gives each of them framed; another file is refused."""
    event = read_encounter(parse_json(sample_text("office-visit")))
    record = fastavro.schemaless_reader(io.BytesIO(encode_encounter(event)[HEADER_BYTES:]), READER, None)
    out = io.BytesIO()
    fastavro.writer(out, READER, [record, record])
    frames = read_container(out.getvalue())
    assert [_decode(frame) for frame in frames] == [event, event]
    with pytest.raises(Unreadable):
        read_container(b"Obj\x01 and nothing more")


def test_outcomes_of_other_ids_are_refused() -> None:
    """A frame with an id that was never released is no outcome."""
    with pytest.raises(Unreadable):
        decode_outcome(b"\0\0\0\0\x63rest")


def test_an_array_that_outcomes_share_is_encoded_once() -> None:
    """A shared tuple has the bytes of a plain one, is written by the first outcome alone, and equals the plain one."""
    written: list[str] = []

    def write(out: list[bytes], item: str) -> None:
        written.append(item)
        put_text(out, item)

    plain: list[bytes] = []
    shared: list[bytes] = []
    put_array(plain, ("a", "b"), write)
    items = Shared(("a", "b"))
    for _ in range(3):
        put_array(shared, items, write)
    assert b"".join(shared) == 3 * b"".join(plain)
    assert written == ["a", "b", "a", "b"]
    assert items == ("a", "b")
    empty: list[bytes] = []
    put_array(empty, Shared(()), write)
    put_array(empty, (), write)
    assert empty == [b"\0", b"\0"]


def test_providers_with_the_same_beginning_are_kept_apart() -> None:
    """The same bytes of a provider are the same object; a provider that only begins like another is read as sent."""
    event = read_encounter(parse_json(sample_text("office-visit")))
    named = [replace(event.billing_provider, organization_name=f"Lakeside Family Medicine {n}") for n in (1, 2, 1)]
    frames = [encode_encounter(replace(event, billing_provider=provider)) for provider in named]
    for _ in range(2):
        assert [_decode(frame).billing_provider for frame in frames] == named
    assert _decode(frames[0]).billing_provider is _decode(frames[2]).billing_provider
