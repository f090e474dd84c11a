"""Split a shell block into simple commands with variables substituted."""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from schemas.value import value

_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_VARIABLE: Final = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_OPERATORS: Final = frozenset(("|", ";", "&&", "||"))


@value
class ShellCommand:
    """One program with its arguments."""

    words: tuple[str, ...]
    reads: "ShellCommand | None" = None
    """The previous command of a pipe."""


def shell_commands(text: str, variables: dict[str, str]) -> Iterator[ShellCommand]:
    """The commands of a block, in order.

    Args:
        text: shell lines; if some begin with `$ `, those are the commands and the rest is their output.
        variables: those set so far; assignments are added.

    Raises:
        ValueError: a quote is not closed.
        KeyError: a variable is not set.
    """
    prompts = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    for line in prompts or re.sub(r"\\\n\s*", " ", text).splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        yield from _commands(list(lexer), variables)


def _commands(tokens: list[str], variables: dict[str, str]) -> Iterator[ShellCommand]:
    words: list[str] = []
    reads: ShellCommand | None = None
    for token in [*tokens, ";"]:
        if token not in _OPERATORS:
            # A script for another shell has its own variables.
            words.append(token if words[-2:] == ["sh", "-c"] else _filled(token, variables))
            continue
        made = _without_assignments(words, variables)
        if made:
            command = ShellCommand(words=tuple(made), reads=reads)
            yield command
            reads = command if token == "|" else None
        words = []


def _filled(token: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: variables[found[1] or found[2]], token)


def _without_assignments(words: list[str], variables: dict[str, str]) -> list[str]:
    exported = words[:1] == ["export"]
    rest = words[1:] if exported else words
    while rest and (found := _ASSIGNMENT.fullmatch(rest[0])):
        variables[found[1]] = found[2]
        rest = rest[1:]
    assert not (exported and rest), f"export of a word that is not an assignment: {rest}"
    return rest
