"""Runs the commands of the runbook against one worker, as an operator with the permissions as shipped."""

import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, Final

from click.testing import CliRunner
from confluent_kafka import ConsumerGroupTopicPartitions, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from schemas.value import value
from tests.documents.pages import blocks
from tests.documents.shell_words import ShellCommand, shell_commands
from tests.documents.workers_own import CHANGES_TABLES, complete
from workers.__main__ import main
from workers.settings.settings import Settings

_OF_A_CLUSTER: Final = frozenset(("get", "describe", "rollout"))
"""Verbs of kubectl that only a cluster can answer."""

_OF_THE_KAFKA_TEAM: Final = "kafka-transactions.sh"


def commands() -> Iterator[ShellCommand]:
    """Every command of the runbook, the parts of a pipe on their own; `reads` is the part before."""
    variables: dict[str, str] = {}
    for block in blocks():
        if block.page == "deploy/runbook.md" and block.is_shell:
            yield from shell_commands(block.text, variables)


@value
class Ended:
    """How a command ended."""

    code: int
    output: str


class Runbook:
    """Runs commands.

    Args:
        address: of the worker's HTTP server.
        log: text of the worker's log.
        operator: client properties with which an operator connects.
        settings: names of topics and group.
        placeholders: what words in capitals stand for.
    """

    def __init__(
        self, address: str, log: str, operator: Mapping[str, Any], settings: Settings, placeholders: Mapping[str, str]
    ) -> None:
        self._address = address
        self._log = log
        self._admin = AdminClient(dict(operator))
        self._settings = settings
        self._placeholders = placeholders

    def run(self, command: ShellCommand) -> Ended | None:
        """How a command ends; None if only a cluster or the Kafka team can run it, or it changes tables."""
        program, *rest = command.words
        match program:
            case "claims-worker":
                return self._run_own(rest)
            case "curl":
                return Ended(code=0, output=self._get("/" + rest[-1].rpartition("/")[2]))
            case "kubectl":
                return self._run_kubectl(rest)
            case "grep" | "sort" | "head":
                assert command.reads is not None
                source = self.run(command.reads)
                assert source is not None
                ended = subprocess.run(
                    command.words, input=source.output, capture_output=True, text=True, timeout=30, check=False
                )
                return Ended(code=ended.returncode, output=ended.stdout + ended.stderr)
            case _:
                assert program.startswith("kafka-"), program
                return None if program == _OF_THE_KAFKA_TEAM else self._ask_kafka(program)

    def _run_own(self, words: list[str]) -> Ended | None:
        if " ".join(words[:2]) in CHANGES_TABLES:
            return None
        filled = complete([self._placeholders.get(word, word) for word in words])
        result = CliRunner().invoke(main, filled)
        return Ended(code=result.exit_code, output=result.output)

    def _get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"{self._address}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return refusal.read().decode()

    def _run_kubectl(self, words: list[str]) -> Ended | None:
        verb = words[2]
        if verb == "logs":
            return Ended(code=0, output=self._log)
        if verb in _OF_A_CLUSTER:
            return None
        assert verb == "exec", words
        inner = words[words.index("--") + 1 :]
        if inner[0] == "claims-worker":
            return self._run_own(inner[1:])
        filled = [self._placeholders.get(word, word) for word in inner]
        ended = subprocess.run(filled, capture_output=True, text=True, timeout=30, check=False)
        return Ended(code=ended.returncode, output=ended.stdout)

    def _ask_kafka(self, program: str) -> Ended:
        """What Kafka's tool asks, asked by a client: it needs the same permissions."""
        admin, group, topic = self._admin, self._settings.group_id, self._settings.input_topic
        answers: Mapping[Any, Any]
        match program:
            case "kafka-consumer-groups.sh":
                offsets = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])
                answers = {**admin.describe_consumer_groups([group]), **offsets}
            case "kafka-get-offsets.sh":
                latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
                answers = admin.list_offsets({TopicPartition(topic, 0): latest})
            case "kafka-topics.sh":
                answers = admin.describe_topics(TopicCollection([topic]))
            case _:
                raise AssertionError(program)
        return Ended(code=0, output=" ".join(str(answer.result(15)) for answer in answers.values()))
