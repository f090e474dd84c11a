"""If a broker refuses the worker, it exits with code 5 within seconds and reports what is missing."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from confluent_kafka.admin._acl import AclBinding, AclBindingFilter, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tests.kafka.harness import LoopInThread, count_ids, output_topics, read_outcomes, send, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.kafka.publish import PublishFailed, publish_records
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

USER = "worker"
PASSWORD = "correct-horse"

Permission = tuple[ResourceType, str, AclOperation]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate authority that signed the broker's certificate."""
    folder = tmp_path_factory.mktemp("certificates")
    ours, stranger = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(folder / "ca.pem"))
    stranger.cert_pem.write_to_path(str(folder / "stranger.pem"))
    broker = ours.issue_cert("127.0.0.1", "localhost")
    key = load_pem_private_key(broker.private_key_pem.bytes(), None)
    # Kafka reads keys in this form alone.
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = b"".join(certificate.bytes() for certificate in broker.cert_chain_pems)
    (folder / "broker.chain.pem").write_bytes(kept + chain)
    return folder / "ca.pem"


@pytest.fixture(scope="module")
def secure_broker(kafka: KafkaInstallation, authority: Path) -> Iterator[KafkaBroker]:
    """A broker with passwords, TLS and permissions; its plaintext listener is for the test and allows everything."""
    prefix = "listener.name.sasl_ssl."
    properties = {
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        f"{prefix}scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        f"{prefix}ssl.keystore.type": "PEM",
        f"{prefix}ssl.keystore.location": authority.with_name("broker.chain.pem"),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "false",
    }
    users = ("--add-scram", f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]")
    with KafkaBroker(kafka, properties=properties, listeners=("SASL_SSL",), format_arguments=users) as running:
        running.warm_up()
        yield running


def _open(broker: KafkaBroker) -> Settings:
    """Settings for the test itself, with all permissions."""
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=1))
    send(settings, [b"a|ready", b"b|rejected", b"c|dead"])
    return settings


def _secured(settings: Settings, broker: KafkaBroker, authority: Path, **changed: str) -> Settings:
    security = {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": USER,
        "sasl.password": PASSWORD,
        "ssl.ca.location": str(authority),
        **changed,
    }
    return settings.model_copy(update={"kafka_bootstrap_servers": broker.address("SASL_SSL"), "kafka": security})


def _needed(settings: Settings) -> list[Permission]:
    """The minimum permissions of a worker: four kinds, and none on the cluster."""
    return [
        (ResourceType.TOPIC, settings.input_topic, AclOperation.READ),
        (ResourceType.GROUP, settings.group_id, AclOperation.READ),
        *((ResourceType.TOPIC, topic, AclOperation.WRITE) for topic in output_topics(settings)),
        (ResourceType.TRANSACTIONAL_ID, f"{settings.group_id}-0", AclOperation.WRITE),
    ]


def _allow(broker: KafkaBroker, permissions: list[Permission]) -> None:
    admin = broker.admin()
    bindings = [
        AclBinding(kind, name, ResourcePatternType.LITERAL, f"User:{USER}", "*", operation, AclPermissionType.ALLOW)
        for kind, name, operation in permissions
    ]
    for answer in admin.create_acls(bindings).values():
        answer.result(10)


def _revoke(broker: KafkaBroker, permission: Permission) -> None:
    kind, name, operation = permission
    admin = broker.admin()
    wanted = AclBindingFilter(
        kind, name, ResourcePatternType.LITERAL, f"User:{USER}", "*", operation, AclPermissionType.ALLOW
    )
    for answer in admin.delete_acls([wanted]).values():
        answer.result(10)


def test_the_minimum_permissions_are_enough(
    secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """With READ on the input and the group, and WRITE on the outputs and the transactional ID, all outcomes arrive."""
    settings = _open(secure_broker)
    _allow(secure_broker, _needed(settings))
    loop = start_loop(_secured(settings, secure_broker, authority))
    loop.wait_for(lambda: loop.observer.committed_records >= 3)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"a": 1, b"b": 1, b"c": 1}


