"""Every command on a page can be typed as written."""

import re
from collections import defaultdict
from typing import Final

import pytest

from tests.deploy.conftest import ROOT
from tests.documents import workers_own
from tests.documents.other_programs import parse, texts_of_the_worker
from tests.documents.pages import VARIABLES, Block, blocks, comments, examples_in_help, pages, spans
from tests.documents.shell_words import shell_commands
from tests.support.about import about

NOT_OF_THE_WORKER: Final = frozenset(("Last State", "overview", "reasons", "code tables"))


@pytest.fixture(autouse=True)
def _without_kafka_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_pages_have_commands() -> None:
    """The search finds the pages with commands, and commands in text, comments and help."""
    with_blocks = {block.page for block in blocks() if block.is_shell}
    assert {"README.md", "deploy/README.md", "deploy/runbook.md", "deploy/kafka/README.md"} <= with_blocks
    assert len(list(spans())) > 10
    assert len(list(comments())) > 3
    assert len(list(examples_in_help())) >= 3


def test_fenced_commands() -> None:
    """Each command of a shell block is parsed by its program, or has only known subcommands, options and files.

    A page that sets variables sets them for its later blocks.
    """
    variables: dict[str, dict[str, str]] = defaultdict(lambda: {"PWD": str(ROOT)})
    for block in blocks():
        if block.is_shell:
            with about(f"{block.page}:{block.line}"):
                for command in shell_commands(block.text, variables[block.page]):
                    parse(command)


def test_commands_in_text_and_comments() -> None:
    """A command in a line of text exists, with the options given; those in comments and help are complete."""
    for _, text in spans():
        for command in shell_commands(text, dict(VARIABLES)):
            if command.words[0] == "claims-worker":
                workers_own.parse(command.words[1:], whole=False)
            else:
                parse(command)
    for _, text in (*comments(), *examples_in_help()):
        for command in shell_commands(text, {"PWD": str(ROOT)}):
            parse(command)


def test_languages_are_known() -> None:
    """The language of a fenced block is one that these tests know."""
    known = {"", "sh", "console", "toml", "json", "python", "sql"}
    assert [f"{block.page}:{block.line}" for block in blocks() if block.language not in known] == []


def test_the_runbook_quotes_what_the_worker_says() -> None:
    """A text in quotation marks in the runbook is in the code; numbers and capitals stand for values."""
    quoted = re.findall(
        r'"([^"\n]{3,80}|[^"]{3,80}?)"', re.sub(r"```.*?```", "", pages()["deploy/runbook.md"], flags=re.S)
    )
    told = [" ".join(text.split()) for text in quoted if text not in NOT_OF_THE_WORKER]
    assert len(told) >= 5
    known = [re.sub(r"\d+|…", "…", text) for text in texts_of_the_worker()]
    assert [text for text in told if not any(re.sub(r"\d+|[A-Z]{2,}|…", "…", text) in one for one in known)] == []


def test_drawings_are_not_commands() -> None:
    """A block without a language is read as shell commands if it has one; a drawing is not."""
    command = Block(page="", line=1, language="", text="make demo")
    drawing = Block(page="", line=1, language="", text="encounters.v1 ──► claims-worker ──► claims.ready.v1")
    assert command.is_shell
    assert not drawing.is_shell
