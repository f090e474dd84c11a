"""What would become of an encounter: the worker's own judgement, asked by a person, that leaves no trace.

Nothing is stored, counted, logged or sent. It needs no Kafka client, so that a parent of several processes can answer.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from schemas.json_form import Misfit, NotAnEncounter, parse_json, read_encounter
from schemas.value import value
from workers.pipeline.outcome import DeadLetter, Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import Settings

MAX_TEXT: Final = 512 * 1024
"""Characters of JSON: twice what a claim of 999 service lines needs."""

RULES_KEPT_S: Final = 600.0
"""Tables and profiles are read again after so long, for the worker's own may have been loaded anew."""

_MAX_LIST: Final = 1000
_MAX_NAMES: Final = 200
_MAX_PARTS: Final = 30_000


@value
class Unreadable:
    """A text that is no encounter event: every place at fault, and the form expected there."""

    misfits: tuple[Misfit, ...]


Judged = Ready | Rejected | Unreadable
"""What became of a text."""


class WhatIf:
    """Judges encounters in JSON, one at a time.

    Args:
        settings: of the worker; the rulebook is built of them when the first text comes.
        clock: seconds of a clock that never goes back.
        build: makes the rulebook; None = the worker's own.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float],
        build: Callable[[Settings], Rulebook] | None = None,
    ) -> None:
        # The text has no schema id to look up, so that a registry is never asked; and one edit that fails must not
        # keep the others from saying what they found.
        self._settings = settings.model_copy(update={"schemas": "embedded", "on_edit_error": "not-checked"})
        self._clock = clock
        self._build = build if build is not None else _own_rulebook
        self._lock = threading.Lock()
        self._rulebook: Rulebook | None = None
        self._built_at = 0.0

    def judge(self, text: str) -> Judged:
        """What the worker would make of the encounter event in this JSON text.

        Raises:
            SettingsError: a profile or a code table cannot be used.
        """
        with self._lock:
            try:
                form = parse_json(text)
                _require_size(form)
                event = read_encounter(form)
            except NotAnEncounter as fault:
                return Unreadable(misfits=fault.misfits)
            outcome = check_encounter(event, self._rules())
            if isinstance(outcome, DeadLetter):
                expected = outcome.expected or "another value"
                return Unreadable(misfits=(Misfit(reason=outcome.reason, field=outcome.field, expected=expected),))
            return outcome

    def _rules(self) -> Rulebook:
        if self._rulebook is None or self._clock() - self._built_at > RULES_KEPT_S:
            self._rulebook = self._build(self._settings)
            self._built_at = self._clock()
        return self._rulebook


def _require_size(form: Any) -> None:
    """Refuse what is no claim by its sheer size, before the slow reading that finds a word for every fault in it."""
    for number, inner in enumerate(_walk(form)):
        if (
            number > _MAX_PARTS
            or (isinstance(inner, list) and len(inner) > _MAX_LIST)
            or (isinstance(inner, dict) and len(inner) > _MAX_NAMES)
        ):
            expected = f"at most {_MAX_LIST} things in a list, {_MAX_NAMES} names in an object and {_MAX_PARTS} in all"
            raise NotAnEncounter((Misfit(reason="malformed", field=None, expected=expected),))


def _walk(form: Any) -> Iterator[Any]:
    waiting = [form]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _own_rulebook(settings: Settings) -> Rulebook:
    # Late: it opens code tables, which a worker that nobody asks has no use for.
    from workers.build_processor import build_rulebook

    return build_rulebook(settings)
