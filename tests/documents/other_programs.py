"""Check commands of other programs as far as possible without running them."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

import yaml

from deploy.kafka import provision
from tests.documents import workers_own
from tests.documents.pages import ROOT
from tests.documents.shell_words import ShellCommand
from workers.metrics.declared import METRICS, Metric
from workers.metrics.insight_declared import INSIGHT_METRICS
from workers.serve.openapi import openapi
from workers.settings.settings import Settings

_HTTP_PATHS: Final = frozenset(
    ("/", "/metrics", "/livez", "/readyz", "/version", "/edits", "/fields", "/what-if", "/outcomes")
)
_KUBECTL: Final[Mapping[str, frozenset[str]]] = {
    "get": frozenset(("-l", "--sort-by")),
    "describe": frozenset(),
    "logs": frozenset(("--previous", "--tail", "--since", "--follow")),
    "apply": frozenset(("-f", "-k")),
    "delete": frozenset(("-f",)),
    "cp": frozenset(),
    "exec": frozenset(("-it",)),
    "port-forward": frozenset(),
    "rollout": frozenset(("--timeout",)),
    "create": frozenset(("--cert", "--from", "--from-file", "--from-literal", "--key")),
}
_COMPOSE: Final[Mapping[str, frozenset[str]]] = {
    "up": frozenset(("--build", "--detach")),
    "logs": frozenset(("--follow", "--since", "--tail")),
    "ps": frozenset(("--all",)),
    "restart": frozenset(),
    "run": frozenset(("--rm", "--no-deps", "--volume")),
    "exec": frozenset(),
    "down": frozenset(("--volumes",)),
}
_KAFKA: Final[Mapping[str, frozenset[str]]] = {
    "kafka-transactions.sh": frozenset(
        ("--bootstrap-server", "--broker-id", "--topic", "--partition", "--start-offset", "find-hanging", "abort")
    ),
    "kafka-consumer-groups.sh": frozenset(("--bootstrap-server", "--describe", "--group", "--members")),
    "kafka-get-offsets.sh": frozenset(("--bootstrap-server", "--topic", "--time")),
    "kafka-topics.sh": frozenset(("--bootstrap-server", "--describe", "--topic")),
}
_FILTERS: Final = frozenset(("sort", "head", "tail", "wc"))
_LOG_LINES: Final = frozenset(("logs",))


class WrongCommand(Exception):
    """A command that cannot work as written; the text says why."""


def parse(command: ShellCommand) -> None:
    """Parse one command with the parser of its program, or compare it with what is known about the program.

    Raises:
        WrongCommand: the program, a subcommand, an option, a file or a name does not exist.
        click.UsageError, KeyError: a command of the worker is invalid.
    """
    program, *rest = command.words
    if program.startswith("kafka-"):
        _parse_kafka(program, rest)
    elif program == "grep":
        _parse_grep(command)
    elif program not in _FILTERS:
        known = _PARSERS.get(program)
        _require(known is not None, f"{program} is not a program that pages use")
        assert known is not None
        known(rest)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise WrongCommand(otherwise)


def _options(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("-")}


def _parse_make(words: list[str]) -> None:
    targets = [word for word in words if "=" not in word]
    made = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=False)
    _require(made.returncode == 0, made.stderr)


def _parse_install(words: list[str]) -> None:
    _require(words == ["install", "."], "pages install the checkout")


def _parse_python(words: list[str]) -> None:
    _require(words[:1] == ["-m"], "pages run modules")
    module = words[1]
    place = ROOT / module.replace(".", "/")
    runs = place.with_suffix(".py").is_file() or (place / "__main__.py").is_file() or module == "venv"
    _require(runs, f"no module {module}")


def _parse_provision(words: list[str]) -> None:
    # Without brokers in the settings it ends after parsing its arguments.
    ended = provision.main(words)
    _require(ended in (provision.WRONG_SETTING, provision.AS_DESCRIBED), f"claims-worker-provision {words}: {ended}")


def _parse_kubectl(words: list[str]) -> None:
    own, _, inner = _split_at("--", words)
    if "-n" in own:
        place = own.index("-n")
        _require(own[place + 1] in _manifest_names(), f"no namespace {own[place + 1]}")
        own = own[:place] + own[place + 2 :]
    verb, *rest = own
    _require(verb in _KUBECTL and _options(rest) <= _KUBECTL[verb], f"kubectl {verb} {_options(rest)}")
    for flag in ("-f", "-k"):
        if flag in rest:
            _require((ROOT / rest[rest.index(flag) + 1]).exists(), f"no file {rest[rest.index(flag) + 1]}")
    named = rest
    if verb == "create" and rest[0] == "job":  # it may have any name, and its CronJob is in an option
        named = [word for word in rest if word.startswith("-")]
    for word in named:
        name = re.sub(r"-\d+$", "", word.partition(":")[0].rpartition("/")[2])
        if name.startswith("claims-"):
            _require(name in _manifest_names(), f"nothing in deploy/kubernetes is called {name}")
    if inner:
        _parse_inner(inner)


def _parse_inner(words: list[str]) -> None:
    if words[:2] == ["sh", "-c"]:
        _require_syntax(words[2])
    else:
        parse(ShellCommand(words=tuple(words)))


def _parse_docker(words: list[str]) -> None:
    verb, *rest = words
    if verb == "build":
        _require((ROOT / rest[rest.index("-f") + 1]).is_file(), "no Dockerfile")
        _require(_options(rest) <= {"-f", "-t", "--build-arg"} and rest[-1] == ".", f"docker build {rest}")
        return
    if verb == "buildx":
        _require(rest[:2] == ["imagetools", "inspect"], f"docker buildx {rest}")
        return
    _require(verb == "compose" and rest[0] == "-f" and (ROOT / rest[1]).is_file(), f"docker {verb}: no such file")
    compose = yaml.safe_load((ROOT / rest[1]).read_text(encoding="utf-8"))
    verb, *rest = rest[2:]
    service = next((place for place, word in enumerate(rest) if word in compose["services"]), len(rest))
    _require(verb in _COMPOSE and _options(rest[:service]) <= _COMPOSE[verb], f"docker compose {verb} {rest}")
    for word in rest[:service]:
        named, _, _ = word.partition(":")
        if named.startswith("claims-worker_"):
            _require(named.partition("_")[2] in compose["volumes"], f"no volume {named}")
    if verb == "run":
        workers_own.parse(rest[service + 1 :])
    elif verb == "exec" and rest[service + 1 :]:
        _parse_inner(rest[service + 1 :])


def _parse_curl(words: list[str]) -> None:
    *options, address = words
    _require(set(options) <= {"-s"}, f"curl {options}")
    path = re.fullmatch(r"http://localhost:(9464|9465)(/.*)", address)
    pages = {"9464": _HTTP_PATHS, "9465": frozenset(openapi()["paths"])}
    _require(path is not None and path[2] in pages[path[1]], f"{address} is not a page of the worker")


def _parse_kafka(program: str, words: list[str]) -> None:
    _require(program in _KAFKA, f"{program} is not a known tool of Kafka")
    named = {word for word in words if word.startswith("-") or word in _KAFKA[program]}
    _require(named <= _KAFKA[program], f"{program} {named - _KAFKA[program]}")
    defaults = Settings()
    known = {defaults.input_topic, defaults.ready_topic, defaults.rejected_topic, defaults.dead_letter_topic}
    for flag, names in (("--topic", known | {"__consumer_offsets"}), ("--group", {defaults.group_id})):
        if flag in words:
            _require(words[words.index(flag) + 1] in names, f"{flag} {words[words.index(flag) + 1]}")


def _parse_grep(command: ShellCommand) -> None:
    """The pattern must match a metric or a log line of the worker."""
    *options, pattern = command.words[1:]
    _require(set(options) <= {"-E"}, f"grep {options}")
    source: ShellCommand | None = command.reads
    while source is not None and source.words[0] == "grep":
        source = source.reads
    _require(source is not None, "grep of nothing")
    assert source is not None
    if source.words[-1].endswith("/metrics"):
        lines: tuple[str, ...] = _metric_lines()
        wanted = [pattern]
    else:
        _require(not _LOG_LINES.isdisjoint(source.words), f"grep in {source.words}")
        lines = texts_of_the_worker()
        wanted = pattern.split("|")
    for each in wanted:
        _require(any(re.search(each, line) for line in lines), f"{each!r} matches nothing that the worker writes")


def _require_syntax(script: str) -> None:
    checked = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
    _require(checked.returncode == 0, checked.stderr)


def _parse_ls(words: list[str]) -> None:
    _require(words == ["-l", "/proc/PID/fd"], f"ls {words}: pages only show the open files of a process")


def _parse_systemd(words: list[str]) -> None:
    unit = words[-1] if words[0] in {"start", "status", "restart"} else words[words.index("-u") + 1]
    units = {"claims-worker", *(path.stem for path in (ROOT / "deploy/systemd").iterdir())}
    _require(unit in units, f"no unit {unit}; there are {sorted(units)}")
    _require(_options(words) <= {"-u", "-n", "--since"}, f"systemd {words}")


_PARSERS: Final[Mapping[str, Callable[[list[str]], None]]] = {
    "claims-worker": workers_own.parse,
    "claims-worker-provision": _parse_provision,
    "make": _parse_make,
    "pip": _parse_install,
    "pipx": _parse_install,
    "python": _parse_python,
    "python3": _parse_python,
    "kubectl": _parse_kubectl,
    "docker": _parse_docker,
    "curl": _parse_curl,
    "ls": _parse_ls,
    "systemctl": _parse_systemd,
    "journalctl": _parse_systemd,
}


def _split_at(mark: str, words: list[str]) -> tuple[list[str], list[str], list[str]]:
    place = words.index(mark) if mark in words else len(words)
    return words[:place], words[place : place + 1], words[place + 1 :]


@cache
def _manifest_names() -> frozenset[str]:
    """Every name in a manifest."""
    files = sorted((ROOT / "deploy/kubernetes").rglob("*.yaml"))
    found = (re.findall(r"(?:name|namespace|secretName|claimName): *([\w.-]+)", path.read_text()) for path in files)
    return frozenset(name for names in found for name in names)


@cache
def _metric_lines() -> tuple[str, ...]:
    return tuple(line for metric in {**METRICS, **INSIGHT_METRICS}.values() for line in _lines_of(metric))


def _lines_of(metric: Metric) -> Iterator[str]:
    suffixes = ("_bucket", "_sum", "_count") if metric.kind == "histogram" else ("",)
    closed = [f'{label}="{text}"' for label, texts in metric.closed.items() for text in sorted(texts)]
    return (f"{metric.name}{suffix}{{{label}}}" for suffix in suffixes for label in closed or [""])


@cache
def texts_of_the_worker() -> tuple[str, ...]:
    """Every string in the code of the worker, with `…` for inserted values."""
    texts: set[str] = set()
    for path in sorted((ROOT / "workers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.add("".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return tuple(sorted(texts))
