"""The pages of a program that is no worker: metrics and probes, for monitoring."""

import dataclasses
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from workers.health import SlotHealth, find_stalled, find_unready
from workers.http.request import Request
from workers.http.response import Answer
from workers.http.site import Site
from workers.metrics.declared import Metric
from workers.metrics.exposition import make_registry, write_metrics

_JSON: Final = "application/json"


class Probes:
    """Answers `/metrics`, `/livez` and `/readyz` for one site.

    Args:
        site: provides metrics and health.
        metrics: every metric of the program, by name.
    """

    def __init__(self, site: Site, metrics: Mapping[str, Metric]) -> None:
        self._site = site
        self._registry = make_registry(site.snapshot, metrics)

    def answer(self, request: Request) -> Answer:
        """Return the response to a request."""
        slots = self._site.health()
        match request.path:
            case "/metrics":
                body, content_type = write_metrics(self._registry, request.headers.get("accept"))
                return Answer(status=HTTPStatus.OK, content_type=content_type, body=body)
            case "/livez":
                return answer_probe("alive", find_stalled(slots), slots)
            case "/readyz":
                return answer_probe("ready", find_unready(slots), slots)
            case _:
                pages = ["/livez", "/metrics", "/readyz"]
                return write_json(HTTPStatus.NOT_FOUND, {"error": "page not found", "pages": pages})


def answer_probe(name: str, reasons: tuple[str, ...], slots: tuple[SlotHealth, ...]) -> Answer:
    """The response of a probe: 503 with the reasons, or 200 without any."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    return write_json(
        status, {name: not reasons, "reasons": reasons, "slots": [dataclasses.asdict(slot) for slot in slots]}
    )


def write_json(status: HTTPStatus, document: object) -> Answer:
    """A response in JSON."""
    return Answer(status=status, content_type=_JSON, body=json.dumps(document, indent=1).encode() + b"\n")
