"""A real message for each message of an edit that names values, generated from the cases of the edit."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

MESSAGES_FILE: Final = Path(__file__).with_name("example_messages.json")

_VALUE: Final = re.compile(r"{\w+}")

Message: TypeAlias = tuple[str, str | None]
"""The sentence and the suggestion of a finding."""


@cache
def _load() -> Mapping[str, Mapping[Message, Message]]:
    """By edit: what its cases say against what a finding says."""
    written: dict[str, list[list[str | None]]] = json.loads(MESSAGES_FILE.read_text(encoding="utf-8"))
    return {
        edit: {(str(says), suggest): (str(message), suggestion) for says, suggest, message, suggestion in rows}
        for edit, rows in written.items()
    }


def example_message(edit: str, says: str, suggest: str | None) -> Message:
    """A message as a finding has it, with the values of an example.

    Args:
        edit: code of the edit.
        says: the message with `{names}` for values.
        suggest: the suggestion, likewise.

    Returns:
        The message and suggestion of an example. Where no case of the edit has one, values are an ellipsis.
    """
    found = _load().get(edit, {}).get((says, suggest))
    return found if found is not None else (_open(says), None if suggest is None else _open(suggest))


def _open(text: str) -> str:
    return _VALUE.sub("…", text)
