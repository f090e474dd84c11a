"""Topics and permissions as files: applied to a real broker, they are enough for a worker and an operator."""

import os
import resource
import signal
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from deploy.kafka.permissions import ACCESS, ROLES, Permission, Role, read_permissions
from deploy.kafka.provision import AS_DESCRIBED, DIFFERS, REFUSED, TOPICS, WRONG_SETTING, find_differences, main
from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from tests.deploy.runbook_commands import Ended, Runbook, commands
from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send
from tests.support.local_broker import KafkaBroker
from tests.worker.conftest import RunningWorker, start_worker
from workers.__main__ import main as claims_worker
from workers.cli.dead_letters import dead_letters
from workers.insight.keys import Keys
from workers.insight.run_sink import run_sink
from workers.insight.store import FactStore
from workers.kafka.client_settings import connection_config
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.kafka.topics import TopicWishes
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.load import load_settings
from workers.settings.settings import Settings

__all__ = ["start_worker"]

NOT_PLAYED = {
    "grep -E not restarted|worker failed",
    "grep cannot continue at the committed offset",
    "grep record ended the process that checked it",
    "grep edit failed; outcome lists it as not checked",
    "grep starting another",
}
PASSWORD = "correct-horse"
PRINCIPALS: dict[Role, str] = {role: "User:operator" if role == "eraser" else f"User:{role}" for role in ROLES}
ALL = [argument for role, principal in PRINCIPALS.items() for argument in (f"--{role}", principal)]


