"""Loads settings for a command, or prints one line per error and exits with code 2."""

import sys
from typing import Final, NoReturn

import click

from workers.settings.load import load_settings
from workers.settings.settings import Settings, SettingsError

_LONGEST_LINE: Final = 1_000
"""Characters of an error; what an argument holds can be longer."""

SOME_REFUSED: Final = 1
"""Exit code: some claims of an 837 gave no event."""
COULD_NOT_RUN: Final = 2
"""Exit code: a setting or an argument is invalid."""
REFUSED: Final = 5
"""Exit code: refused by the broker or the registry."""
GAVE_UP: Final = 4
"""Exit code: the broker or the registry is unavailable."""


def settings_or_exit(*, require_broker: bool) -> Settings:
    """Load the settings from environment and file."""
    try:
        return load_settings({}, require_broker=require_broker)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)


def expect_broker(settings: Settings) -> None:
    """Say so after two seconds if no broker answers. Call it before the first call that waits for one."""
    # Import late: it loads the Kafka client.
    from workers.kafka.first_answer import say_if_no_answer

    say_if_no_answer(settings, lambda words: click.echo(words, err=True))


def end_with(code: int, *sentences: str) -> NoReturn:
    """Print the reasons on standard error and exit."""
    for sentence in sentences:
        click.echo(sentence if len(sentence) <= _LONGEST_LINE else f"{sentence[:_LONGEST_LINE]} …", err=True)
    sys.exit(code)
