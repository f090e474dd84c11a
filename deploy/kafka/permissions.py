"""Permissions as a file describes them, and as a broker or `kafka-acls.sh` writes them."""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from confluent_kafka.admin._acl import AclBinding, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType

from workers.settings.settings import Settings

ACCESS: Final = Path(__file__).with_name("access.toml")

Role = Literal["worker", "producer", "consumer", "scaler", "operator", "eraser", "viewer", "sink"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

_RESOURCES: Final = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional-id": ResourceType.TRANSACTIONAL_ID,
}
_PATTERNS: Final = {"literal": ResourcePatternType.LITERAL, "prefixed": ResourcePatternType.PREFIXED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One principal may do one operation on the resources with one name or prefix."""

    principal: str
    resource: str
    name: str
    pattern: str
    operation: str

    def binding(self) -> AclBinding:
        """The permission for the client library, from any host."""
        return AclBinding(
            _RESOURCES[self.resource],
            self.name,
            _PATTERNS[self.pattern],
            self.principal,
            "*",
            AclOperation[self.operation],
            AclPermissionType.ALLOW,
        )

    def command(self) -> str:
        """The permission as arguments of `kafka-acls.sh`."""
        operation = "".join(word.capitalize() for word in self.operation.split("_"))
        arguments = ["--add", "--allow-principal", self.principal, "--operation", operation]
        arguments += [f"--{self.resource}", self.name, "--resource-pattern-type", self.pattern]
        return shlex.join(arguments)


def read_permissions(settings: Settings, principals: Mapping[Role, str], source: Path = ACCESS) -> list[Permission]:
    """The permissions of the roles that have a principal, with names from the settings.

    Raises:
        ValueError: the file has an unknown role, resource, pattern, operation or setting.
    """
    names = settings.model_dump(
        include={"input_topic", "ready_topic", "rejected_topic", "dead_letter_topic", "group_id"}
    )
    found: list[Permission] = []
    for number, entry in enumerate(tomllib.loads(source.read_text())["permission"], 1):
        role, resource, pattern = entry["who"], entry["resource"], entry.get("pattern", "literal")
        operation = entry["operation"]
        known = role in ROLES and resource in _RESOURCES and pattern in _PATTERNS
        if not known or operation not in AclOperation.__members__:
            raise ValueError(f"{source.name}: permission {number} has an unknown role, resource, pattern or operation")
        if role not in principals:
            continue
        for template in entry["names"]:
            try:
                name = template.format_map(names)
            except KeyError as missing:
                raise ValueError(f"{source.name}: permission {number}: unknown setting {missing}") from None
            found.append(
                Permission(
                    principal=principals[role], resource=resource, name=name, pattern=pattern, operation=operation
                )
            )
    return found
