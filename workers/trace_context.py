"""Passes on a trace header only if it is a valid W3C trace context, so that it cannot carry any other data."""

import re
from typing import Final

from workers.kafka.record import Headers

TRACE_HEADER: Final = "traceparent"
_FORM: Final = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def find_trace(headers: Headers) -> re.Match[bytes] | None:
    """The first valid trace context, or None; groups 1 to 3 are the trace ID, the span ID and the flags."""
    for name, content in headers:
        if name == TRACE_HEADER and content is not None and (found := _FORM.fullmatch(content)):
            return found
    return None
