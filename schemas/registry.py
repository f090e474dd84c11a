"""Schemas of a Confluent-compatible registry, over HTTP."""

import json
import ssl
from typing import Any, Final

import httpx

from schemas.schema_source import RegistryRefused, RegistryUnavailable
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema, accept_writer

_TIMEOUT_SECONDS: Final = 5.0


class RegistrySchemas:
    """Schemas of a Confluent-compatible registry, over HTTP with basic authentication and TLS.

    Args:
        url: base URL of the registry's API.
        user: user name, or None.
        password: password, or None.
        ca_file: PEM file of the CA that signed the registry's certificate, or None for the system's.
        transport: an httpx transport to use instead of the network, in tests.
    """

    def __init__(
        self,
        url: str,
        user: str | None = None,
        password: str | None = None,
        ca_file: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        auth = None if user is None else httpx.BasicAuth(user, password or "")
        verify: Any = True
        if ca_file is not None:
            verify = ssl.create_default_context(cafile=ca_file)
        self._client = httpx.Client(
            base_url=url, auth=auth, verify=verify, timeout=_TIMEOUT_SECONDS, transport=transport
        )
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

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            # Without user and password, which the address may contain.
            place = self._client.base_url.netloc.decode("ascii")
            raise RegistryUnavailable(f"the registry at {place} does not answer: {type(error).__name__}") from None
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
