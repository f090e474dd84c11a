"""`topics create` keeps its warnings out of the table on standard output."""

import os
import subprocess
import sys
from typing import Final

_ONE_BROKER: Final = """
import workers.cli.settings_or_exit as settings_or_exit
from workers.kafka import topics

def one_broker(settings, wishes):
    plans, warnings = topics.plan_topics(settings, wishes, brokers=1)
    topics.log.warning(warnings[0])
    made = tuple(topics.TopicMade(plan=plan, result="created") for plan in plans)
    return topics.TopicsMade(topics=made, warnings=warnings)

topics.make_topics = one_broker
settings_or_exit.expect_broker = lambda settings: None
from workers.__main__ import main
main(["topics", "create"])
"""


def test_warnings_are_not_part_of_the_table() -> None:
    """The warning that a cluster has too few brokers goes to standard error; standard output has only the topics."""
    environment = {**os.environ, "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    ended = subprocess.run(
        [sys.executable, "-c", _ONE_BROKER], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 5
    assert "replication factor 1" in ended.stderr
    assert "replication 1" not in ended.stdout
