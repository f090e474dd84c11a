"""Answers the what-if form, with limits on its origin, size and rate."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from schemas.samples import sample_names, sample_text
from workers.http.page import CHECKING
from workers.http.rate_limit import RateLimit
from workers.http.request import Request
from workers.http.response import HTML, Answer
from workers.http.same_origin import is_same_origin
from workers.http.what_if import MAX_TEXT, WhatIf, WhatIfOutcome
from workers.http.what_if_page import NOTHING_ASKED, Asked, render_what_if
from workers.settings.settings import Settings, SettingsError

_FORM: Final = "application/x-www-form-urlencoded"
_MAX_BODY: Final = 3 * MAX_TEXT + 1024
"""Bytes; form encoding can turn one character into three."""

_MOST_FIELDS: Final = 4
_LONGEST_DAY: Final = 20
_AT_ONCE: Final = 4
_PER_S: Final = 1.0
_IN_A_ROW: Final = 10
_RETRY_S: Final = 2


class WhatIfAnswerer:
    """Answers `/what-if`.

    Args:
        settings: the worker's settings.
        clock: monotonic clock, in seconds.
        what_if: checks the encounters; None = the default.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float], what_if: WhatIf | None = None) -> None:
        self._what_if = what_if if what_if is not None else WhatIf(settings, clock)
        self._outcomes = settings.http_outcomes
        self._rate = RateLimit(_PER_S, _IN_A_ROW, clock)
        self._free = threading.Semaphore(_AT_ONCE)

    def answer(self, request: Request) -> Answer:
        """The empty form, or the result for the submitted encounter.

        Raises:
            BodyRefused: the body is too large, too slow, or without a length.
        """
        if request.method != "POST":
            return _page(
                HTTPStatus.OK, render_what_if(Asked(profiles=self._what_if.profile_names, outcomes=self._outcomes))
            )
        if not is_same_origin(request.headers):
            return _refuse(
                HTTPStatus.FORBIDDEN, "The form was not sent from this page. Open this page and send it again."
            )
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This page accepts only its own form.")
        if not self._free.acquire(blocking=False):
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, "The worker is busy. Go back and try again.")
        try:
            return self._answer_form(request.read_body(_MAX_BODY))
        finally:
            self._free.release()

    def _answer_form(self, body: bytes) -> Answer:
        try:
            fields = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return _refuse(HTTPStatus.BAD_REQUEST, "The form data is invalid.")
        sample = fields.get("sample")
        names = self._what_if.profile_names
        asked = Asked(
            text=fields.get("encounter", ""),
            profile=fields.get("profile", ""),
            day=fields.get("day", "")[:_LONGEST_DAY],
            profiles=names,
            outcomes=self._outcomes,
        )
        if sample is not None:
            if sample not in sample_names():
                return _refuse(HTTPStatus.BAD_REQUEST, "Unknown sample.", asked)
            asked = replace(asked, text=sample_text(sample), sample=sample)
        if not asked.text.strip():
            return _refuse(HTTPStatus.BAD_REQUEST, "The form has no encounter.", asked)
        if asked.profile and asked.profile not in names:
            return _refuse(HTTPStatus.BAD_REQUEST, "There is no such payer profile.", replace(asked, profile=""))
        try:
            day = dt.date.fromisoformat(asked.day) if asked.day else None
        except ValueError:
            return _refuse(HTTPStatus.BAD_REQUEST, "The day must be a date such as 2026-10-01.", asked)
        if len(asked.text) > MAX_TEXT:
            words = f"An encounter can have at most {MAX_TEXT:,} characters."
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words, asked)
        if not self._rate.take():
            words = "Too many requests. Wait a few seconds and press the button again."
            page = render_what_if(asked, trouble=words)
            return _page(HTTPStatus.TOO_MANY_REQUESTS, page, retry_after_s=_RETRY_S)
        try:
            checked: WhatIfOutcome = self._what_if.check(asked.text, asked.profile or None, day)
            why = self._what_if.why_profile(checked)
        except SettingsError as wrong:
            words = f"Encounters cannot be checked: {'; '.join(wrong.problems)}"
            return _page(HTTPStatus.SERVICE_UNAVAILABLE, render_what_if(asked, trouble=words))
        return _page(HTTPStatus.OK, render_what_if(asked, checked, why_profile=why))


def _refuse(status: HTTPStatus, words: str, asked: Asked = NOTHING_ASKED) -> Answer:
    """The page with the reason; the form keeps what was sent."""
    return _page(status, render_what_if(asked, trouble=words))


def _page(status: HTTPStatus, page: bytes, retry_after_s: int | None = None) -> Answer:
    return Answer(
        status=status,
        content_type=HTML,
        body=page,
        policy=CHECKING,
        referrer="same-origin",
        retry_after_s=retry_after_s,
    )
