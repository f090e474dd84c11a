"""Guards the what-if form: who may send, how much, how often; and answers it."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from schemas.samples import sample_names, sample_text
from workers.http.page import ASKING
from workers.http.rate_limit import RateLimit
from workers.http.request import Request
from workers.http.response import HTML, Answer
from workers.http.same_origin import is_same_origin
from workers.http.what_if import MAX_TEXT, Judged, WhatIf
from workers.http.what_if_page import render_what_if
from workers.settings.settings import Settings, SettingsError

_FORM: Final = "application/x-www-form-urlencoded"
_MAX_BODY: Final = 3 * MAX_TEXT + 1024
"""Bytes: as a form writes it, a character can become three."""

_AT_ONCE: Final = 4
_PER_S: Final = 1.0
_IN_A_ROW: Final = 10
_RETRY_S: Final = 2


class WhatIfAnswerer:
    """Answers `/what-if`.

    Args:
        settings: of the worker.
        clock: seconds of a clock that never goes back.
        what_if: what judges; None = the worker's own rules.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float], what_if: WhatIf | None = None) -> None:
        self._what_if = what_if if what_if is not None else WhatIf(settings, clock)
        self._rate = RateLimit(_PER_S, _IN_A_ROW, clock)
        self._free = threading.Semaphore(_AT_ONCE)

    def answer(self, request: Request) -> Answer:
        """The empty form, or what became of the encounter that was sent.

        Raises:
            BodyRefused: the body is too large, too slow, or its length is not told.
        """
        if request.method != "POST":
            return _page(HTTPStatus.OK, render_what_if())
        if not is_same_origin(request.headers):
            return _refuse(
                HTTPStatus.FORBIDDEN, "The form was not sent from this page: open it here and send it again."
            )
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Only this page's own form can be sent.")
        if not self._free.acquire(blocking=False):
            return _refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Others are asking too: go back and send it again.")
        try:
            return self._answer_form(request.read_body(_MAX_BODY))
        finally:
            self._free.release()

    def _answer_form(self, body: bytes) -> Answer:
        try:
            fields = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=2))
        except ValueError:
            return _refuse(HTTPStatus.BAD_REQUEST, "This is not what the form sends.")
        text = fields.get("encounter", "")
        sample = fields.get("sample")
        if sample is not None:
            if sample not in sample_names():
                return _refuse(HTTPStatus.BAD_REQUEST, "There is no such sample.")
            text = sample_text(sample)
        if not text.strip():
            return _refuse(HTTPStatus.BAD_REQUEST, "There is no encounter in the form.")
        if len(text) > MAX_TEXT:
            return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An encounter has at most {MAX_TEXT:,} characters.")
        if not self._rate.take():
            # With the text: it is what somebody has just typed.
            words = "Too many in a short time: wait some seconds and press the button again."
            return _page(HTTPStatus.TOO_MANY_REQUESTS, render_what_if(text, trouble=words), retry_after_s=_RETRY_S)
        try:
            judged: Judged = self._what_if.judge(text)
        except SettingsError as wrong:
            words = f"Nothing can be judged: {'; '.join(wrong.problems)}"
            return _page(HTTPStatus.SERVICE_UNAVAILABLE, render_what_if(text, trouble=words))
        return _page(HTTPStatus.OK, render_what_if(text, judged, sample=sample))


def _refuse(status: HTTPStatus, words: str) -> Answer:
    return _page(status, render_what_if(trouble=words))


def _page(status: HTTPStatus, page: bytes, retry_after_s: int | None = None) -> Answer:
    return Answer(
        status=status,
        content_type=HTML,
        body=page,
        policy=ASKING,
        referrer="same-origin",
        retry_after_s=retry_after_s,
    )
