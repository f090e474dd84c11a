"""How long work tells how far it is; without the Kafka client, so that commands can name it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Receives how many records are done, and how many there are."""
