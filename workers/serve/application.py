"""The service as an ASGI application."""

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib import metadata
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workers.http.request import BodyRefused
from workers.http.request_body import read_body_within
from workers.metrics.exposition import make_registry, write_metrics
from workers.serve.bearer_tokens import BearerTokens
from workers.serve.check_body import JSON, X12
from workers.serve.check_metrics import CheckMetrics
from workers.serve.check_pool import BUSY, CheckPool
from workers.serve.messages import Answered, Asked, BodyKind
from workers.serve.openapi import OPENAPI_FILE
from workers.serve.problem import PROBLEM, RequestRefused, write_json

MAX_BODY: Final = 1024 * 1024
"""Bytes of a body."""

MOST_AT_ONCE: Final = 64
"""Requests whose body is read or checked at one time; fewer than there can be connections, so that probes get in."""

_KINDS: Final[Mapping[str, BodyKind]] = {JSON: "json", X12: "x12"}
_PARAMETERS: Final = frozenset(("profile", "as_of"))
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DIGITS: Final = 12
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_BODY_PROBLEMS: Final[Mapping[HTTPStatus, tuple[str, str]]] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", f"expected at most {MAX_BODY:,} bytes"),
    HTTPStatus.REQUEST_TIMEOUT: ("too-slow", "the body did not arrive in time"),
    HTTPStatus.BAD_REQUEST: ("malformed", "the body ended early"),
}

_log = structlog.get_logger(__name__)


class CheckService:
    """Answers requests.

    Args:
        pool: checks bodies.
        metrics: counts them.
        tokens: who may ask; None = anyone.
        clock: monotonic clock, in seconds.
    """

    def __init__(
        self,
        pool: CheckPool,
        metrics: CheckMetrics,
        tokens: BearerTokens | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._metrics = metrics
        self._registry = make_registry(metrics.snapshot)
        self._tokens = tokens
        self._clock = clock
        self._at_once = 0
        self._openapi = OPENAPI_FILE.read_bytes()
        self.application = Starlette(
            routes=[
                Route("/check", self._answer_check, methods=["POST"]),
                Route("/openapi.json", self._answer_openapi),
                Route("/metrics", self._answer_metrics),
                Route("/livez", self._answer_livez),
                Route("/readyz", self._answer_readyz),
                Route("/version", self._answer_version),
            ],
            exception_handlers={HTTPException: _answer_http_exception},
        )
        self.application.router.redirect_slashes = False

    async def _answer_check(self, request: Request) -> Response:
        begun = self._clock()
        counts: tuple[tuple[str, str, int], ...] = ()
        try:
            answered = await self._check(request)
            counts = answered.counts
            response = _respond(answered.status, answered.content_type, answered.body)
        except RequestRefused as refused:
            response = _refuse(refused)
        except Exception as error:  # noqa: BLE001 (the framework would send the caller a text, not a problem)
            _log.error("HTTP request failed", exc_info=error)
            response = _refuse(RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR, "defect", "a defect of this service"))
        self._metrics.answered(response.status_code, self._clock() - begun, counts)
        return response

    async def _check(self, request: Request) -> Answered:
        if self._tokens is not None and not self._tokens.allow(request.headers.get("authorization")):
            words = "expected the header Authorization with a bearer token of this service"
            headers = {"www-authenticate": "Bearer"}
            raise RequestRefused(HTTPStatus.UNAUTHORIZED, "unauthorized", words, headers=headers)
        kind = _kind_of(request)
        profile, as_of = _options_of(request)
        length = request.headers.get("content-length", "0")
        if len(length) > _DIGITS or int(length) > MAX_BODY:
            raise _body_problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self._at_once >= MOST_AT_ONCE:
            raise RequestRefused(HTTPStatus.TOO_MANY_REQUESTS, "busy", BUSY, headers={"retry-after": "1"})
        self._at_once += 1
        try:
            body = await read_body_within(request.receive, MAX_BODY)
            if not body:
                raise RequestRefused(HTTPStatus.BAD_REQUEST, "malformed", "the request has no body")
            return await self._pool.check(Asked(body=body, kind=kind, profile=profile, as_of=as_of))
        except BodyRefused as refused:
            raise _body_problem(refused.status) from None
        finally:
            self._at_once -= 1

    async def _answer_openapi(self, request: Request) -> Response:
        del request
        return _respond(HTTPStatus.OK, JSON, self._openapi)

    async def _answer_metrics(self, request: Request) -> Response:
        body, content_type = write_metrics(self._registry, request.headers.get("accept"))
        return _respond(HTTPStatus.OK, content_type, body)

    async def _answer_livez(self, request: Request) -> Response:
        del request
        return _respond(HTTPStatus.OK, JSON, write_json({"status": "alive"}))

    async def _answer_readyz(self, request: Request) -> Response:
        del request
        reasons = unready_reasons(self._pool)
        form = {"status": "not ready" if reasons else "ready", "reasons": reasons}
        return _respond(HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK, JSON, write_json(form))

    async def _answer_version(self, request: Request) -> Response:
        del request
        form = {"version": metadata.version("claims-worker"), "catalogue": self._pool.catalogue}
        return _respond(HTTPStatus.OK, JSON, write_json(form))


def unready_reasons(pool: CheckPool) -> list[str]:
    """Why the service is not ready, one sentence each; empty if it is."""
    missing = [f"code table {name} is not loaded" for name in pool.missing_tables]
    return missing if pool.is_ready else ["no process is ready", *missing]


def _kind_of(request: Request) -> BodyKind:
    # `identity` is what a body without the header has.
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        words = "a compressed body is not read"
        raise RequestRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content-encoding", words)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind = _KINDS.get(media_type)
    if kind is None:
        words = f"expected the content type {JSON} or {X12}"
        raise RequestRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content-type", words)
    return kind


def _options_of(request: Request) -> tuple[str | None, dt.date | None]:
    """Profile and day from the query."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    if not _PARAMETERS.issuperset(names) or len(set(names)) < len(names):
        raise _invalid("the query takes profile and as_of, each once")
    options = dict(given)
    day = options.get("as_of")
    if day is None:
        return options.get("profile"), None
    try:
        if not _DATE.fullmatch(day):
            raise ValueError
        return options.get("profile"), dt.date.fromisoformat(day)
    except ValueError:
        raise _invalid("as_of: must be a date such as 2026-10-01") from None


def _invalid(detail: str) -> RequestRefused:
    return RequestRefused(HTTPStatus.BAD_REQUEST, "invalid-parameter", detail)


def _body_problem(status: HTTPStatus) -> RequestRefused:
    name, words = _BODY_PROBLEMS[status]
    return RequestRefused(status, name, words)


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    """The response to a path or method that there is not."""
    del request
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    name = status.phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _refuse(RequestRefused(status, name, "see /openapi.json", headers=headers))


def _refuse(refused: RequestRefused) -> Response:
    response = _respond(refused.status, PROBLEM, refused.body())
    response.headers.update(refused.headers)
    return response


def _respond(status: int, content_type: str, body: bytes) -> Response:
    return Response(body, status_code=status, headers={"content-type": content_type, **_HEADERS})
