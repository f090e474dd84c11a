"""What the endpoint answers to each path, without a socket in sight."""

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from prometheus_client import CollectorRegistry

from schemas.value import value
from workers.health import SlotHealth, find_stalled, find_unready
from workers.http.status_page import render_status_page
from workers.metrics_exposition import make_registry, write_metrics
from workers.site import Site, find_catalogue

_JSON: Final = "application/json"


@value
class Answer:
    """One response: status, media type and body."""

    status: HTTPStatus
    content_type: str
    body: bytes


class Answerer:
    """Answers for one site.

    Args:
        site: where figures and health come from.
        now: the wall clock, aware.
    """

    def __init__(self, site: Site, now: Callable[[], datetime]) -> None:
        self._site = site
        self._now = now
        self._registry: CollectorRegistry = make_registry(site.snapshot)
        self._paths: dict[str, Callable[[str | None], Answer]] = {
            "/": self._answer_status_page,
            "/metrics": self._answer_metrics,
            "/livez": self._answer_livez,
            "/readyz": self._answer_readyz,
            "/version": self._answer_version,
        }

    def answer(self, path: str, accept: str | None) -> Answer:
        """The response to a GET of `path` (without its query); `accept` is the header of that name."""
        find = self._paths.get(path)
        if find is None:
            return _write_json(HTTPStatus.NOT_FOUND, {"error": "no such page", "pages": sorted(self._paths)})
        return find(accept)

    def _answer_metrics(self, accept: str | None) -> Answer:
        body, content_type = write_metrics(self._registry, accept)
        return Answer(status=HTTPStatus.OK, content_type=content_type, body=body)

    def _answer_livez(self, accept: str | None) -> Answer:
        del accept
        slots = self._site.health()
        return _answer_probe("alive", find_stalled(slots), slots)

    def _answer_readyz(self, accept: str | None) -> Answer:
        del accept
        slots = self._site.health()
        return _answer_probe("ready", find_unready(slots), slots)

    def _answer_version(self, accept: str | None) -> Answer:
        del accept
        about = self._site.about()
        return _write_json(
            HTTPStatus.OK,
            {
                "version": about.version,
                "catalogue": find_catalogue(self._site.snapshot()),
                "schemas": dict(about.schemas),
            },
        )

    def _answer_status_page(self, accept: str | None) -> Answer:
        del accept
        page = render_status_page(self._site.about(), self._site.snapshot(), self._site.health(), self._now())
        return Answer(status=HTTPStatus.OK, content_type="text/html; charset=utf-8", body=page.encode())


def _answer_probe(name: str, reasons: tuple[str, ...], slots: tuple[SlotHealth, ...]) -> Answer:
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    return _write_json(
        status, {name: not reasons, "reasons": reasons, "slots": [dataclasses.asdict(slot) for slot in slots]}
    )


def _write_json(status: HTTPStatus, document: object) -> Answer:
    return Answer(status=status, content_type=_JSON, body=json.dumps(document, indent=1).encode() + b"\n")
