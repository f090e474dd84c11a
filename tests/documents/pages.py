"""The pages whose commands and examples are tested, and their fenced blocks.

Placeholders on a page are words in capitals (`FILE`, `KIND`), shell variables that the page sets, and `…`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import click

from rules.catalog import load_catalogue
from rules.load_profiles import load_profiles
from rules.pages.edit_page import edit_page
from schemas.value import value
from workers.__main__ import main

ROOT: Final = Path(__file__).parents[2]
SHELL: Final = frozenset(("sh", "bash", "shell", "console"))

_FENCE: Final = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_PROGRAMS: Final = "claims-worker|make|python -m|kubectl|docker|systemctl|journalctl"
_SPAN: Final = re.compile(rf"(?<!`)`((?:{_PROGRAMS}) [^`\n]+)`(?!`)")
_COMMENT: Final = re.compile(r"^#\s+((?:kubectl|docker|claims-worker) \S.*)$", re.MULTILINE)
_PROGRAM: Final = re.compile(r"^(?:\$ )?(?:claims-worker|make|python|kubectl|docker|pip|pipx|export) ", re.MULTILINE)


VARIABLES: Final = {"EDIT": "DX101", "INSTANCE": "claims-worker-0", "WORKER": "", "CHECK": "", "BROKER": ""}
"""What the runbook sets before its first command."""


@value
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def is_shell(self) -> bool:
        """Whether it has commands: its language says so, or it has no language and a line begins with a program."""
        return self.language in SHELL or (not self.language and _PROGRAM.search(self.text) is not None)


@cache
def pages() -> Mapping[str, str]:
    """Every page by name: files of the repository, and the page of each edit."""
    files = [*ROOT.glob("*.md"), *(ROOT / "schemas").glob("*.md"), *(ROOT / "deploy").rglob("*.md")]
    made = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}
    edits = load_catalogue()
    profiles = load_profiles(edits).by_name
    made |= {f"edit {code}": edit_page(edit, profiles) for code, edit in edits.items()}
    return made


def blocks() -> Iterator[Block]:
    """Every fenced block of every page."""
    for page, text in pages().items():
        for found in _FENCE.finditer(text):
            body = re.sub(f"^{found[1]}", "", found[3], flags=re.MULTILINE)
            yield Block(page=page, line=text.count("\n", 0, found.start()) + 1, language=found[2], text=body)


def spans() -> Iterator[tuple[str, str]]:
    """Every command in a line of text, with its page."""
    for page, text in pages().items():
        for found in _SPAN.finditer(_FENCE.sub("", text)):
            yield page, found[1]


def comments() -> Iterator[tuple[str, str]]:
    """Every command in a comment line of a deployment file, with the file name."""
    for path in sorted((ROOT / "deploy").rglob("*")):
        if path.suffix in {".yaml", ".yml"} or path.name == "Dockerfile":
            for found in _COMMENT.finditer(path.read_text(encoding="utf-8")):
                yield path.relative_to(ROOT).as_posix(), found[1]


def examples_in_help() -> Iterator[tuple[str, str]]:
    """Every example in the help of a command, with the name of the command."""
    for name, command in _commands(main, click.Context(main, info_name="claims-worker")):
        for found in re.finditer(r"^ *(claims-worker \S.*)$", command.help or "", re.MULTILINE):
            yield name, found[1]


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    yield context.command_path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            assert part is not None
            yield from _commands(part, click.Context(part, info_name=name, parent=context))
