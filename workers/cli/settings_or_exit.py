"""Commands that need settings say what is wrong with them in one line each and end with 2."""

import sys
from typing import Final, NoReturn

import click

from workers.settings.load import load_settings
from workers.settings.settings import Settings, SettingsError

COULD_NOT_RUN: Final = 2
"""Exit code: a setting or an argument is wrong."""
REFUSED: Final = 5
"""Exit code: the broker or the registry refuses."""
GAVE_UP: Final = 4
"""Exit code: the broker or the registry gives no answer."""


def settings_or_exit(*, require_broker: bool) -> Settings:
    """The settings of environment and file."""
    try:
        return load_settings({}, require_broker=require_broker)
    except SettingsError as wrong:
        end_with(COULD_NOT_RUN, *wrong.problems)


def end_with(code: int, *sentences: str) -> NoReturn:
    """Say why on standard error and end."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(code)
