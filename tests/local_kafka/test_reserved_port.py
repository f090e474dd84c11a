"""A reserved port belongs to one program, from its choice to its end."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workers.local_kafka.reserved_port import HOST, ReservedPort

ROOT = Path(__file__).parents[2]
RESERVE_MANY = """
from workers.local_kafka.reserved_port import ReservedPort
kept = [ReservedPort() for _ in range(150)]
print(*(port.number for port in kept), flush=True)
input()
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a server listen on a port that is held")


@LINUX
def test_programs_at_once_never_get_the_same_port() -> None:
    """Four programs that reserve ports at the same time hold 600 different ones."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", RESERVE_MANY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(4)
    ]
    ports: list[str] = []
    for program in programs:
        assert program.stdout is not None
        ports += program.stdout.readline().split()
    for program in programs:
        program.communicate("\n")
    assert len(ports) == len(set(ports)) == 600


@LINUX
def test_a_server_listens_on_a_reserved_port_again_and_again() -> None:
    """A server finds its port free after it was away; while it is away, connections are refused."""
    with ReservedPort() as port:
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((HOST, port.number))
            with socket.create_server((HOST, port.number)) as server:
                client = socket.create_connection((HOST, port.number))
                accepted, _ = server.accept()
                accepted.close()
                client.close()


@LINUX
def test_a_port_is_given_back() -> None:
    """A program that does not share gets the port when its holder closes it, not before."""
    with ReservedPort() as port, socket.socket() as other:
        with pytest.raises(OSError, match="in use"):
            other.bind((HOST, port.number))
        port.close()
        other.bind((HOST, port.number))
