"""The claim that a position in any of the four topics belongs to."""

from rules.repairs.claim_id import claim_id
from schemas.codec import decode_encounter, frame_schema_id
from schemas.schema_source import EmbeddedSchemas
from schemas.unreadable import Unreadable
from workers.build_processor import open_registry
from workers.kafka.dead_letter import FIELD, REASON, header_text
from workers.kafka.reader import read_one
from workers.kafka.record import InputRecord
from workers.outcomes.found import NoClaim
from workers.settings.settings import Settings


def claim_at(settings: Settings, topic: str, partition: int, offset: int) -> str | NoClaim:
    """The claim id of the event or outcome at a position.

    Raises:
        NotRead, TimeoutError: see `workers.kafka.reader`.
        RegistryUnavailable: the registry that knows the schema of the event does not answer.
        SettingsError: the registry's settings are invalid.
    """
    place = f"{topic}:{partition}:{offset}"
    known = (settings.input_topic, settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
    if topic not in known:
        return NoClaim(words=f"topic {topic} is not in the settings; it must be one of {', '.join(known)}")
    record = read_one(settings, topic, partition, offset)
    if record is None:
        return NoClaim(words=f"there is no record at {place}: not written yet, deleted, compacted or aborted")
    if topic == settings.input_topic:
        return _of_event(settings, record, place)
    if topic == settings.dead_letter_topic:
        field = header_text(record.headers, FIELD)
        words = f"{place} is a dead letter: {header_text(record.headers, REASON)}{f', field {field}' if field else ''}"
        return NoClaim(words=f"{words}; see claims-worker dead-letters show --at {partition}:{offset}")
    try:
        return (record.key or b"").decode("ascii")
    except UnicodeDecodeError:
        return NoClaim(words=f"the key at {place} is not a claim id")


def _of_event(settings: Settings, record: InputRecord, place: str) -> str | NoClaim:
    schemas = EmbeddedSchemas() if settings.schemas == "embedded" else open_registry(settings)
    try:
        content = record.value or b""
        writer = schemas.writer(frame_schema_id(content, settings.max_event_bytes))
        return claim_id(decode_encounter(content, writer).event)
    except Unreadable as fault:
        return NoClaim(
            words=f"the record at {place} is not a readable encounter event ({fault.reason}): its outcome is a dead "
            "letter; see claims-worker dead-letters list"
        )
