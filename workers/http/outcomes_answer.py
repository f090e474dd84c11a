"""Answers the form `/outcomes`, with limits on its origin, size and rate. What was asked is never in a URL."""

import threading
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, get_args
from urllib.parse import parse_qsl

from rules.repairs.claim_id import claim_id_of
from schemas.encounter import ClaimForm
from workers.http.outcomes_page import Sought, render_outcomes
from workers.http.page import ASKING
from workers.http.rate_limit import RateLimit
from workers.http.request import Request
from workers.http.response import HTML, Answer
from workers.http.same_origin import is_same_origin
from workers.outcomes.ask import Ask, NoAnswer, ask
from workers.outcomes.search import Search
from workers.settings.settings import Settings

_FORM: Final = "application/x-www-form-urlencoded"
_MAX_BODY: Final = 4096
_MOST_FIELDS: Final = 4
_MOST_COVERAGES: Final = 11
"""A claim names at most eleven payers."""
_READING_S: Final = 12.0
_PER_S: Final = 0.5
_IN_A_ROW: Final = 5
_RETRY_S: Final = 5


class OutcomesAnswerer:
    """Answers `/outcomes`.

    Args:
        settings: the worker's settings.
        clock: monotonic clock, in seconds.
        find: finds the outcomes.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float], find: Ask = ask) -> None:
        self._settings = settings
        self._find = find
        self._rate = RateLimit(_PER_S, _IN_A_ROW, clock)
        self._free = threading.Lock()

    def answer(self, request: Request) -> Answer:
        """The empty form, or what became of the encounter.

        Raises:
            BodyRefused: the body is too large, too slow, or without a length.
        """
        if request.method != "POST":
            return self._page(HTTPStatus.OK, Sought())
        if not is_same_origin(request.headers):
            words = "The form was not sent from this page. Open this page and send it again."
            return self._page(HTTPStatus.FORBIDDEN, Sought(), words)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return self._page(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Sought(), "This page accepts only its own form.")
        try:
            text = request.read_body(_MAX_BODY).decode("ascii")
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return self._page(HTTPStatus.BAD_REQUEST, Sought(), "The form data is invalid.")
        return self._look_up(
            Sought(
                source=fields.get("source", "").strip(),
                encounter=fields.get("encounter", "").strip(),
                coverage=fields.get("coverage", "").strip(),
                claim_id=fields.get("claim_id", "").strip(),
            )
        )

    def _look_up(self, sought: Sought) -> Answer:
        claim_ids = _claim_ids(sought)
        if claim_ids is None:
            words = "Give the source and the encounter ID, or a claim ID (a UUID)."
            return self._page(HTTPStatus.BAD_REQUEST, sought, words)
        if not self._rate.take() or not self._free.acquire(blocking=False):
            words = "Too many requests. Wait a few seconds and press the button again."
            return self._page(HTTPStatus.TOO_MANY_REQUESTS, sought, words, retry_after_s=_RETRY_S)
        try:
            found = self._find(self._settings, Search(claim_ids=claim_ids, seconds=_READING_S))
        except NoAnswer as failed:
            return self._page(HTTPStatus.SERVICE_UNAVAILABLE, sought, str(failed))
        finally:
            self._free.release()
        return self._page(HTTPStatus.OK, sought, found=found)

    def _page(
        self,
        status: HTTPStatus,
        sought: Sought,
        trouble: str | None = None,
        found: Mapping[str, Any] | None = None,
        retry_after_s: int | None = None,
    ) -> Answer:
        page = render_outcomes(sought, found, trouble, what_if=self._settings.http_what_if)
        return Answer(
            status=status,
            content_type=HTML,
            body=page,
            policy=ASKING,
            referrer="same-origin",
            retry_after_s=retry_after_s,
        )


def _claim_ids(sought: Sought) -> tuple[str, ...] | None:
    """The ids to look for: of both forms of the encounter, or the one given; None if neither is usable."""
    if sought.claim_id:
        try:
            return (str(uuid.UUID(sought.claim_id)),)
        except ValueError:
            return None
    coverage = sought.coverage or "0"
    if not sought.source or not sought.encounter or not coverage.isdecimal() or int(coverage) >= _MOST_COVERAGES:
        return None
    return tuple(claim_id_of(sought.source, sought.encounter, form, int(coverage)) for form in get_args(ClaimForm))
