"""Commands of the worker as pages write them: fill in placeholders, and parse."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import click

from workers.__main__ import main

NEEDS_BROKER: Final = frozenset(
    (
        *("run", "serve", "demo", "publish", "topics create", "schemas check", "schemas register"),
        *("dead-letters list", "dead-letters replay", "dead-letters show", "outcomes show", "claims erase"),
        *("codes fetch", "codes bundle", "insight sink", "insight status", "insight compact"),
    )
)
"""Commands that are parsed but not run here; other tests run them against a broker, a registry or a stand-in
site, or until they are stopped."""
CHANGES_TABLES: Final = frozenset(("codes load", "codes prune"))
"""Commands for the loader pod, which may write to the code tables; all others run with read-only tables."""
CHANGES_CHECKOUT: Final = frozenset(("edits new",))

OLD_RELEASE: Final = "2026 Q3"
NEW_RELEASE: Final = "2026 Q4"
_ANYWHERE: Final[Mapping[str, str]] = {
    "KIND": "hcpcs",
    "EDIT": "DX101",
    "CODE": "E119",
    "DATE": "2026-10-01",
    "REASON": "not-framed",
    "FAMILY": "DX",
    "NAME": "line-date-missing",
    "FOLDER": "schemas-of-the-worker",
    "TABLE": "hcpcs",
    "DIR": ".",
    "FILE": "encounter.json",
    "PARTITION:OFFSET": "0:7",
    "TOPIC:PARTITION:OFFSET": "encounters.v1:0:7",
    "UUID": "773222ca-9750-5dea-8e00-78d8edcb61f3",
    "SOURCE": "epic-prod-east",
    "ENCOUNTER": "E1",
}
_BY_COMMAND: Final[Mapping[str, Mapping[str, str]]] = {
    "codes diff": {"OLD": OLD_RELEASE, "NEW": NEW_RELEASE},
    "codes load": {"FILE": "hcpcs-of-july.txt"},
    "codes prune": {"NAME": OLD_RELEASE},
    "edits impact": {"OLD": "commercial", "NEW": "strict"},
    "edits list": {"NAME": "medicare"},
    "check": {"NAME": "medicare"},
    "insight measures show": {"NAME": "rejection_rate"},
    "insight report": {"NAME": "quality", "FILE": "old-version.jsonl"},
}
_PLACEHOLDER: Final = re.compile(r"(?:\S*/)?([A-Z]+(?::[A-Z]+)*)(?:…|\.\.\.|(\.\w+))?")


def command_of(words: Sequence[str]) -> tuple[str, click.Command, list[str]]:
    """The command that the words name, with its path and the remaining words.

    Raises:
        KeyError: the command does not exist.
    """
    command: click.Command = main
    context = click.Context(main, info_name="claims-worker")
    rest, path = list(words), []
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        if found is None:
            raise KeyError(" ".join(words))
        path.append(rest.pop(0))
        context = click.Context(found, info_name=path[-1], parent=context)
        command = found
    return " ".join(path), command, rest


def complete(words: Sequence[str]) -> list[str]:
    """The words of a command with placeholders replaced: words in capitals, alone or as the name of a file.

    Raises:
        KeyError: the command does not exist.
    """
    path, _, rest = command_of(words)
    values = {**_ANYWHERE, **_BY_COMMAND.get(path, {})}
    return [*path.split(), *(_filled(word, values) for word in rest if word != "…")]


def _filled(word: str, values: Mapping[str, str]) -> str:
    found = _PLACEHOLDER.fullmatch(word)
    return values.get(found[1], word) if found else word


def parse(words: Sequence[str], *, whole: bool = True) -> None:
    """Parse a command as the worker does.

    Args:
        words: the words after `claims-worker`.
        whole: whether all arguments are required; text may name a command without any, but not with some of them.

    Raises:
        click.UsageError: the arguments are invalid.
        KeyError: the command does not exist.
    """
    path, command, _ = command_of(words)
    if not path and "--version" in words:
        return
    rest = complete(words)[len(path.split()) :]
    whole = whole or any(not word.startswith("-") for word in rest)
    command.make_context(path, rest, resilient_parsing=not whole)
