"""Passes the client library's log lines to the worker's log, and detects conditions that only they report.

Without a logger, the library would write them to standard error in its own format, between the worker's JSON lines.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

import structlog

# Brokers before 4.0 do not support this request. The client then drops the coordinator and looks for it again, forever
# and without an error; this text in its debug context `cgrp` is the only sign.
_NO_HEARTBEAT: Final = "ConsumerGroupHeartbeatRequest not supported by broker"
_GROUP_CONTEXT: Final = "cgrp"

log = structlog.get_logger()


class ClientLog(logging.Handler):
    """Receives the log lines of one client, on the thread that polls it.

    Most lines repeat on every reconnect, and errors have the same texts, so they are dropped unless the user set the
    property `debug`. Critical lines are always logged.
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
        """Handle one line."""
        text = record.getMessage()
        if _NO_HEARTBEAT in text:
            self.lacks_group_protocol = True
        if record.levelno >= logging.CRITICAL:
            log.error("Kafka client failed", client=self._client, line=text)
        elif self._verbose:
            log.debug("Kafka client", client=self._client, line=text)


def with_group_context(config: Mapping[str, Any]) -> dict[str, Any]:
    """The consumer's properties plus the debug context that shows whether the broker supports the group protocol."""
    chosen = [each for each in str(config.get("debug", "")).split(",") if each.strip()]
    return {**config, "debug": ",".join([*chosen, _GROUP_CONTEXT])}
