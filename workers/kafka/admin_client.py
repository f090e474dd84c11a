"""Creates the client for requests about topics and groups."""

from typing import Any

from confluent_kafka.admin import AdminClient

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import connection_config
from workers.settings.settings import Settings


def open_admin(settings: Settings, **callbacks: Any) -> AdminClient:
    """A client, not connected yet; keep a reference to it until all answers have arrived."""
    config = connection_config(settings) | callbacks
    return AdminClient(config, logger=ClientLog("admin", config).logger)
