"""`schemas/openapi.json` describes the service, as an OpenAPI 3.1 document generated from the schemas."""

import json
import sys
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, get_args

import schemas
from schemas.generator import Generator
from schemas.interchange.conversion import ITEMS
from schemas.json_schema import json_schema
from schemas.samples import sample_form
from schemas.unreadable import DeadLetterReason
from workers.serve.check_body import JSON, MOST_ENCOUNTERS, X12
from workers.serve.problem import PROBLEM

SCHEMAS_DIR: Final = Path(schemas.__file__).parent
OPENAPI_FILE: Final = SCHEMAS_DIR / "openapi.json"
_OUTCOMES_DIR: Final = SCHEMAS_DIR.parent / "tests" / "golden" / "outcomes"
_X12_EXAMPLE: Final = SCHEMAS_DIR / "interchange" / "example.837"
_TEXT: Final[Mapping[str, Any]] = {"text/plain": {"schema": {"type": "string"}}}
_NUMBER: Final[Mapping[str, Any]] = {"type": ["integer", "null"], "minimum": 1}
_REFUSED: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: "The body or a parameter cannot be read.",
    HTTPStatus.UNAUTHORIZED: "No token, or one that is not known.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not arrive within 10 seconds.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 1 MiB.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Another content type, or a compressed body.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Not encounter events: `errors` has every wrong field. Nothing was checked.",
    HTTPStatus.TOO_MANY_REQUESTS: "Busy: try again after `Retry-After` seconds.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not ready: it starts, or is overloaded. Try again after `Retry-After` seconds.",
}


def openapi() -> dict[str, Any]:
    """The document."""
    components = _components()
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "claims-worker serve",
            "version": "1",
            "summary": "Would this encounter be a claim or a rejection?",
            "description": "Checks encounters as the worker does, at once and without Kafka. Nothing is stored, "
            "published or logged. The same body gets the same answer, as long as code tables, profiles and "
            "version are the same.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/check": {"post": _check()},
            "/livez": _get("Whether the service is alive.", {"200": _json("Alive.", "Probe")}),
            "/readyz": _get(
                "Whether it can check, with the reasons why not.",
                {"200": _json("Ready.", "Probe"), "503": _json("Not ready.", "Probe")},
            ),
            "/version": _get("The versions of program and edit catalog.", {"200": _json("Versions.", "Version")}),
            "/metrics": _get(
                "Metrics for Prometheus.", {"200": {"description": "Prometheus text.", "content": dict(_TEXT)}}
            ),
            "/openapi.json": _get(
                "This document.",
                {"200": {"description": "OpenAPI 3.1.", "content": {JSON: {"schema": {"type": "object"}}}}},
            ),
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "CLAIMS_SERVE_TOKENS"}},
        },
    }


def _check() -> dict[str, Any]:
    one, text = sample_form("office-visit"), _X12_EXAMPLE.read_text(encoding="ascii")
    event = {"$ref": "#/components/schemas/EncounterEvent"}
    outcome = {"$ref": "#/components/schemas/Outcome"}
    return {
        "operationId": "check",
        "summary": "Check encounters.",
        "description": "One encounter gives one outcome, an array gives an array in its order, and an 837 an object "
        "with the outcomes of its claims and a report of what is not in the events.",
        "security": [{}, {"token": []}],
        "parameters": [
            {
                "name": "profile",
                "in": "query",
                "description": "Use this payer profile for every claim, not the one of its payer.",
                "schema": {"type": "string", "examples": ["medicare"]},
            },
            {
                "name": "as_of",
                "in": "query",
                "description": 'Use this date as "today" for future-date and timely-filing edits.',
                "schema": {"type": "string", "format": "date", "examples": ["2026-10-01"]},
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {
                        "oneOf": [
                            event,
                            {"type": "array", "items": event, "minItems": 1, "maxItems": MOST_ENCOUNTERS},
                        ]
                    },
                    "examples": {
                        "one": {"summary": "One encounter", "value": one},
                        "several": {"summary": "Several", "value": [one, sample_form("rejected-code-retired")]},
                    },
                },
                X12: {
                    "schema": {"type": "string", "description": "An 837P (005010X222) or 837I (005010X223)."},
                    "examples": {"one": {"summary": "A claim in an interchange", "value": text}},
                },
            },
        },
        "responses": {
            "200": {
                "description": "Every encounter was checked: ready, rejected, or a dead letter.",
                "content": {
                    JSON: {
                        "schema": {
                            "oneOf": [
                                outcome,
                                {"type": "array", "items": outcome},
                                {"$ref": "#/components/schemas/Outcomes837"},
                            ]
                        },
                        "examples": {
                            "ready": {"summary": "Ready", "value": _outcome("office-visit", "claim")},
                            "rejected": {
                                "summary": "Rejected",
                                "value": _outcome("rejected-code-retired", "rejection"),
                            },
                        },
                    }
                },
            },
            **{str(int(status)): _problem(status, words) for status, words in _REFUSED.items()},
            "421": {"description": "The host name is not in CLAIMS_HTTP_ALLOWED_HOSTS.", "content": dict(_TEXT)},
        },
    }


