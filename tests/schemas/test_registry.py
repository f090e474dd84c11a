"""A schema registry is asked once for each id, its answers are taken as the contract says, and it is never filled."""

import json
import threading
from collections.abc import Callable

import httpx
import pytest

from schemas.registry import RegistrySchemas
from schemas.schema_source import RegistryRefused, RegistryUnavailable
from schemas.sources import NEWEST, read_released
from schemas.unreadable import Unreadable

Answer = Callable[[httpx.Request], httpx.Response]
ENCOUNTER, READY = (read_released(name, NEWEST[name]) for name in ("EncounterEvent", "ClaimReady"))


def _registry(answer: Answer) -> RegistrySchemas:
    return RegistrySchemas("http://registry.test", "user", "secret", transport=httpx.MockTransport(answer))


def _schema(body: object, **more: object) -> Answer:
    return lambda request: httpx.Response(200, json={"schema": json.dumps(body), **more})


def test_schema_is_fetched_once() -> None:
    """The schema of an id is fetched once, with the user's password, and kept."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return _schema(ENCOUNTER)(request)

    registry = _registry(answer)
    assert registry.writer(41) is registry.writer(41)
    assert [request.url.path for request in asked] == ["/schemas/ids/41"]
    assert asked[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda request: httpx.Response(404, json={"error_code": 40403}), "schema-unknown"),
        (_schema(READY), "schema-not-released"),
        (_schema("string"), "schema-not-released"),
        (_schema({}, schemaType="JSON"), "schema-not-released"),
        (
            _schema(ENCOUNTER, references=[{"name": "x"}]),
            "schema-not-released",
        ),
        (lambda request: httpx.Response(200, json={"schema": "{not json"}), "schema-not-released"),
    ],
)
def test_verdicts_stand(answer: Answer, reason: str) -> None:
    """An unknown id or a schema that was not released is a verdict, given again without asking."""
    asked = 0

    def counted(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return answer(request)

    registry = _registry(counted)
    for _ in range(3):
        with pytest.raises(Unreadable) as fault:
            registry.writer(7)
        assert fault.value.reason == reason
    assert asked == 1


def _away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


@pytest.mark.parametrize(
    "answer",
    [
        _away,
        lambda request: httpx.Response(500),
        lambda request: httpx.Response(404, text="<html>nothing here</html>"),
        lambda request: httpx.Response(200, text="not json"),
        lambda request: httpx.Response(200, json=["x"]),
        lambda request: httpx.Response(429, json={"error_code": 429}),
    ],
)
def test_any_other_answer_is_tried_again(answer: Answer) -> None:
    """An answer that settles nothing is no verdict: the same question may be asked again."""
    answers = iter([answer, _schema(ENCOUNTER)])
    registry = _registry(lambda request: next(answers)(request))
    with pytest.raises(RegistryUnavailable):
        registry.writer(7)
    assert registry.writer(7).same_as_reader


def test_an_answer_without_end_is_given_up() -> None:
    """An answer that comes too slowly or is too large is none; the registry is asked again later."""
    closed = threading.Event()

    def slow(request: httpx.Request) -> httpx.Response:
        closed.wait()
        return httpx.Response(200)

    registry = RegistrySchemas("http://registry.test", transport=httpx.MockTransport(slow), deadline_s=0.2)
    for _ in range(2):
        with pytest.raises(RegistryUnavailable, match=r"registry\.test does not answer within 0\.2 s"):
            registry.writer(7)
    assert [thread.name for thread in threading.enumerate()].count("registry") == 1
    closed.set()

    def endless(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=iter(lambda: bytes(1 << 20), None))

    registry = RegistrySchemas("http://registry.test", transport=httpx.MockTransport(endless), deadline_s=60)
    with pytest.raises(RegistryUnavailable, match="DecodingError"):
        registry.writer(7)


def test_a_registry_that_does_not_answer_is_named() -> None:
    """The error names the registry, without the user and password in its URL."""
    registry = RegistrySchemas("http://user:secret@registry.test:8081", transport=httpx.MockTransport(_away))
    with pytest.raises(RegistryUnavailable, match=r"the registry at registry\.test:8081 does not answer: ConnectError"):
        registry.writer(7)


@pytest.mark.parametrize("code", [401, 403])
def test_refusals(code: int) -> None:
    """A registry that does not let the worker in refuses it."""
    with pytest.raises(RegistryRefused):
        _registry(lambda request: httpx.Response(code)).writer(7)


def test_ids_of_outputs_are_looked_up() -> None:
    """The id of an output schema is looked up and never registered; a missing one names the command that does."""
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        return httpx.Response(200, json={"id": 12}) if len(asked) == 1 else httpx.Response(404, json={})

    registry = _registry(answer)
    assert registry.id_of("claims.ready.v1-value", READY) == 12
    with pytest.raises(RegistryRefused, match="claims-worker schemas register"):
        registry.id_of("claims.ready.v1-value", READY)
    assert set(asked) == {("POST", "/subjects/claims.ready.v1-value")}
