"""Every request gets one clear answer, and none waits behind the others for a probe."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.samples import sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.serve.application import MAX_BODY, MOST_AT_ONCE, CheckService
from workers.serve.bearer_tokens import BearerTokens
from workers.serve.check_body import check_body
from workers.serve.check_metrics import CheckMetrics
from workers.serve.check_pool import CheckPool
from workers.serve.messages import Answered, Asked
from workers.settings.settings import Settings

BODY = sample_text("office-visit").encode()
JSON = {"content-type": "application/json"}


class ToyPool(CheckPool):
    """Checks in this process, when the test lets it."""

    def __init__(self) -> None:
        super().__init__(Settings(), 1, on_opened=lambda _: None, on_ended=lambda _: None)
        self.may = asyncio.Event()
        self.may.set()
        self.ready = True
        self.asked: list[Asked] = []

    @property
    def is_ready(self) -> bool:
        """As the test says."""
        return self.ready

    async def check(self, asked: Asked) -> Answered:
        """The response, when it may."""
        self.asked.append(asked)
        await self.may.wait()
        return check_body(asked, shipped_rulebook())


Client = httpx.AsyncClient
Scenario = Callable[[Client, ToyPool], Awaitable[Any]]


def play(scenario: Scenario, tokens: BearerTokens | None = None) -> Any:
    """Run a scenario with a client of a service."""

    async def run() -> Any:
        pool = ToyPool()
        service = CheckService(pool, CheckMetrics(lambda: pool.is_ready), tokens)
        transport = httpx.ASGITransport(service.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await scenario(client, pool)

    return asyncio.run(run())


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and name of a problem."""
    assert response.headers["content-type"] == "application/problem+json"
    form = response.json()
    assert form["status"] == response.status_code
    return response.status_code, form["type"].removeprefix("urn:claims-worker:problem:")


def test_an_encounter_gets_its_outcome_and_is_counted() -> None:
    """The metrics have the response and the outcome; nothing may be cached."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        response = await client.post("/check?profile=medicare&as_of=2026-12-01", content=BODY, headers=JSON)
        assert (response.status_code, response.json()["outcome"]) == (200, "ready")
        assert response.headers["cache-control"] == "no-store"
        assert (pool.asked[0].profile, str(pool.asked[0].as_of)) == ("medicare", "2026-12-01")
        metrics = (await client.get("/metrics")).text
        assert 'claims_worker_check_requests_total{status="200"} 1.0' in metrics
        assert 'claims_worker_checked_encounters_total{outcome="ready",profile="medicare"} 1.0' in metrics

    play(scenario)


@pytest.mark.parametrize(
    ("path", "headers", "body", "expected"),
    [
        ("/check", {}, BODY, (415, "content-type")),
        ("/check", {"content-type": "text/plain"}, BODY, (415, "content-type")),
        ("/check", JSON | {"content-encoding": "gzip"}, BODY, (415, "content-encoding")),
        ("/check", JSON, b"", (400, "malformed")),
        ("/check", JSON, b" " * (MAX_BODY + 1), (413, "too-large")),
        ("/check?as-of=2026-10-01", JSON, BODY, (400, "invalid-parameter")),
        ("/check?as_of=2026-W01-1", JSON, BODY, (400, "invalid-parameter")),
        ("/check?as_of=2026-02-30", JSON, BODY, (400, "invalid-parameter")),
        ("/check?as_of=2026-10-01&as_of=2026-10-02", JSON, BODY, (400, "invalid-parameter")),
        ("/check?profile=", JSON, BODY, (400, "invalid-parameter")),
        ("/check/", JSON, BODY, (404, "not-found")),
        ("/nothing", JSON, BODY, (404, "not-found")),
        ("/livez", JSON, BODY, (405, "method-not-allowed")),
    ],
)
def test_a_request_that_cannot_be_read_gets_a_problem(
    path: str, headers: dict[str, str], body: bytes, expected: tuple[int, str]
) -> None:
    """It has a stable name, and the status is the fault of the caller."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        assert problem(await client.post(path, content=body, headers=headers)) == expected

    play(scenario)


def test_a_body_of_unknown_length_has_the_same_limit() -> None:
    """It is refused when it has grown too large."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        async def pieces() -> Any:
            for _ in range(40):
                yield b" " * 65_536

        assert problem(await client.post("/check", content=pieces(), headers=JSON)) == (413, "too-large")

    play(scenario)


def test_only_a_token_of_the_file_may_ask(tmp_path: Path) -> None:
    """Probes, metrics and the description need none."""
    file = tmp_path / "tokens"
    file.write_text("a-token-of-someone\n", encoding="ascii")

    async def scenario(client: Client, pool: ToyPool) -> None:
        refused = await client.post("/check", content=BODY, headers=JSON)
        assert problem(refused) == (401, "unauthorized")
        assert refused.headers["www-authenticate"] == "Bearer"
        token = {"authorization": "Bearer a-token-of-someone"}
        assert (await client.post("/check", content=BODY, headers=JSON | token)).status_code == 200
        for path in ("/livez", "/readyz", "/metrics", "/version", "/openapi.json"):
            assert (await client.get(path)).status_code == 200

    play(scenario, BearerTokens(file, lambda: 0.0))


def test_a_flood_is_refused_and_probes_are_answered() -> None:
    """What exceeds the limit gets 429 at once; afterwards the service takes requests again."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        pool.may.clear()
        asked = [asyncio.create_task(client.post("/check", content=BODY, headers=JSON)) for _ in range(MOST_AT_ONCE)]
        while len(pool.asked) < MOST_AT_ONCE:
            await asyncio.sleep(0)
        busy = await client.post("/check", content=BODY, headers=JSON)
        assert problem(busy) == (429, "busy")
        assert busy.headers["retry-after"] == "1"
        for path in ("/livez", "/readyz"):
            assert (await client.get(path)).status_code == 200
        pool.may.set()
        assert [(await each).status_code for each in asked] == [200] * MOST_AT_ONCE
        assert (await client.post("/check", content=BODY, headers=JSON)).status_code == 200

    play(scenario)


def test_the_service_is_ready_when_a_process_is() -> None:
    """Until then /readyz says why not, and the metric is 0."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        pool.ready = False
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["reasons"]) == (503, ["no process is ready"])
        assert "claims_worker_ready 0.0" in (await client.get("/metrics")).text

    play(scenario)


def test_the_description_is_the_file_of_the_package() -> None:
    """Anyone who reaches the service can read how to use it."""

    async def scenario(client: Client, pool: ToyPool) -> None:
        document = json.loads((await client.get("/openapi.json")).content)
        assert document["openapi"].startswith("3.1")
        for path, methods in document["paths"].items():
            for method in methods:
                assert (await client.request(method, path)).status_code not in (404, 405)

    play(scenario)
