"""A client for requests that no library would send: bytes over a socket."""

import contextlib
import logging
import re
import socket
from collections.abc import Iterator

from structlog.testing import capture_logs

from workers.http.server import HttpServer

HOST = b"Host: 127.0.0.1\r\n"
CLOSE = b"Connection: close\r\n"
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


def connect(server: HttpServer) -> socket.socket:
    """An open connection that waits for up to 30 seconds."""
    return socket.create_connection((server.host, server.port), timeout=30)


def read_all(connection: socket.socket) -> bytes:
    """All that the server sends until it closes the connection, or cuts it off."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def exchange(server: HttpServer, request: bytes) -> bytes:
    """Send the bytes; returns all that the server sends until it closes the connection."""
    with connect(server) as connection:
        connection.sendall(request)
        return read_all(connection)


def statuses(received: bytes) -> list[int]:
    """The status of each response in the bytes."""
    return [int(status) for status in _STATUS.findall(received)]


@contextlib.contextmanager
def recorded_logs() -> Iterator[list[str]]:
    """Every line that the worker, the server or asyncio logs meanwhile, at level warning or above."""
    lines: list[str] = []

    class Recorder(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    recorder = Recorder(logging.WARNING)
    logging.getLogger().addHandler(recorder)
    try:
        with capture_logs() as captured:
            yield lines
        lines += [str(line["event"]) for line in captured]
    finally:
        logging.getLogger().removeHandler(recorder)
