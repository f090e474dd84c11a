"""The files in a lock: the Maven name, version and SHA-256 of each."""

import tomllib
from pathlib import Path
from typing import Self

from schemas.value import value


@value
class Artifact:
    """One file of a Maven repository; `sha256` is its checksum in hexadecimal."""

    group: str
    name: str
    version: str
    packaging: str
    classifier: str
    sha256: str

    @classmethod
    def of(cls, entry: dict[str, str]) -> Self:
        """Read one entry of a lock that `jgo lock` wrote."""
        return cls(
            group=entry["groupId"],
            name=entry["artifactId"],
            version=entry["version"],
            packaging=entry["packaging"],
            classifier=entry.get("classifier", ""),
            sha256=entry["sha256"],
        )

    @property
    def file_name(self) -> str:
        """The name that Maven repositories give the file."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.name}-{self.version}{classifier}.{self.packaging}"


def read_lock(lock: Path) -> tuple[Artifact, ...]:
    """Read the artifacts of a lock file (`jgo.lock.toml`)."""
    return tuple(Artifact.of(entry) for entry in tomllib.loads(lock.read_text(encoding="utf-8"))["dependencies"])