@pytest.fixture(scope="module")
def guarded_broker(kafka: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A broker that requires permissions; its plaintext listener is the administrator's."""
    mechanism = "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config"
    properties = {
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        mechanism: "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "offsets.retention.minutes": 14 * 24 * 60,
        "allow.everyone.if.no.acl.found": "false",
    }
    users = tuple(
        argument
        for name in ("worker", "operator", "sink")
        for argument in ("--add-scram", f"SCRAM-SHA-512=[name={name},password={PASSWORD}]")
    )
    with KafkaBroker(kafka, properties=properties, listeners=("SASL_PLAINTEXT",), format_arguments=users) as running:
        running.warm_up()
        yield running


@pytest.fixture
def administrator(guarded_broker: KafkaBroker, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The environment of the administrator who applies the files."""
    monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", guarded_broker.bootstrap_servers)
    return Settings(kafka_bootstrap_servers=guarded_broker.bootstrap_servers)


def test_the_worker_may_do_the_least() -> None:
    """The worker's permissions are the four kinds it needs and a look at topics' settings: none on the cluster."""
    permissions = read_permissions(Settings(), {"worker": "User:worker"})
    assert {(each.resource, each.name, each.pattern, each.operation) for each in permissions} == {
        ("topic", "encounters.v1", "literal", "READ"),
        ("group", "claims-worker", "literal", "READ"),
        ("topic", "claims.ready.v1", "literal", "WRITE"),
        ("topic", "claims.rejected.v1", "literal", "WRITE"),
        ("topic", "encounters.dead-letter.v1", "literal", "WRITE"),
        ("transactional-id", "claims-worker-", "prefixed", "WRITE"),
        ("topic", "encounters.v1", "literal", "DESCRIBE_CONFIGS"),
        ("topic", "claims.ready.v1", "literal", "DESCRIBE_CONFIGS"),
        ("topic", "claims.rejected.v1", "literal", "DESCRIBE_CONFIGS"),
        ("topic", "encounters.dead-letter.v1", "literal", "DESCRIBE_CONFIGS"),
    }


def test_only_roles_with_a_principal_get_permissions() -> None:
    """A role that nobody plays has no permission, and none of the names is left open."""
    assert read_permissions(Settings(), {}) == []
    assert {each.principal for each in read_permissions(Settings(), PRINCIPALS)} == set(PRINCIPALS.values())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("worker", "wurker"), ("topic", "topik"), ("READ", "REED"), ("{input_topic}", "{input}"), ("prefixed", "prefix")],
)
def test_a_misspelt_permission_is_refused(right: str, wrong: str, tmp_path: Path) -> None:
    """A role, resource, operation, pattern or setting that there is not is an error and no other permission."""
    source = tmp_path / "access.toml"
    source.write_text(ACCESS.read_text().replace(f'"{right}"', f'"{wrong}"'))
    with pytest.raises(ValueError, match="permission"):
        read_permissions(Settings(), PRINCIPALS, source)


def test_commands_for_kafka_s_own_tool(capsys: pytest.CaptureFixture[str]) -> None:
    """`commands` needs no broker and prints a line for each permission, quoted for a shell."""
    assert main(["commands", "--worker", "User:CN=claims worker"]) == AS_DESCRIBED
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[5] == (
        "kafka-acls.sh --bootstrap-server \"$BROKER\" --add --allow-principal 'User:CN=claims worker' "
        "--operation Write --transactional-id claims-worker- --resource-pattern-type prefixed"
    )


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without brokers in the settings nothing is tried."""
    monkeypatch.delenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", raising=False)
    assert main(["check"]) == WRONG_SETTING
    assert "CLAIMS_KAFKA_BOOTSTRAP_SERVERS" in capsys.readouterr().err


def _as_user(broker: KafkaBroker, name: str) -> dict[str, str]:
    """Variables with which a user connects, without their prefix."""
    return {
        "BOOTSTRAP_SERVERS": broker.address("SASL_PLAINTEXT"),
        "SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "SASL_MECHANISM": "SCRAM-SHA-512",
        "SASL_USERNAME": name,
        "SASL_PASSWORD": PASSWORD,
    }


@pytest.mark.slow
def test_what_is_applied_is_enough_for_a_worker(
    administrator: Settings,
    guarded_broker: KafkaBroker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`check` names what is missing, `apply` makes it, applying again changes nothing, and a worker does its work."""
    assert main(["check", *ALL]) == DIFFERS
    told = capsys.readouterr().out
    assert told.count("is missing") == 4 + len(read_permissions(administrator, PRINCIPALS))
    assert main(["apply", *ALL]) == AS_DESCRIBED
    assert main(["apply", *ALL]) == AS_DESCRIBED
    assert main(["check", *ALL]) == AS_DESCRIBED
    send(administrator, [b"a|ready", b"b|rejected", b"c|dead"])
    security = {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "worker",
        "sasl.password": PASSWORD,
    }
    changes = {"kafka_bootstrap_servers": guarded_broker.address("SASL_PLAINTEXT"), "kafka": security}
    loop = LoopInThread(administrator.model_copy(update=changes), slot=7)
    try:
        loop.wait_for(lambda: loop.observer.committed_records >= 3)
    finally:
        assert loop.drain() == 0
    assert count_ids(read_outcomes(administrator)) == {b"a": 1, b"b": 1, b"c": 1}


@pytest.mark.slow
def test_a_missing_permission_is_named(
    administrator: Settings, guarded_broker: KafkaBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person without the role reads which permission is missing, on what, and where the role is described."""
    assert main(["apply", "--worker", "User:worker"]) == AS_DESCRIBED
    for name, text in _as_user(guarded_broker, "worker").items():
        monkeypatch.setenv(f"CLAIMS_KAFKA_{name}", text)
    listed = CliRunner().invoke(dead_letters, ["list"])
    assert listed.exit_code == 4
    assert "permission is missing: READ on " in listed.stderr
    assert "the role 'operator' in deploy/kafka/access.toml" in listed.stderr


@pytest.fixture
def of_insight(administrator: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The administrator's settings for topics of their own, a sink and an operator who may do what their roles may."""
    names = {
        "CLAIMS_GROUP_ID": "insight",
        **{f"CLAIMS_{name}_TOPIC": f"insight.{name.lower()}" for name in ("INPUT", "READY", "REJECTED", "DEAD_LETTER")},
        "CLAIMS_INSIGHT_STORE": str(tmp_path / "store"),
        "CLAIMS_INSIGHT_COMMIT_SECONDS": "0.05",
    }
    for name, text in names.items():
        monkeypatch.setenv(name, text)
    assert main(["apply", "--sink", "User:sink", "--operator", "User:operator"]) == AS_DESCRIBED
    return load_settings({}, require_broker=True)


@pytest.mark.slow
def test_the_role_of_the_sink_is_enough_and_that_of_an_operator_is_not(
    of_insight: Settings, guarded_broker: KafkaBroker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With READ on the topics and its group it follows them; without the group it ends with 5 and names it."""
    publish_records(of_insight, of_insight.ready_topic, [(b"a", b"no outcome"), (b"b", None)])
    keys = Keys(secret=b"of 32 characters or more: a test")
    ended: dict[str, int] = {}

    def follow(user: str, stop: threading.Event) -> None:
        for name, text in _as_user(guarded_broker, user).items():
            monkeypatch.setenv(f"CLAIMS_KAFKA_{name}", text)
        store = FactStore(tmp_path / "store", keys.fingerprint(), create=True)
        settings = load_settings({"http_port": 0}, require_broker=True)
        ended[user] = run_sink(settings, store, keys, stop, accept_gap=False)

    with capture_logs() as logs:
        follow("operator", threading.Event())
    assert ended == {"operator": 5}
    assert "group insight.insight" in str(logs)
    stop = threading.Event()
    sink = threading.Thread(target=follow, args=("sink", stop))
    sink.start()
    deadline = time.monotonic() + 30
    while FactStore(tmp_path / "store", None, create=False).figures().unreadable < 1:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    stop.set()
    sink.join(20)
    assert ended["sink"] == 0
    status = CliRunner().invoke(claims_worker, ["insight", "status"])
    assert status.exit_code == 0, status.output
    assert f"{of_insight.ready_topic}: 0 behind" in status.stdout


@pytest.mark.slow
def test_an_operator_needs_the_role_of_an_eraser_to_erase(
    of_insight: Settings, guarded_broker: KafkaBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the operator sees what there is, reads which permission is missing, and nothing is written."""
    claim = "773222ca-9750-5dea-8e00-78d8edcb61f3"
    publish_records(of_insight, of_insight.rejected_topic, [(claim.encode(), b"a rejection")])
    erase = ["claims", "erase", "--claim-id", claim]
    with monkeypatch.context() as operator:
        for name, text in _as_user(guarded_broker, "operator").items():
            operator.setenv(f"CLAIMS_KAFKA_{name}", text)
        shown = CliRunner().invoke(claims_worker, erase)
        assert (shown.exit_code, shown.stdout.splitlines()[0]) == (0, f"{claim}  1 outcome in insight.rejected")
        refused = CliRunner().invoke(claims_worker, [*erase, "--confirm"])
        assert refused.exit_code == 4
        assert refused.stderr == (
            "nothing was erased: permission is missing: WRITE on transactional id insight.erase; "
            "see the role 'eraser' in deploy/kafka/access.toml\n"
        )
    assert main(["apply", "--eraser", "User:operator"]) == AS_DESCRIBED
    for name, text in _as_user(guarded_broker, "operator").items():
        monkeypatch.setenv(f"CLAIMS_KAFKA_{name}", text)
    done = CliRunner().invoke(claims_worker, [*erase, "--confirm"])
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    records = list(read_to_end(of_insight, (of_insight.ready_topic, of_insight.rejected_topic)))
    assert sorted(each.topic for each in records if each.key == claim.encode() and each.value is None) == [
        "insight.ready",
        "insight.rejected",
    ]


@pytest.mark.slow
def test_every_command_of_the_runbook_works_as_an_operator(
    administrator: Settings,
    guarded_broker: KafkaBroker,
    start_worker: Callable[..., RunningWorker],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Each command answers, against a worker with a dead letter, a rejection and a missing table.

    One of its processes was killed, and one runs out of files.
    The worker has its role and read-only code tables, the operator the role `operator`.
    """
    tables = tmp_path / "tables"
    tables.mkdir(mode=0o555)
    names = {
        "CLAIMS_GROUP_ID": "played",
        "CLAIMS_CODE_TABLES_DIR": str(tables),
        **{f"CLAIMS_{name}_TOPIC": f"played.{name.lower()}" for name in ("INPUT", "READY", "REJECTED", "DEAD_LETTER")},
    }
    for name, text in names.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("CLAIMS_INSIGHT_STORE", str(tmp_path / "store"))
    FactStore(tmp_path / "store", "key", create=True)
    assert main(["apply", *ALL]) == AS_DESCRIBED
    sample = sample_form("rejected-several-problems")
    event = encode_encounter(read_encounter(sample))
    publish_records(administrator, "played.input", [(b"a", event), (b"b", b"no event")])
    as_worker = {f"CLAIMS_KAFKA_{name}": text for name, text in _as_user(guarded_broker, "worker").items()}
    worker = start_worker({**os.environ, **names, **as_worker, "CLAIMS_REQUIRED_TABLES": "hcpcs"}, 2)
    worker.wait_for(lambda: "claims_worker_dead_letters_total" in worker.get("/metrics")[1])
    worker.wait_for(lambda: 'reason="not-framed"} 1.0' in worker.get("/metrics")[1])
    worker.wait_for(lambda: 'outcome="rejected",profile' in worker.get("/metrics")[1])
    killed, full = (_process_of_slot(worker, slot) for slot in (0, 1))
    os.kill(killed, signal.SIGKILL)
    worker.wait_for(lambda: "worker process ended" in worker.log.read_text())
    limit = len(os.listdir(f"/proc/{full}/fd")) * 10 // 9
    resource.prlimit(full, resource.RLIMIT_NOFILE, (limit, limit))
    for name, text in _as_user(guarded_broker, "operator").items():
        monkeypatch.setenv(f"CLAIMS_KAFKA_{name}", text)
    settings = load_settings({}, require_broker=True)
    (letter,) = read_to_end(settings, ["played.dead_letter"])
    (rejection,) = read_to_end(settings, ["played.rejected"])
    runbook = Runbook(
        address=worker.address,
        log=worker.log.read_text(),
        operator=connection_config(settings),
        settings=settings,
        placeholders={
            "PARTITION:OFFSET": f"{letter.partition}:{letter.offset}",
            "TOPIC:PARTITION:OFFSET": f"played.rejected:{rejection.partition}:{rejection.offset}",
            "FILE": str(tmp_path / "letter.bin"),
            "/proc/PID/fd": f"/proc/{full}/fd",
            "UUID": (rejection.key or b"").decode(),
            "SOURCE": str(sample["source_system"]),
            "ENCOUNTER": str(sample["encounter_id"]),
        },
    )
    ended = {" ".join(command.words): runbook.run(command) for command in commands()}
    failed = {words: end for words, end in ended.items() if end is not None and (end.code != 0 or not end.output)}
    # These faults are not played: other tests read their lines.
    assert set(failed) == NOT_PLAYED, failed
    assert (tmp_path / "letter.bin").read_bytes() == b"no event"
    assert sum(end is not None for end in ended.values()) > 25
    assert "code table hcpcs is not loaded" in str(ended["curl -s http://localhost:9464/readyz"])
    assert "137" in str(next(end for words, end in ended.items() if words == "grep worker process ended"))
    rows = [line.split() for line in _output(ended, "sh -c").splitlines()]
    open_files = {process: int(count) for count, process in rows}
    nearly = [pid for pid in (worker.process.pid, full) if open_files[f"/proc/{pid}"] > 0.8 * limit]
    assert nearly == [full], "the parent has fewer files than the slot that runs out of them"
    assert "socket:" in _output(ended, "ls -l")
    assert worker.stop() == 0


def _process_of_slot(worker: RunningWorker, slot: int) -> int:
    (line,) = (line for line in worker.lines() if line["event"] == "worker process started" and line["slot"] == slot)
    return int(line["pid"])


def _output(ended: Mapping[str, Ended | None], inner: str) -> str:
    """What a command wrote that runs in the pod."""
    (end,) = (end for words, end in ended.items() if f" -- {inner} " in words)
    assert end is not None
    return end.output


@pytest.mark.slow
def test_a_difference_is_reported(
    administrator: Settings,
    guarded_broker: KafkaBroker,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A topic with other settings and a permission of another principal are reported and left unchanged."""
    monkeypatch.setenv("CLAIMS_INPUT_TOPIC", "made-otherwise")
    guarded_broker.create_topic("made-otherwise", 2, {"retention.ms": "60000"})
    deadline = time.monotonic() + 10
    while "made-otherwise" not in guarded_broker.admin().list_topics(timeout=5).topics:
        assert time.monotonic() < deadline
    assert main(["check", "--worker", "User:somebody-else"]) == DIFFERS
    told = capsys.readouterr().out
    assert "topic made-otherwise has 2 partitions, not 12" in told
    assert "topic made-otherwise has retention.ms=60000, not 1209600000" in told
    wanted = Permission(
        principal="User:somebody-else", resource="topic", name="made-otherwise", pattern="literal", operation="READ"
    )
    assert f"permission is missing: {wanted.command()}" in told


@pytest.mark.slow
def test_offsets_that_expire_before_the_events_are_told(administrator: Settings, guarded_broker: KafkaBroker) -> None:
    """A broker that forgets a stopped group before the input topic forgets its events is named, with both times."""
    admin = guarded_broker.admin()
    wishes = TopicWishes(input_retention_days=15)
    told = [each for each in find_differences(administrator, admin, wishes, []) if each.startswith("broker")]
    assert len(told) == 1
    assert "broker 1 has offsets.retention.minutes=20160, less than the 21600 minutes" in told[0]


@pytest.mark.slow
def test_who_may_not_apply_is_told_so(
    guarded_broker: KafkaBroker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody who is no administrator is refused, and the broker's reason is shown."""
    for name, text in _as_user(guarded_broker, "worker").items():
        monkeypatch.setenv(f"CLAIMS_KAFKA_{name}", text)
    assert main(["apply", "--worker", "User:worker"]) == REFUSED
    assert "refuses" in capsys.readouterr().err


def test_the_file_of_topics_says_what_the_command_does() -> None:
    """The numbers in topics.toml are those that an operator may choose, at the values of the contract."""
    assert TopicWishes(**tomllib.loads(TOPICS.read_text())) == TopicWishes()
