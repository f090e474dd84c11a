"""A running worker picks up a newly loaded code table without a restart and without losing an event."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from schemas.codec import decode_outcome, encode_encounter
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.worker.conftest import RunningWorker, environment
from workers.__main__ import main
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

EVENTS = 1_500


def _events(first: int, count: int) -> list[tuple[bytes, bytes]]:
    event: EncounterEvent = read_encounter(parse_json(sample_text("drug-with-ndc")))
    return [
        (b"k%d" % number, encode_encounter(replace(event, encounter_id=f"R-{number}")))
        for number in range(first, first + count)
    ]


def _hcpcs_line(code: str, added: str) -> str:
    line = code + "00100" + "3" + "Injection of a drug made up for this test".ljust(80) + "Made up drug".ljust(28)
    line = line.ljust(229) + "D"
    return (line.ljust(268) + added + added + " " * 8 + "N").ljust(320) + "\r\n"


def _hcpcs_file(folder: Path) -> Path:
    """A HCPCS release in the layout of CMS with the drug code of the sample and a new code."""
    path = folder / "HCPC2026_OCT_ANWEB.txt"
    path.write_bytes((_hcpcs_line("J3301", "20000101") + _hcpcs_line("J9999", "20261001")).encode("cp1252"))
    return path


def test_new_table_under_load(settings: Settings, start_worker: Callable[..., RunningWorker], tmp_path: Path) -> None:
    """Events before and after a table was loaded all get an outcome, and the later ones name its release."""
    folder = tmp_path / "tables"
    env = environment(settings, CLAIMS_CODE_TABLES_DIR=str(folder), CLAIMS_REQUIRED_TABLES="hcpcs")
    worker: RunningWorker = start_worker(env, processes=2)
    publish_records(settings, settings.input_topic, _events(0, EVENTS))
    worker.wait_for(lambda: "hcpcs" in worker.get("/readyz")[1])
    assert worker.get("/readyz")[0] == 503, "a required table is not there"
    total = re.compile(r"^claims_worker_events_total{[^}]*} ([0-9.e+]+)$", re.M)
    worker.wait_for(lambda: sum(map(float, total.findall(worker.get("/metrics")[1]))) >= EVENTS)
    arguments = ["codes", "load", "hcpcs", str(_hcpcs_file(tmp_path)), "--release", "2026-10", "--allow-incomplete"]
    loaded = CliRunner().invoke(main, arguments, env=env)
    assert loaded.exit_code == 0, loaded.output
    publish_records(settings, settings.input_topic, _events(EVENTS, EVENTS))
    worker.wait_for(lambda: worker.get("/readyz")[0] == 200)
    publish_records(settings, settings.input_topic, _events(2 * EVENTS, EVENTS))
    worker.wait_for(lambda: sum(map(float, total.findall(worker.get("/metrics")[1]))) >= 3 * EVENTS, 90)
    metrics = worker.get("/metrics")[1]
    assert re.search(r'code_table_loaded{[^}]*table="hcpcs"', metrics)
    assert worker.stop() == 0
    seen: Counter[str] = Counter()
    with_table: dict[str, bool] = {}
    for record in read_to_end(settings, (settings.ready_topic, settings.rejected_topic), 60):
        _, outcome = decode_outcome(record.value or b"")
        name = outcome["encounter"]["encounter_id"]
        seen[name] += 1
        with_table[name] = any(used["table"] == "hcpcs" for used in outcome["provenance"]["code_tables"])
    assert len(seen) == 3 * EVENTS
    assert set(seen.values()) == {1}
    assert all(with_table[f"R-{number}"] for number in range(2 * EVENTS, 3 * EVENTS))
    assert not with_table["R-0"]
