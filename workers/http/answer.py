"""Maps each path to its response, independent of sockets."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from prometheus_client import CollectorRegistry

from rules.load_profiles import ProfileError
from workers.health import find_stalled, find_unready
from workers.http.edit_pages import LONGEST_SEARCH, EditPages
from workers.http.fields_page import render_fields_page
from workers.http.history import History, take_sample
from workers.http.outcomes_answer import OutcomesAnswerer
from workers.http.page import ASKING, READING, REFRESHING
from workers.http.probes import answer_probe, write_json
from workers.http.request import Request
from workers.http.response import HTML, TEXT, Answer
from workers.http.site import Site, find_catalogue
from workers.http.status_page import render_status_page
from workers.http.status_view import StatusView
from workers.http.what_if_answer import WhatIfAnswerer
from workers.metrics.exposition import make_registry, write_metrics
from workers.settings.settings import Settings

PROBES: Final = frozenset(("/livez", "/readyz"))
"""Paths whose answer takes no time."""

_EDITS: Final = "/edits/"
_WHAT_IF: Final = "/what-if"
_OUTCOMES: Final = "/outcomes"


class Answerer:
    """Answers requests for one site.

    Args:
        settings: the worker's settings.
        site: provides metrics and health.
        history: samples of the last minutes.
        now: wall clock, timezone-aware.
        clock: monotonic clock, in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        site: Site,
        history: History,
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        self._site = site
        self._history = history
        self._now = now
        self._registry: CollectorRegistry = make_registry(site.snapshot)
        self._edits = EditPages(settings)
        self._paths: dict[str, Callable[[Request], Answer]] = {
            "/": self._answer_status_page,
            "/edits": self._answer_edits,
            "/fields": self._answer_fields,
            "/metrics": self._answer_metrics,
            "/livez": self._answer_livez,
            "/readyz": self._answer_readyz,
            "/version": self._answer_version,
        }
        self._forms: dict[str, Callable[[Request], Answer]] = {}
        if settings.http_what_if:
            self._forms[_WHAT_IF] = WhatIfAnswerer(settings, clock).answer
        if settings.http_outcomes:
            self._forms[_OUTCOMES] = OutcomesAnswerer(settings, clock).answer
        self._paths |= self._forms

    def answer(self, request: Request) -> Answer:
        """Return the response to a request.

        Raises:
            BodyRefused: the body is needed but cannot be read.
        """
        path = request.path
        find = self._answer_edit if path.startswith(_EDITS) and path != _EDITS else self._paths.get(path)
        if find is None:
            return write_json(HTTPStatus.NOT_FOUND, {"error": "page not found", "pages": sorted(self._paths)})
        if request.method == "POST" and path not in self._forms:
            return Answer(
                status=HTTPStatus.METHOD_NOT_ALLOWED,
                content_type=TEXT,
                body=f"{HTTPStatus.METHOD_NOT_ALLOWED.phrase}\n".encode(),
            )
        return find(request)

    def _answer_metrics(self, request: Request) -> Answer:
        body, content_type = write_metrics(self._registry, request.headers.get("accept"))
        return Answer(status=HTTPStatus.OK, content_type=content_type, body=body)

    def _answer_livez(self, request: Request) -> Answer:
        del request
        slots = self._site.health()
        return answer_probe("alive", find_stalled(slots), slots)

    def _answer_readyz(self, request: Request) -> Answer:
        del request
        slots = self._site.health()
        return answer_probe("ready", find_unready(slots), slots)

    def _answer_version(self, request: Request) -> Answer:
        del request
        about = self._site.about()
        return write_json(
            HTTPStatus.OK,
            {
                "version": about.version,
                "core": about.core,
                "catalogue": find_catalogue(self._site.snapshot()),
                "schemas": dict(about.schemas),
            },
        )

    def _answer_status_page(self, request: Request) -> Answer:
        del request
        snapshot = self._site.snapshot()
        view = StatusView(
            about=self._site.about(),
            snapshot=snapshot,
            slots=self._site.health(),
            samples=self._history.samples(),
            last=take_sample(snapshot, self._history.now()),
            now=self._now(),
            titles=self._edits.titles,
            what_if=_WHAT_IF in self._forms,
            outcomes=_OUTCOMES in self._forms,
        )
        return Answer(status=HTTPStatus.OK, content_type=HTML, body=render_status_page(view), policy=REFRESHING)

    def _answer_edits(self, request: Request) -> Answer:
        words = request.argument("q", LONGEST_SEARCH)
        return self._show(lambda: self._edits.render_search(words) if words else self._edits.render_index(), ASKING)

    def _answer_fields(self, request: Request) -> Answer:
        del request
        page = render_fields_page(what_if=_WHAT_IF in self._forms, outcomes=_OUTCOMES in self._forms)
        return Answer(status=HTTPStatus.OK, content_type=HTML, body=page, policy=READING)

    def _answer_edit(self, request: Request) -> Answer:
        return self._show(lambda: self._edits.render_page(request.path.removeprefix(_EDITS)))

    def _show(self, render: Callable[[], bytes | None], policy: str = READING) -> Answer:
        try:
            page = render()
        except ProfileError as wrong:
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE, content_type=TEXT, body=f"{wrong}\n".encode())
        if page is None:
            return Answer(status=HTTPStatus.NOT_FOUND, content_type=HTML, body=self._edits.render_missing())
        return Answer(status=HTTPStatus.OK, content_type=HTML, body=page, policy=policy)
