"""Opens the port that the settings name."""

import contextlib
import os
import socket
from pathlib import Path
from typing import Final

from workers.settings.settings import Settings, SettingsError

_BACKLOG: Final = 128


def listen(settings: Settings) -> socket.socket:
    """Listen on the configured address, and write the port to the file that the settings name, if any.

    Raises:
        SettingsError: the address cannot be listened on, or the port file cannot be written.
    """
    try:
        opened = _listen(settings.http_host, settings.http_port)
    except (OSError, UnicodeError, OverflowError) as error:
        told = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
        reason = told.partition(" (while ")[0]
        raise SettingsError(
            [f"CLAIMS_HTTP_PORT: cannot listen on {settings.http_host}, port {settings.http_port}: {reason}"]
        ) from None
    if settings.http_port_file is not None:
        try:
            _write_port(settings.http_port_file, opened.getsockname()[1])
        except OSError as error:
            opened.close()
            raise SettingsError(
                [f"--http-port-file: cannot write {settings.http_port_file}: {error.strerror}"]
            ) from None
    return opened


def url_of(scheme: str, host: str, port: int) -> str:
    """The URL of a server, such as `http://127.0.0.1:9464`."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    # An IPv6 address for everyone is also one for IPv4.
    dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    opened = socket.create_server(
        (str(address[0]), int(address[1])), family=family, backlog=_BACKLOG, dualstack_ipv6=dual
    )
    # Connections inherit it. Without it the body of a response waits 40 ms for the client's acknowledgment of its head;
    # asyncio sets it only for sockets that were opened with the protocol's number.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _write_port(path: Path, port: int) -> None:
    # A reader that waits for the file must never see an empty one.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(f"{port}\n", encoding="ascii")
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
