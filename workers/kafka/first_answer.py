"""Says that no broker answers while a command still waits for one."""

from collections.abc import Callable
from typing import Final

from confluent_kafka import Consumer, KafkaException

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import reader_config
from workers.kafka.errors import LastError, error_of
from workers.settings.settings import Settings

_PATIENCE_S: Final = 2.0


def say_if_no_answer(settings: Settings, say: Callable[[str], None], patience_s: float = _PATIENCE_S) -> None:
    """Ask a broker for the input topic, and say so if there is no answer in time; the command itself goes on trying."""
    heard = LastError()
    config = {**reader_config(settings), "error_cb": heard}
    try:
        consumer = Consumer(config, logger=ClientLog("reader", config).logger)
    except KafkaException:
        return  # an invalid property: the client of the command reports it
    try:
        consumer.list_topics(settings.input_topic, timeout=patience_s)
    except KafkaException as raised:
        consumer.poll(0)
        say(
            f"no answer yet from {settings.kafka_bootstrap_servers}: {heard.explain(error_of(raised))}; "
            "still trying, stop with Ctrl-C"
        )
    finally:
        consumer.close()
