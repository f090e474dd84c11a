"""A command that waits for a broker says so."""

from tests.kafka.harness import unique_settings
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.first_answer import say_if_no_answer
from workers.settings.settings import Settings


def test_an_absent_broker_is_named() -> None:
    """The address and the reason are said, without what the client adds for its developers."""
    said: list[str] = []
    say_if_no_answer(Settings(kafka_bootstrap_servers="127.0.0.1:1"), said.append, patience_s=0.2)
    (words,) = said
    assert words.startswith("no answer yet from 127.0.0.1:1")
    assert "Connection refused" in words
    assert "in state" not in words


def test_a_broker_that_answers_is_not_mentioned() -> None:
    """Nothing is said, though the topic does not exist."""
    said: list[str] = []
    with EmbeddedBroker() as broker:
        say_if_no_answer(unique_settings(broker.bootstrap_servers), said.append)
    assert said == []
