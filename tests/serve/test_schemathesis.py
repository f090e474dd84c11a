"""Requests made from the OpenAPI document, valid and not, never get a status of 500 or above."""

from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.serve.running_service import Service, running_service
from workers.serve.openapi import openapi

pytestmark = pytest.mark.slow

DOCUMENT = openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
CHECKS: list[Any] = [not_a_server_error, content_type_conformance, response_schema_conformance]

POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with two processes."""
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "mode"),
    [("/check", NEGATIVE), *((path, POSITIVE) for path in sorted(DOCUMENT["paths"]))],
)
def test_no_request_gets_a_server_error(service: Service, path: str, mode: schemathesis.GenerationMode) -> None:
    """Whatever is sent, the status, the content type and the body are as described."""
    (method,) = DOCUMENT["paths"][path]
    operation = SCHEMA[path][method.upper()]
    sent = 0

    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=60 if path == "/check" else 5,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def ask(case: Any) -> None:
        nonlocal sent
        response = case.call(base_url=service.url, timeout=60)
        case.validate_response(response, checks=CHECKS)
        sent += 1

    for turn in range(3):
        try:
            ask()
            break
        except hypothesis.errors.FlakyFailure:
            # The generator of requests sometimes meets "AST constructor recursion depth mismatch", a fault of CPython
            # 3.11 that does not come again for the same request.
            if turn == 2:
                raise
    assert sent > 0
    assert httpx.get(f"{service.url}/readyz").status_code == 200