def _problem(status: HTTPStatus, words: str) -> dict[str, Any]:
    content: dict[str, Any] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        error = {"field": "patient.sex", "reason": "malformed", "expected": "FEMALE, MALE or UNKNOWN"}
        content[PROBLEM]["examples"] = {
            "fields": {
                "value": {
                    "type": "urn:claims-worker:problem:not-an-encounter",
                    "title": status.phrase,
                    "status": int(status),
                    "detail": "not an encounter event; errors lists what is wrong",
                    "errors": [error],
                    "truncated": False,
                }
            }
        }
    made: dict[str, Any] = {"description": words, "content": content}
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        made["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    if status == HTTPStatus.UNAUTHORIZED:
        made["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == HTTPStatus.BAD_REQUEST:
        content |= _TEXT  # from the server itself, without a `Host` for example
    return made


def _outcome(sample: str, record: str) -> dict[str, Any]:
    recorded = json.loads((_OUTCOMES_DIR / f"{sample}.json").read_text(encoding="utf-8"))
    event_id = sample_form(sample)["event_id"]
    return {
        "input": {"file": "body", "index": 0},
        "event_id": event_id,
        "outcome": recorded["outcome"],
        record: recorded[record],
    }


def _get(summary: str, responses: Mapping[str, Any]) -> dict[str, Any]:
    return {"get": {"summary": summary, "responses": dict(responses)}}


def _json(description: str, schema: str) -> dict[str, Any]:
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _components() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in ("EncounterEvent", "ClaimReady", "ClaimRejected"):
        schema = json_schema(name)
        made |= schema.pop("$defs")
        made[name] = {key: part for key, part in schema.items() if not key.startswith("$")}
    moved: dict[str, Any] = _moved(made)
    return moved | _own()


def _moved(part: Any) -> Any:
    """The schema with references to where an OpenAPI document has its schemas."""
    if isinstance(part, list):
        return [_moved(each) for each in part]
    if isinstance(part, dict):
        return {
            name: each.replace("#/$defs/", "#/components/schemas/") if name == "$ref" else _moved(each)
            for name, each in part.items()
        }
    return part


def _own() -> dict[str, Any]:
    text, position = {"type": "string"}, {"type": ["string", "null"]}
    letter = {
        "reason": {"enum": [*get_args(DeadLetterReason), "not-convertible"]},
        "field": {**position, "description": "Path of the value at fault, or its place in an 837."},
        "expected": position,
    }
    item = {"loop": text, "element": text, "reason": {"enum": list(ITEMS)}, "count": {"type": "integer", "minimum": 1}}
    error = {
        "field": {**position, "description": "Path; null for the body as a whole."},
        "reason": text,
        "expected": text,
    }
    return {
        "Outcome": {
            **_object(
                {
                    "input": {"$ref": "#/components/schemas/Input"},
                    "event_id": {**position, "format": "uuid"},
                    "outcome": {"enum": ["ready", "rejected", "dead_letter"]},
                },
                {
                    "claim": {"$ref": "#/components/schemas/ClaimReady"},
                    "rejection": {"$ref": "#/components/schemas/ClaimRejected"},
                    "dead_letter": _object(letter),
                },
            ),
            "description": "As `check --format json` prints it.",
        },
        "Input": _object(
            {"file": {"const": "body"}},
            {
                "index": {"type": "integer", "minimum": 0},
                "interchange": position,
                "transaction": position,
                "claim": dict(_NUMBER),
                "segment": dict(_NUMBER),
            },
        ),
        "Outcomes837": _object(
            {
                "outcomes": {"type": "array", "items": {"$ref": "#/components/schemas/Outcome"}},
                "report": {
                    "type": "array",
                    "items": _object(item),
                    "description": "Elements that are in no field of the events as they are, by kind.",
                },
            }
        ),
        "Problem": {
            **_object(
                {"type": text, "title": text, "status": {"type": "integer"}, "detail": text},
                {"errors": {"type": "array", "items": _object(error)}, "truncated": {"type": "boolean"}},
            ),
            "description": "RFC 9457. No value that was sent is repeated.",
        },
        "Probe": _object({"status": text}, {"reasons": {"type": "array", "items": text}}),
        "Version": _object({"version": text, "catalogue": position}),
    }


def _object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _files() -> dict[Path, str]:
    return {OPENAPI_FILE: json.dumps(openapi(), indent=1, ensure_ascii=False) + "\n"}


GENERATOR: Final = Generator(module="workers.serve.openapi", make=_files)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
