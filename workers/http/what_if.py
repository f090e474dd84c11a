"""Checks an encounter for a person, with the same result as the worker and without a trace.

Nothing is stored, counted, logged or sent. It needs no Kafka client, so the parent of several processes can do it.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from rules.catalog import load_catalogue
from rules.load_profiles import ProfileError, load_profiles
from schemas.json_form import parse_json, read_encounter
from schemas.misfits.misfit import Misfit, NotAnEncounter, whole
from schemas.value import value
from workers.pipeline.outcome import DeadLetter, Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import Settings, SettingsError

MAX_TEXT: Final = 512 * 1024
"""Characters of JSON: twice what a claim of 999 service lines needs."""

RULES_KEPT_S: Final = 600.0
"""Seconds after which code tables and profiles are reloaded, because the worker's may have changed."""

_ONE_AT_A_TIME: Final = "this page checks one at a time, the command claims-worker check any number"
_MAX_LIST: Final = 1000
_MAX_NAMES: Final = 200
_MAX_PARTS: Final = 30_000


@value
class InputUnreadable:
    """A text that is not an encounter event: every invalid field with its expected format."""

    misfits: tuple[Misfit, ...]
    more: int = 0
    """The number of invalid fields that are not listed."""


WhatIfOutcome = Ready | Rejected | InputUnreadable
"""The result for one text."""


class WhatIf:
    """Checks encounters in JSON, one at a time.

    Args:
        settings: the worker's settings; used to build the rulebook when the first text arrives.
        clock: monotonic clock, in seconds.
        build: builds the rulebook; None = the default.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float],
        build: Callable[[Settings], Rulebook] | None = None,
    ) -> None:
        # JSON text has no schema ID, so a schema registry is not needed. One failing edit must not hide the findings
        # of the others.
        self._settings = settings.model_copy(update={"schemas": "embedded", "on_edit_error": "not-checked"})
        self._clock = clock
        self._build = build if build is not None else _own_rulebook
        self._lock = threading.Lock()
        self._rulebook: Rulebook | None = None
        self._built_at = 0.0

    @property
    def profile_names(self) -> tuple[str, ...]:
        """The names of the payer profiles; none if a profile is invalid, which a check then reports."""
        settings = self._settings
        try:
            profiles = load_profiles(load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile)
        except ProfileError:
            return ()
        return tuple(profiles.by_name)

    def why_profile(self, outcome: WhatIfOutcome) -> str | None:
        """Why the profile of an outcome applies to its encounter; None if there is no outcome."""
        if isinstance(outcome, InputUnreadable):
            return None
        encounter = outcome.claim.encounter if isinstance(outcome, Ready) else outcome.rejection.encounter
        with self._lock:
            return self._rules().profiles.reason(encounter)

    def check(self, text: str, profile: str | None = None, as_of: dt.date | None = None) -> WhatIfOutcome:
        """The outcome that the worker would produce for the encounter event in this JSON text.

        Args:
            text: the encounter event.
            profile: name of the payer profile to use; None = the one of the claim's payer.
            as_of: "today" for edits on future dates and timely filing; None = the day the bill was submitted.

        Raises:
            SettingsError: a payer profile or a code table is invalid, or there is no such profile.
        """
        with self._lock:
            try:
                form = parse_json(text, several=_ONE_AT_A_TIME)
                if isinstance(form, list):
                    raise whole("one encounter event: an object", f"got a list; {_ONE_AT_A_TIME}")
                _require_size(form)
                event = read_encounter(form)
            except NotAnEncounter as fault:
                return InputUnreadable(misfits=fault.misfits, more=fault.more)
            outcome = check_encounter(event, self._rules_of(profile), as_of=as_of)
            if isinstance(outcome, DeadLetter):
                expected = outcome.expected or "a different value"
                return InputUnreadable(misfits=(Misfit(reason=outcome.reason, field=outcome.field, expected=expected),))
            return outcome

    def _rules_of(self, profile: str | None) -> Rulebook:
        rules = self._rules()
        if profile is None:
            return rules
        known = rules.profiles.by_name
        if profile not in known:
            raise SettingsError([f"there is no payer profile {profile}"])
        return replace(rules, only_profile=known[profile])

    def _rules(self) -> Rulebook:
        if self._rulebook is None or self._clock() - self._built_at > RULES_KEPT_S:
            self._rulebook = self._build(self._settings)
            self._built_at = self._clock()
        return self._rulebook


def _require_size(form: Any) -> None:
    """Reject a document that is too large for any claim, before the slow parsing that explains every error in it."""
    for number, inner in enumerate(_walk(form)):
        if (
            number > _MAX_PARTS
            or (isinstance(inner, list) and len(inner) > _MAX_LIST)
            or (isinstance(inner, dict) and len(inner) > _MAX_NAMES)
        ):
            expected = (
                f"at most {_MAX_LIST:,} items in a list, {_MAX_NAMES:,} names in an object and "
                f"{_MAX_PARTS:,} values in total"
            )
            raise whole(expected)


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
    # Import late: it loads code tables, which are not needed until someone uses the form.
    from workers.build_processor import build_rulebook

    return build_rulebook(settings)
