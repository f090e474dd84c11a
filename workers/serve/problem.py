"""Why a request was refused, as problem details for HTTP APIs (RFC 9457). No value that was sent is repeated."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from schemas.value import value

PROBLEM: Final = "application/problem+json"


@value
class FieldError:
    """One wrong value: its path, a reason of dead letters, and the form expected there."""

    field: str | None
    reason: str
    expected: str


class RequestRefused(Exception):
    """A request gets this problem as its response.

    Args:
        status: HTTP status.
        name: what is wrong, a stable word: the end of the problem's `type`.
        detail: what is wrong and what to do.
        errors: every wrong value.
        truncated: whether there may be more.
        headers: of the response.
    """

    def __init__(
        self,
        status: HTTPStatus,
        name: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        *,
        truncated: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.status = status
        self.name = name
        self.headers = headers or {}
        self._detail = detail
        self._errors = errors
        self._truncated = truncated

    def body(self) -> bytes:
        """The response's body."""
        made: dict[str, Any] = {
            "type": f"urn:claims-worker:problem:{self.name}",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self._detail,
        }
        if self._errors:
            made["errors"] = [
                {"field": error.field, "reason": error.reason, "expected": error.expected} for error in self._errors
            ]
            made["truncated"] = self._truncated
        return write_json(made)


def write_json(form: Any) -> bytes:
    """A JSON text in UTF-8. Halves of surrogate pairs, which UTF-8 cannot hold, are written as escapes."""
    return json.dumps(form, ensure_ascii=False).encode(errors="backslashreplace")
