"""Start Apache Kafka on this machine for the demo."""

import contextlib

from rich.console import Console
from rich.text import Text

from workers.cli.settings_or_exit import COULD_NOT_RUN, GAVE_UP, end_with
from workers.settings.settings import Settings


def start_demo_kafka(console: Console, stack: contextlib.ExitStack, settings: Settings) -> Settings:
    """Start a broker that runs until `stack` closes; return settings that use it.

    Exits with code 2 if Java or Kafka is not installed, and with code 4 if the broker does not start.
    """
    from workers.local_kafka.broker import LocalBroker
    from workers.local_kafka.installation import find_kafka, kafka_name
    from workers.local_kafka.unavailable import LocalKafkaUnavailable

    try:
        # The partitions of a killed worker move to its successor after three seconds instead of six.
        broker = LocalBroker(find_kafka(), properties={"group.consumer.session.timeout.ms": 3000})
        console.print(Text(f"Starting {kafka_name()} on {broker.bootstrap_servers}."))
        stack.enter_context(broker)
    except LocalKafkaUnavailable as missing:
        end_with(COULD_NOT_RUN, str(missing))
    except (RuntimeError, TimeoutError) as failed:
        end_with(GAVE_UP, str(failed))
    # Properties such as TLS belong to the brokers in the settings, not to this one.
    own = {"kafka_bootstrap_servers": broker.bootstrap_servers, "kafka": {}, "kafka_consumer": {}, "kafka_producer": {}}
    return settings.model_copy(update=own)
