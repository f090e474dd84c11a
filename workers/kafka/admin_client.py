"""Creates the client for requests about topics and groups."""

from typing import Any

from confluent_kafka.admin import AdminClient

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import connection_config
from workers.kafka.rejected_property import rejected_property
from workers.settings.settings import Settings


def open_admin(settings: Settings, **callbacks: Any) -> AdminClient:
    """A client, not connected yet; keep a reference to it until all answers have arrived.

    Raises:
        WorkerExit: 2, the client rejects a property.
    """
    config = connection_config(settings) | callbacks
    with rejected_property("admin client"):
        return AdminClient(config, logger=ClientLog("admin", config).logger)
