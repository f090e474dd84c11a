"""The client library's own log lines: they go through the worker's log, and some say what no error does.

Without a logger the library writes them to standard error in a format of its own, between the worker's JSON lines.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

import structlog

# A broker before 4.0 does not offer this request. The client then gives the coordinator up and looks for it again, for
# ever and without an error; this text of its debug context `cgrp` is all it says.
_NO_HEARTBEAT: Final = "ConsumerGroupHeartbeatRequest not supported by broker"
_GROUP_CONTEXT: Final = "cgrp"

log = structlog.get_logger()


class ClientLog(logging.Handler):
    """Receives the log lines of one client, on the thread that polls it.

    Most lines repeat at every reconnect, and errors carry the same texts: they are dropped, unless the user asked for
    them with the property `debug`. What the library considers critical is always logged.
    """

    def __init__(self, client: str, config: Mapping[str, Any]) -> None:
        super().__init__()
        self._client = client
        self._verbose = bool(config.get("debug"))
        self.logger = logging.Logger(f"kafka.{client}")
        self.logger.addHandler(self)
        self.lacks_group_protocol = False
        """The broker does not offer the group protocol 'consumer'."""

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line."""
        text = record.getMessage()
        if _NO_HEARTBEAT in text:
            self.lacks_group_protocol = True
        if record.levelno >= logging.CRITICAL:
            log.error("Kafka client failed", client=self._client, line=text)
        elif self._verbose:
            log.debug("Kafka client", client=self._client, line=text)


def with_group_context(config: Mapping[str, Any]) -> dict[str, Any]:
    """The consumer's properties with the debug context that says whether the broker offers the group protocol."""
    chosen = [each for each in str(config.get("debug", "")).split(",") if each.strip()]
    return {**config, "debug": ",".join([*chosen, _GROUP_CONTEXT])}
