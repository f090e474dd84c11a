"""`claims erase` shows what the topics hold of claims, and with --confirm writes tombstones wherever that is."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from confluent_kafka import Producer

from rules.repairs.claim_id import claim_id_of
from tests.kafka.harness import unique_settings
from workers.__main__ import main
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.partition_of_key import partitions_of_keys
from workers.kafka.reader import read_to_end
from workers.outcomes.held_claims import find_held
from workers.settings.settings import Settings

ONE = claim_id_of("EHR", "E-1", "PROFESSIONAL", 0)
SECOND_PAYER = claim_id_of("EHR", "E-1", "PROFESSIONAL", 1)
OTHER = claim_id_of("EHR", "E-2", "PROFESSIONAL", 0)
CANARY = b"canary of a person"

Erase = Callable[..., Result]
Write = Callable[..., None]


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    """A broker for all tests here."""
    with EmbeddedBroker() as running:
        yield running


@pytest.fixture(scope="module")
def write(broker: EmbeddedBroker) -> Write:
    """Writes an outcome as a worker does, or to another partition."""
    producer = Producer(
        {"bootstrap.servers": broker.bootstrap_servers, "partitioner": "murmur2_random", "log_level": 0}
    )

    def write(topic: str, claim_id: str, partition: int = -1) -> None:
        producer.produce(topic, CANARY, claim_id.encode(), partition=partition)
        assert producer.flush(10) == 0

    return write


@pytest.fixture
def settings(broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Topics of four partitions; the environment names them."""
    chosen = unique_settings(broker.bootstrap_servers)
    for topic in (chosen.ready_topic, chosen.rejected_topic):
        broker.make_topic(topic)
    for name, text in chosen.model_dump(mode="json", exclude_defaults=True).items():
        monkeypatch.setenv(f"CLAIMS_{name.upper()}", str(text))
    return chosen


@pytest.fixture
def erase() -> Erase:
    """Runs the command on the topics of the environment."""
    return lambda *arguments, text=None: CliRunner().invoke(main, ["claims", "erase", *arguments], input=text)


def tombstones(settings: Settings) -> Counter[tuple[str, int, str]]:
    """Topic, partition and claim of each tombstone."""
    records = read_to_end(settings, (settings.ready_topic, settings.rejected_topic))
    return Counter((each.topic, each.partition, (each.key or b"").decode()) for each in records if each.value is None)


def own(settings: Settings, claim_id: str) -> int:
    """The partition where a worker writes this claim."""
    (partition,) = partitions_of_keys(settings, [claim_id.encode()], 4)
    return partition


def test_nothing_is_written_without_consent(settings: Settings, erase: Erase, write: Write) -> None:
    """The first run shows each claim with the number of its outcomes, and no value of them."""
    write(settings.rejected_topic, ONE)
    write(settings.ready_topic, ONE)
    write(settings.ready_topic, ONE)
    shown = erase("--claim-id", ONE.upper())
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == [
        f"{ONE}  2 outcomes in {settings.ready_topic}, 1 outcome in {settings.rejected_topic}",
        "nothing erased: --confirm erases 1 claim",
    ]
    assert tombstones(settings) == Counter()


def test_a_claim_is_erased_in_both_topics_and_in_every_partition(
    settings: Settings, erase: Erase, write: Write
) -> None:
    """Records in the partition that a key had before the topic grew are erased there, too; other claims stay."""
    partition = own(settings, ONE)
    earlier = (partition + 1) % 4
    write(settings.ready_topic, ONE)
    write(settings.rejected_topic, ONE)
    write(settings.rejected_topic, ONE, earlier)
    write(settings.ready_topic, OTHER)
    done = erase("--claim-id", ONE, "--confirm")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "1 claim erased")
    assert tombstones(settings) == Counter(
        [
            (settings.ready_topic, partition, ONE),
            (settings.rejected_topic, partition, ONE),
            (settings.rejected_topic, earlier, ONE),
        ]
    )
    assert CANARY.decode() not in done.output
    again = erase("--claim-id", ONE)
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, f"{ONE}  erased before")
    assert find_held(settings, [OTHER])[OTHER].records == {(settings.ready_topic, own(settings, OTHER)): 1}


def test_all_claims_of_an_encounter_are_erased(settings: Settings, erase: Erase, write: Write) -> None:
    """Both forms and every billed coverage are looked for; what is not there gets no tombstone."""
    write(settings.ready_topic, ONE)
    write(settings.rejected_topic, SECOND_PAYER)
    write(settings.ready_topic, OTHER)
    done = erase("--source", "EHR", "--encounter", "E-1", "--confirm")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "2 claims erased")
    assert {claim_id for _, _, claim_id in tombstones(settings)} == {ONE, SECOND_PAYER}
    missing = erase("--source", "EHR", "--encounter", "E-9", "--encounter", "E-2")
    assert (missing.exit_code, missing.stderr) == (1, "no outcome found of 1 encounter\n")


def test_a_claim_that_is_not_found_is_erased_all_the_same(settings: Settings, erase: Erase) -> None:
    """The topics may have lost what a store still has; the exit code says that nothing was found."""
    done = erase("--claim-ids", "-", "--confirm", text=f"\n{ONE}\n{OTHER}\n{ONE}\n")
    assert (done.exit_code, done.stderr) == (1, "no outcome found of 2 claims\n")
    assert done.stdout.splitlines()[-1] == "2 claims erased"
    assert tombstones(settings) == Counter(
        (topic, own(settings, each), each)
        for topic in (settings.ready_topic, settings.rejected_topic)
        for each in (ONE, OTHER)
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name claims with --claim-id, --claim-ids, or --source and --encounter"),
        (("--source", "EHR"), "name encounters with both --source and --encounter"),
        (("--claim-id", "MRN-4711"), "a claim ID must be a UUID, the key of the outcome topics"),
        (("--claim-ids", "missing.txt"), "--claim-ids: cannot read missing.txt: No such file or directory"),
        (("--claim-ids", "wrong.txt"), "--claim-ids: wrong.txt, line 2 is not a claim ID (a UUID)"),
        (("--claim-ids", "many.txt"), "too many at once: name at most 1,000 claims and encounters"),
        (("--claim-ids", "large.txt"), "--claim-ids: large.txt is too large: name at most 1,000 claims at once"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line does not repeat what was given: it may be the number of a patient."""
    monkeypatch.chdir(tmp_path)
    Path("wrong.txt").write_text(f"{ONE}\nMRN-4711\n")
    Path("many.txt").write_text("".join(f"{uuid.UUID(int=number)}\n" for number in range(1_001)))
    Path("large.txt").write_text("x" * 100_000)
    result = CliRunner().invoke(main, ["claims", "erase", *arguments])
    assert (result.exit_code, result.stderr) == (2, f"{words}\n")