@pytest.mark.parametrize("missing", range(6))
def test_a_missing_permission_ends_the_worker_with_5(
    missing: int, secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """If any of these permissions is missing, the worker exits with code 5 and names the resource."""
    settings = _open(secure_broker)
    needed = _needed(settings)
    kind, name, _ = needed.pop(missing)
    _allow(secure_broker, needed)
    loop = start_loop(_secured(settings, secure_broker, authority))
    assert loop.wait_until_end(15) == 5
    if kind == ResourceType.TOPIC:
        assert name in loop.reason
    assert "AUTHORIZATION_FAILED" in loop.reason
    assert count_ids(read_outcomes(settings)) == {}


@pytest.mark.parametrize("taken", range(6))
def test_a_permission_taken_under_load_ends_the_worker_with_5(
    taken: int, secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """If a permission is revoked while records arrive, the worker exits with code 5, whichever call is refused."""
    settings = _open(secure_broker)
    needed = _needed(settings)
    _allow(secure_broker, needed)
    loop = start_loop(_secured(settings, secure_broker, authority))
    loop.wait_for(lambda: loop.observer.committed_records >= 3)
    _revoke(secure_broker, needed[taken])
    done = threading.Event()
    kinds = (b"ready", b"rejected", b"dead")

    def keep_sending() -> None:
        number = 0
        while not done.is_set():
            send(settings, [b"%d|%s" % (number + i, kinds[i]) for i in range(3)])
            number += 3

    sender = threading.Thread(target=keep_sending)
    sender.start()
    try:
        assert loop.wait_until_end(30) == 5
    finally:
        done.set()
        sender.join()
    # The client's fatal error has no code of its own for a refused heartbeat.
    assert "AUTHORIZATION_FAILED" in loop.reason or "authorization failed" in loop.reason


def test_a_visible_topic_without_write_permission_ends_the_worker_with_5(
    secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """If only the delivery report shows that WRITE is missing, the worker still exits with 5 and names the topic."""
    settings = _open(secure_broker)
    needed = _needed(settings)
    needed.remove((ResourceType.TOPIC, settings.dead_letter_topic, AclOperation.WRITE))
    _allow(secure_broker, [*needed, (ResourceType.TOPIC, settings.dead_letter_topic, AclOperation.DESCRIBE)])
    loop = start_loop(_secured(settings, secure_broker, authority))
    assert loop.wait_until_end(15) == 5
    assert settings.dead_letter_topic in loop.reason
    assert count_ids(read_outcomes(settings)) == {}


def test_a_wrong_password_ends_the_worker_with_5(
    secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """A wrong password ends the worker with code 5, and the message does not contain it."""
    settings = _open(secure_broker)
    loop = start_loop(_secured(settings, secure_broker, authority, **{"sasl.password": "wrong-staple"}))
    assert loop.wait_until_end(15) == 5
    assert "authentication failed" in loop.reason
    assert "wrong-staple" not in loop.reason


def test_a_broker_with_an_untrusted_certificate_ends_the_worker_with_5(
    secure_broker: KafkaBroker, authority: Path, start_loop: Callable[..., LoopInThread]
) -> None:
    """A certificate signed by an unknown authority ends the worker with code 5."""
    settings = _open(secure_broker)
    loop = start_loop(_secured(settings, secure_broker, authority.with_name("stranger.pem")))
    assert loop.wait_until_end(15) == 5
    assert "certificate verify failed" in loop.reason


def test_a_publisher_without_write_permission_fails(secure_broker: KafkaBroker, authority: Path) -> None:
    """If the broker refuses a record, publishing fails with the count and the reason."""
    settings = _open(secure_broker)
    with pytest.raises(PublishFailed, match="permission is missing: WRITE on topic") as failed:
        publish_records(_secured(settings, secure_broker, authority), settings.input_topic, [(b"k", b"v")])
    assert (failed.value.delivered, failed.value.failed) == (0, 1)
