"""Apply the topics and permissions described by topics.toml and access.toml to a Kafka cluster.

    CLAIMS_KAFKA_BOOTSTRAP_SERVERS=… CLAIMS_KAFKA_SECURITY_PROTOCOL=SASL_SSL … \\
        claims-worker-provision {check|apply|commands} --worker User:claims-worker …

Connects with the worker's settings (`CLAIMS_…`) and an administrator's credentials. `check` changes nothing; `apply`
creates what is missing and removes nothing; `commands` prints the permissions for `kafka-acls.sh`. Existing topics are
not changed; differences are reported.

Exit codes: 0 as described, 1 something is missing or differs, 2 invalid setting, 4 the broker refuses access or does
not answer.
"""

import argparse
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._acl import AclBinding, AclBindingFilter, AclOperation, AclPermissionType
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType

from deploy.kafka.permissions import ROLES, Permission, Role, read_permissions
from workers.kafka.client_settings import connection_config
from workers.kafka.topics import TopicsNotMade, TopicWishes, make_topics, plan_topics
from workers.settings.load import load_settings
from workers.settings.settings import Settings, SettingsError

TOPICS: Final = Path(__file__).with_name("topics.toml")
_TIMEOUT_S: Final = 15.0
_SETTLED_S: Final = 10.0
_MINUTES_A_DAY: Final = 1440
_OFFSETS_RETENTION: Final = "offsets.retention.minutes"
_MISSING: Final = "is missing"
AS_DESCRIBED, DIFFERS, WRONG_SETTING, REFUSED = 0, 1, 2, 4


def find_differences(
    settings: Settings, admin: AdminClient, wishes: TopicWishes, permissions: Sequence[Permission]
) -> Iterator[str]:
    """What is missing or differs, one line each.

    Raises:
        KafkaException: the broker does not answer or refuses access.
    """
    cluster = admin.list_topics(timeout=_TIMEOUT_S)
    plans, _ = plan_topics(settings, wishes, len(cluster.brokers))
    for plan in plans:
        topic = cluster.topics.get(plan.name)
        if topic is None:
            yield f"topic {plan.name} {_MISSING}"
            continue
        if len(topic.partitions) != plan.partitions:
            yield f"topic {plan.name} has {len(topic.partitions)} partitions, not {plan.partitions}"
        resource = ConfigResource(ConfigResource.Type.TOPIC, plan.name)
        held = admin.describe_configs([resource])[resource].result(_TIMEOUT_S)
        for name, wanted in plan.config.items():
            value = held[name].value if name in held else None
            if value != wanted:
                yield f"topic {plan.name} has {name}={value}, not {wanted}"
    yield from _find_short_retention(admin, sorted(cluster.brokers), wishes)
    granted = set(_described(admin))
    for permission in permissions:
        if permission.binding() not in granted:
            yield f"permission {_MISSING}: {permission.command()}"


def _find_short_retention(admin: AdminClient, brokers: Sequence[int], wishes: TopicWishes) -> Iterator[str]:
    """Offsets that expire before the events do: a worker that was stopped for that long cannot know where it was."""
    wanted = wishes.input_retention_days * _MINUTES_A_DAY
    resources = [ConfigResource(ConfigResource.Type.BROKER, str(broker)) for broker in brokers]
    for resource, answer in admin.describe_configs(resources).items():
        held = answer.result(_TIMEOUT_S).get(_OFFSETS_RETENTION)
        if held is not None and int(held.value) < wanted:
            yield (
                f"broker {resource.name} has {_OFFSETS_RETENTION}={held.value}, less than the {wanted} minutes "
                "that the input topic keeps events; set it in the broker's properties"
            )


def grant(admin: AdminClient, permissions: Sequence[Permission]) -> None:
    """Create permissions; existing ones stay.

    Raises:
        KafkaException: the broker does not answer or refuses access.
    """
    bindings = [permission.binding() for permission in permissions]
    if bindings:
        for answer in admin.create_acls(bindings).values():
            answer.result(_TIMEOUT_S)


def _described(admin: AdminClient) -> list[AclBinding]:
    anything: Any = None  # the library's annotations do not allow None
    everything = AclBindingFilter(
        *(ResourceType.ANY, anything, ResourcePatternType.ANY, anything, anything),
        *(AclOperation.ANY, AclPermissionType.ANY),
    )
    described: list[AclBinding] = admin.describe_acls(everything).result(_TIMEOUT_S)
    return described


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check or apply the topics and permissions of the worker.")
    parser.add_argument("command", choices=("check", "apply", "commands"))
    for role in ROLES:
        parser.add_argument(f"--{role}", metavar="PRINCIPAL", help=f"principal of the {role}, such as User:{role}")
    chosen = parser.parse_args(arguments)
    principals: dict[Role, str] = {role: getattr(chosen, role) for role in ROLES if getattr(chosen, role)}
    try:
        settings = load_settings({}, require_broker=chosen.command != "commands")
        permissions = read_permissions(settings, principals)
        wishes = TopicWishes(**tomllib.loads(TOPICS.read_text()))
    except SettingsError as wrong:
        sys.stderr.write("".join(f"{problem}\n" for problem in wrong.problems))
        return WRONG_SETTING
    if chosen.command == "commands":
        sys.stdout.write(
            "".join(f'kafka-acls.sh --bootstrap-server "$BROKER" {each.command()}\n' for each in permissions)
        )
        return AS_DESCRIBED
    admin = AdminClient(connection_config(settings))
    try:
        if chosen.command == "apply":
            make_topics(settings, wishes)
            grant(admin, permissions)
        differences = list(find_differences(settings, admin, wishes, permissions))
        # The broker that answers learns a few milliseconds later what the controller created.
        deadline = time.monotonic() + _SETTLED_S
        while (
            chosen.command == "apply" and any(_MISSING in each for each in differences) and time.monotonic() < deadline
        ):
            time.sleep(0.1)
            differences = list(find_differences(settings, admin, wishes, permissions))
    except (KafkaException, TopicsNotMade) as refused:
        sys.stderr.write(f"the broker refuses access or does not answer: {refused}\n")
        return REFUSED
    sys.stdout.write("".join(f"{difference}\n" for difference in differences))
    return DIFFERS if differences else AS_DESCRIBED


if __name__ == "__main__":
    sys.exit(main())
