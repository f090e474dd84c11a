"""A trace goes with an event only in the form of the W3C recommendation, so that nothing else travels in its header."""

import re
from typing import Final

from workers.kafka.record import Headers

TRACE_HEADER: Final = "traceparent"
_FORM: Final = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def find_trace(headers: Headers) -> re.Match[bytes] | None:
    """The first well-formed trace context: groups 1 to 3 are trace id, span id and flags; None where there is none."""
    for name, content in headers:
        if name == TRACE_HEADER and content is not None and (found := _FORM.fullmatch(content)):
            return found
    return None
