"""The processor supplies the pipeline with what it needs, and maps problems to exceptions for the loop."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog.testing

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts
from rules.edit import Edit
from rules.engine.engine import Engine
from schemas.codec import decode_outcome, encode_encounter, ready_encoder, rejected_encoder
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from schemas.schema_source import RegistryUnavailable
from schemas.sources import NEWEST
from schemas.writer import WriterSchema
from tests.golden.judge_samples import shipped_rulebook
from workers.build_processor import build_processor
from workers.kafka.record import InputRecord, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import Rulebook
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings, SettingsError

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def _record(value: bytes | None, **more: Any) -> InputRecord:
    fields: dict[str, Any] = {"topic": "in", "partition": 3, "offset": 41, "timestamp_ms": None, "key": b"k"}
    return InputRecord(**{**fields, "headers": (), "value": value, **more})


def _processor(rulebook: Rulebook | None = None, **more: Any) -> EncounterProcessor:
    return EncounterProcessor(
        rulebook or shipped_rulebook(),
        lambda: (ready_encoder(), rejected_encoder()),
        dead_letter_bytes=2_000_000,
        now=lambda: NOW,
        **more,
    )


def _visit(name: str = "office-visit") -> bytes:
    return encode_encounter(read_encounter(parse_json(sample_text(name))))


def test_a_claim_has_its_provenance() -> None:
    """The claim's record has the claim ID as its key, and the provenance has position, time and version."""
    processed = _processor()(_record(_visit()))
    assert isinstance(processed.outcome, Ready)
    assert processed.output.kind == "ready"
    assert processed.output.key == processed.outcome.claim.claim_id.encode()
    name, record = decode_outcome(processed.output.value or b"")
    assert name == "ClaimReady"
    provenance = record["provenance"]
    assert (provenance["topic"], provenance["partition"], provenance["offset"]) == ("in", 3, 41)
    assert provenance["processed_at"] == NOW
    assert provenance["worker_version"]


def test_only_the_trace_is_passed_on() -> None:
    """Only the traceparent header is passed on to an outcome, once; a dead letter keeps all headers."""
    trace = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = (("traceparent", trace), ("patient", b"Jane"), ("traceparent", trace))
    assert _processor()(_record(_visit(), headers=headers)).output.headers == (("traceparent", trace),)
    assert _processor()(_record(_visit(), headers=(("traceparent", b"Jane Roe"),))).output.headers == ()
    letter = _processor()(_record(b"junk", headers=headers)).output
    assert letter.kind == "dead_letter"
    assert letter.headers[:3] == headers
    assert letter.value == b"junk"


@pytest.mark.parametrize("value", [None, b"", b"junk", b"\0\0\0\0\x01", b"\0\0\0\0\x02" + b"x" * 40])
def test_an_unreadable_record_is_a_dead_letter(value: bytes | None) -> None:
    """An unreadable record is kept unchanged, with the reason."""
    processed = _processor()(_record(value))
    assert isinstance(processed.outcome, DeadLetter)
    assert processed.output.value == value
    assert dict(processed.output.headers)["claims.dead-letter.reason"] == processed.outcome.reason.encode()


class _Away:
    """A registry that never answers."""

    def writer(self, schema_id: int) -> WriterSchema:
        raise RegistryUnavailable("the registry does not answer: ConnectError")


def test_an_unavailable_registry_means_retry_later() -> None:
    """If the schema of a record cannot be looked up now, the record is retried later."""
    with pytest.raises(TryLater, match="registry does not answer"):
        _processor(replace(shipped_rulebook(), schemas=_Away()))(_record(_visit()))


def _broken_catalogue() -> Mapping[str, Edit]:
    def check(claim: ClaimFacts) -> None:
        """An edit that fails with a patient's name in its exception."""
        raise RuntimeError(claim.encounter.patient.last_name)

    return {"LN101": replace(load_catalogue()["LN101"], check=check)}


def test_a_failing_edit_is_listed_or_stops_the_worker() -> None:
    """A failing edit is listed as not checked, or stops the worker with the edit and the position."""
    going = _processor(replace(shipped_rulebook(), engine=Engine(_broken_catalogue())))(_record(_visit()))
    assert isinstance(going.outcome, Ready)
    assert going.outcome.tally.failed_edits == ("LN101",)
    assert [entry.reason for entry in going.outcome.claim.not_checked] == ["EDIT_FAILED"]
    stopping = _processor(replace(shipped_rulebook(), engine=Engine(_broken_catalogue(), keep_going=False)))
    with pytest.raises(WorkerExit) as ended:
        stopping(_record(_visit()))
    assert ended.value.code == 1
    assert ended.value.position == ("in", 3, 41)
    assert "LN101" in ended.value.message
    assert "Sample" not in str(ended.value)


