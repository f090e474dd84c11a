"""The help of every command fits on a terminal of 80 columns."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from tests.support.about import about
from workers.__main__ import main


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands(child, (*path, name))


EVERY = dict(_commands(main))


@pytest.mark.parametrize(("typed", "meant"), [("chek", "check"), ("publsh", "publish"), ("edits shw", "show")])
def test_a_misspelled_command_gets_the_nearest(typed: str, meant: str) -> None:
    """An unknown command ends with 2 and names the command that was probably meant; nothing if none is near."""
    result = CliRunner().invoke(main, typed.split())
    assert result.exit_code == 2
    assert f"Did you mean '{meant}'?" in result.stderr
    assert "Did you mean" not in CliRunner().invoke(main, ["xyzzy"]).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_works_as_the_readme_says(shell: str) -> None:
    """The variable in README makes the command print the completion for the shell."""
    variable = {"_CLAIMS_WORKER_COMPLETE": f"{shell}_source"}
    said = CliRunner().invoke(main, [], prog_name="claims-worker", env=variable)
    assert said.exit_code == 0
    assert "_CLAIMS_WORKER_COMPLETE" in said.stdout


def test_help_fits_on_80_columns() -> None:
    """No line of help is longer than the terminal, and no summary of a command is cut off or wrapped."""
    for path in EVERY:
        with about(" ".join(path)):
            _check_help(path)


def _check_help(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"], terminal_width=80)
    assert result.exit_code == 0
    usage, *lines = result.stdout.splitlines()
    assert usage.startswith("Usage: ")
    assert all(len(line) <= 80 for line in lines)
    assert not [line for line in lines if line.endswith(("...", "…"))]
    _, _, summaries = result.stdout.partition("\nCommands:\n")
    command = EVERY[path]
    if isinstance(command, click.Group):
        assert [line.split()[0] for line in summaries.splitlines()] == command.list_commands(click.Context(command))


def test_every_command_has_a_summary_of_its_own() -> None:
    """A summary is one sentence, written for the list of commands and not cut from the help."""
    for path, command in EVERY.items():
        if path:
            with about(" ".join(path)):
                assert command.short_help
                assert command.short_help.endswith(".")
