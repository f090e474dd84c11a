"""Schemas of a Confluent-compatible registry, over HTTP."""

import json
import ssl
import threading
from typing import Any, Final

import httpx

from schemas.schema_source import RegistryRefused, RegistryUnavailable
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema, accept_writer

DEADLINE_S: Final = 3.0
"""Seconds for a whole request. A time limit for each read does not end an answer that comes byte by byte."""

_MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024


class RegistrySchemas:
    """Schemas of a Confluent-compatible registry, over HTTP with basic authentication and TLS.

    Args:
        url: base URL of the registry's API.
        user: user name, or None.
        password: password, or None.
        ca_file: PEM file of the CA that signed the registry's certificate, or None for the system's.
        transport: an httpx transport to use instead of the network, in tests.
        deadline_s: seconds for a whole request.
    """

    def __init__(
        self,
        url: str,
        user: str | None = None,
        password: str | None = None,
        ca_file: str | None = None,
        transport: httpx.BaseTransport | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        auth = None if user is None else httpx.BasicAuth(user, password or "")
        verify: Any = True
        if ca_file is not None:
            verify = ssl.create_default_context(cafile=ca_file)
        self._client = httpx.Client(base_url=url, auth=auth, verify=verify, timeout=deadline_s, transport=transport)
        self._deadline_s = deadline_s
        self._request: threading.Thread | None = None
        self._verdicts: dict[int, WriterSchema | Unreadable] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def writer(self, schema_id: int) -> WriterSchema:
        """The writer schema of a registry id, fetched once; see `SchemaSource.writer`."""
        verdict = self._verdicts.get(schema_id)
        if verdict is None:
            verdict = self._verdicts[schema_id] = self._fetch(schema_id)
        if isinstance(verdict, Unreadable):
            # A new exception each time: raising the same one again would keep its old traceback.
            raise Unreadable(verdict.reason)
        return verdict

    def _fetch(self, schema_id: int) -> WriterSchema | Unreadable:
        response = self._ask("GET", f"/schemas/ids/{schema_id}")
        if response.status_code == httpx.codes.NOT_FOUND:
            if _error_code(response) != 40403:
                raise RegistryUnavailable("the registry has no path /schemas; check CLAIMS_SCHEMA_REGISTRY_URL")
            return Unreadable("schema-unknown")
        body = _body(response)
        if response.status_code != httpx.codes.OK or not isinstance(body.get("schema"), str):
            raise RegistryUnavailable(f"the registry answered {response.status_code}")
        if body.get("schemaType", "AVRO") != "AVRO" or body.get("references"):
            return Unreadable("schema-not-released")
        try:
            return accept_writer(json.loads(body["schema"]))
        except (Unreadable, ValueError, RecursionError):
            return Unreadable("schema-not-released")

    def id_of(self, subject: str, schema: Any) -> int:
        """The id under which a schema is registered; never registers it.

        Raises:
            RegistryRefused: it is not registered under the subject.
            RegistryUnavailable: no usable answer.
        """
        response = self._ask("POST", f"/subjects/{subject}", {"schema": json.dumps(schema)})
        if response.status_code == httpx.codes.NOT_FOUND:
            raise RegistryRefused(f"no such schema under subject {subject}; run: claims-worker schemas register")
        return self._id(response)

    def register(self, subject: str, schema: Any) -> int:
        """Register a schema under a subject and return its id; a schema that is already registered keeps its id.

        Raises:
            RegistryRefused: the registry rejects it as incompatible or invalid.
            RegistryUnavailable: no usable answer.
        """
        response = self._ask("POST", f"/subjects/{subject}/versions", {"schema": json.dumps(schema)})
        if response.status_code in (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY):
            raise RegistryRefused(f"the registry rejects the schema of subject {subject} as incompatible or invalid")
        return self._id(response)

    def set_full_transitive(self, subject: str) -> None:
        """Set the compatibility of a subject to FULL_TRANSITIVE."""
        response = self._ask("PUT", f"/config/{subject}", {"compatibility": "FULL_TRANSITIVE"})
        if response.status_code != httpx.codes.OK:
            raise RegistryUnavailable(f"the registry answered {response.status_code}")

    @staticmethod
    def _id(response: httpx.Response) -> int:
        body = _body(response)
        if response.status_code != httpx.codes.OK or not isinstance(body.get("id"), int):
            raise RegistryUnavailable(f"the registry answered {response.status_code}")
        return int(body["id"])

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        content = bytearray()
        with self._client.stream(method, path, json=body) as response:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > _MAX_ANSWER_BYTES:
                    raise httpx.DecodingError("the answer is too large")
            return httpx.Response(response.status_code, content=bytes(content))

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        # Without user and password, which the address may contain.
        place = self._client.base_url.netloc.decode("ascii")
        found: list[httpx.Response | Exception] = []

        def exchange() -> None:
            try:
                found.append(self._exchange(method, path, body))
            except Exception as error:  # noqa: BLE001 (raised below, in the thread that asks)
                found.append(error)

        # Keep at most one request: one that is late may still hold its connection.
        if self._request is not None:
            self._request.join(self._deadline_s)
        if self._request is None or not self._request.is_alive():
            self._request = threading.Thread(target=exchange, name="registry", daemon=True)
            self._request.start()
            self._request.join(self._deadline_s)
        if not found:
            raise RegistryUnavailable(f"the registry at {place} does not answer within {self._deadline_s:g} s")
        (response,) = found
        if isinstance(response, httpx.HTTPError):
            raise RegistryUnavailable(f"the registry at {place} does not answer: {type(response).__name__}")
        if isinstance(response, Exception):
            raise response
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise RegistryRefused(f"the registry answered {response.status_code}: check user, password and permissions")
        return response


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _error_code(response: httpx.Response) -> int | None:
    code = _body(response).get("error_code")
    return code if isinstance(code, int) else None
