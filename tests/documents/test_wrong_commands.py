"""The checks of commands on pages refuse what cannot work."""

import click
import pytest

from tests.deploy.conftest import ROOT
from tests.documents import workers_own
from tests.documents.other_programs import WrongCommand, parse
from tests.documents.shell_words import shell_commands


@pytest.mark.parametrize(
    "line",
    [
        "claims-worker codes diff OLD NEW",
        "claims-worker codes stats",
        "claims-worker check --profil NAME FILE",
        "claims-worker dead-letters replay --reason wrong",
        "make no-such-target",
        "python -m deploy.kafka.no_such_module",
        "kubectl -n claim get pods",
        "kubectl logs claims-worker-0 --tial=20",
        "kubectl apply -f deploy/kubernetes/no-such-file.yaml",
        "kubectl exec claims-worker-0 -- claims-worker codes stats",
        "kubectl exec claims-workers-0 -- claims-worker codes status",
        "kubectl exec claims-worker-0 -- sh -c 'for x in 1 2; echo'",
        "kubectl exec claims-worker-0 -- ls -l /proc/1/fd",
        "docker compose -f deploy/no-such-file.yaml up",
        "docker compose -f deploy/compose.yaml run worker codes stats",
        "docker compose -f deploy/compose.yaml logs --folow worker",
        "curl -s http://localhost:9464/healthz",
        "curl -s http://localhost:9464/metrics | grep no_such_metric",
        "kubectl logs claims-worker-0 | grep 'no such line'",
        "kafka-topics.sh --zookeeper localhost:2181 --describe",
        "kafka-topics.sh --bootstrap-server localhost:9092 --describe --topic encounter",
        "no-such-program",
    ],
)
def test_refused(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled program, subcommand, option, file, name, page, metric or log line is refused."""
    monkeypatch.chdir(ROOT)
    with pytest.raises((WrongCommand, click.UsageError, KeyError)):
        _parse_all(line)


def test_text_names_a_command_or_all_of_it() -> None:
    """In a line of text a command may stand without arguments, but not with too few."""
    workers_own.parse(["codes", "diff"], whole=False)
    with pytest.raises(click.UsageError):
        workers_own.parse(["codes", "diff", "OLD", "NEW"], whole=False)


def _parse_all(line: str) -> None:
    for command in shell_commands(line, {}):
        parse(command)


def test_variables() -> None:
    """A variable has the value that the page gave it, and one that was never set is an error."""
    variables: dict[str, str] = {}
    text = "HOST=here   # a comment\ncurl -s http://$HOST/metrics | head"
    curl, head = shell_commands(text, variables)
    assert curl.words == ("curl", "-s", "http://here/metrics")
    assert head.reads == curl
    with pytest.raises(KeyError, match="THERE"):
        list(shell_commands("curl -s http://$THERE/", variables))
