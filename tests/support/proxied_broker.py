"""A broker with a second listener that clients reach through a proxy only."""

from typing import Any, Final

from tests.support.local_broker import KafkaBroker
from tests.support.tcp_proxy import TcpProxy
from workers.local_kafka.broker import CLIENTS
from workers.local_kafka.installation import KafkaInstallation
from workers.local_kafka.reserved_port import ReservedPort

_PROXIED: Final = "PROXIED"


class ProxiedBroker(KafkaBroker):
    """Clients of `proxied_servers` pass the proxy with every connection; those of `bootstrap_servers` none."""

    def __init__(self, kafka: KafkaInstallation, **chosen: Any) -> None:
        super().__init__(kafka, listeners=(_PROXIED,), **chosen)
        self._proxy_port = ReservedPort()
        self.proxied_servers = self._proxy_port.address
        self.proxy = TcpProxy(self.address(_PROXIED), self._proxy_port.number)
        self._properties = {
            **self._properties,
            "listener.security.protocol.map": f"{CLIENTS}:PLAINTEXT,CONTROLLER:PLAINTEXT,{_PROXIED}:PLAINTEXT",
            "advertised.listeners": f"{CLIENTS}://{self.bootstrap_servers},{_PROXIED}://{self.proxied_servers}",
        }

    def close(self) -> None:
        """As for any broker; the proxy's port is released too."""
        super().close()
        self._proxy_port.close()
