"""Reserve a port, so that no other program takes it before its server starts."""

import socket
import sys
from types import TracebackType
from typing import Final, Self

HOST: Final = "127.0.0.1"

# On Linux a server can listen on a port that another socket has bound, if both set SO_REUSEADDR (servers in Java, Go
# and Python do) and only the server listens.
_CAN_HOLD: Final = sys.platform == "linux"


class ReservedPort:
    """A free loopback port, chosen by the operating system; a context manager.

    On Linux the port stays reserved until `close`, also while its server restarts: no other program can get it, and
    connections are refused while no server listens. On other systems the port was free when it was chosen, no more.
    """

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, 0))
        self.number: Final[int] = self._socket.getsockname()[1]
        self.address: Final = f"{HOST}:{self.number}"
        """`host:port`."""
        if not _CAN_HOLD:
            self._socket.close()

    def close(self) -> None:
        """Release the port."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
