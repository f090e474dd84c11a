"""With the log format json, only JSON is on standard error, whether the worker or the client library writes it."""

from collections.abc import Callable

import pytest

from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from tests.worker.conftest import RunningWorker, environment
from workers.kafka.publish import publish_records
from workers.settings.settings import Settings


@pytest.mark.slow
def test_a_fenced_worker_writes_nothing_but_json(
    settings: Settings, start_worker: Callable[..., RunningWorker]
) -> None:
    """One broker of two refuses, the client library is asked for its own lines, and another worker takes the slot."""
    brokers = f"127.0.0.1:1,{settings.kafka_bootstrap_servers}"
    unusual = {"CLAIMS_KAFKA_BOOTSTRAP_SERVERS": brokers, "CLAIMS_KAFKA_DEBUG": "eos"}
    env = environment(settings, CLAIMS_LOG_FORMAT="json", CLAIMS_LOG_LEVEL="debug", CLAIMS_WORKER_SLOT="0", **unusual)
    fenced = start_worker(env)
    fenced.wait_for(lambda: fenced.get("/readyz")[0] == 200)
    successor = start_worker(env)
    successor.wait_for(lambda: "Kafka client" in successor.log.read_text())
    event = encode_encounter(read_encounter(sample_form("office-visit")))

    def has_ended() -> bool:
        publish_records(settings, settings.input_topic, [(b"%d" % key, event) for key in range(20)])
        return fenced.process.poll() is not None

    successor.wait_for(has_ended)
    assert fenced.process.returncode == 3
    assert successor.stop() == 0
    told = [line for worker in (fenced, successor) for line in worker.lines()]
    assert all({"timestamp", "level", "event"} <= line.keys() for line in told)
    assert {"Kafka client", "worker failed"} <= {line["event"] for line in told}