def test_a_failing_edit_is_logged_once_a_minute() -> None:
    """The log names a failing edit at once and then once a minute, without event data."""
    seconds = iter([*range(50), *range(100, 150), *range(300, 400)])
    rulebook = replace(shipped_rulebook(), engine=Engine(_broken_catalogue()))
    processor = _processor(rulebook, stopwatch=lambda: float(next(seconds)))
    with structlog.testing.capture_logs() as lines:
        for _ in range(15):
            processor(_record(_visit()))
    told = [line for line in lines if line["event"] == "edit failed; outcome lists it as not checked"]
    assert [line["edit"] for line in told] == ["LN101"] * 3
    assert "Sample" not in str(lines)


def test_stages_are_timed_once() -> None:
    """The time of each stage is returned once and then reset."""
    ticks = iter(range(1_000))
    processor = _processor(stopwatch=lambda: float(next(ticks)))
    processor(_record(_visit()))
    assert processor.take_stage_seconds() == dict.fromkeys(
        ("decode", "repair", "enrich", "edit", "build", "publish"), 1.0
    )
    assert processor.take_stage_seconds() == {}


def test_a_batch_raises_at_the_record_that_fails() -> None:
    """The outcomes before a record that fails are returned first, and the position is that of the record."""
    broken = Engine({"LN101": replace(_broken_catalogue()["LN101"], form="institutional")}, keep_going=False)
    samples = ("office-visit", "telehealth-visit", "inpatient-stay", "office-visit")
    records = [_record(_visit(name), offset=place) for place, name in enumerate(samples)]
    outcomes = _processor(replace(shipped_rulebook(), engine=broken)).batch(records)
    assert [next(outcomes).output.kind for _ in range(2)] == ["ready", "ready"]
    with pytest.raises(WorkerExit) as ended:
        next(outcomes)
    assert ended.value.position == ("in", 3, 2)


def test_long_batches_have_every_outcome_in_order() -> None:
    """More and larger records than go through the stages together have the outcomes that they have alone."""
    large = [_record(b"x" * 70_000, offset=place) for place in range(3)]
    records = [*large, *(_record(_visit(), offset=place) for place in range(3, 100)), *large]
    processor = _processor()
    assert list(processor.batch(records)) == [processor(record) for record in records]


def test_loaded_and_missing_tables() -> None:
    """Loaded tables are reported, and a required table that is not loaded is missing."""
    processor = _processor(required_tables=("hcpcs",))
    assert {"icd10cm", "icd10pcs", "pos"} <= {table.name for table in processor.open_tables()}
    assert processor.missing_tables() == ["hcpcs"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"required_tables": ("hcpcs", "hpcps")}, "unknown code table 'hpcps'"),
        ({"default_profile": "gold"}, "CLAIMS_DEFAULT_PROFILE: unknown profile gold"),
        ({"profiles_dir": Path("/nowhere")}, "no such folder"),
        (
            {"output_schema_version": 99},
            f"CLAIMS_OUTPUT_SCHEMA_VERSION: must be at most {NEWEST['ClaimReady']}, the newest released",
        ),
        ({"schemas": "registry"}, "CLAIMS_SCHEMA_REGISTRY_URL: required"),
    ],
)
def test_invalid_settings(changes: dict[str, Any], says: str, tmp_path: Path) -> None:
    """An invalid setting is reported in one line before anything connects."""
    settings = Settings(code_tables_dir=tmp_path).model_copy(update=changes)
    with pytest.raises(SettingsError) as wrong:
        build_processor(settings)
    assert says in wrong.value.problems[0]


def test_a_registry_that_is_unavailable_at_startup(tmp_path: Path) -> None:
    """A registry that is unavailable at startup is asked again at the first event."""
    away = Settings(code_tables_dir=tmp_path, schemas="registry", schema_registry_url="http://127.0.0.1:1")
    processor = build_processor(away)
    with pytest.raises(TryLater):
        processor(_record(_visit()))
