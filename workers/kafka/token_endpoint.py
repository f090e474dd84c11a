"""Whether the endpoint that issues OAuth tokens answers: without a token the client reaches no broker and says nothing.

The client repeats a request that the endpoint answers with a server error for about a minute before it reports it.
"""

from typing import Final

import httpx

from workers.settings.settings import Settings

_URL: Final = "sasl.oauthbearer.token.endpoint.url"
_AUTHORITY: Final = "https.ca.location"
_TIMEOUT_S: Final = 2.0


def find_token_problem(settings: Settings) -> str | None:
    """Why no token can be had, None if the endpoint answers, or if tokens do not come from one.

    The request has no credentials: any answer but a server error shows that the endpoint is there.
    """
    url = settings.kafka.get(_URL) or settings.kafka_consumer.get(_URL) or settings.kafka_producer.get(_URL)
    if url is None:
        return None
    try:
        answer = httpx.post(url, timeout=_TIMEOUT_S, verify=settings.kafka.get(_AUTHORITY) is None)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # A certificate of an authority of the client's own cannot be judged here.
        return f"the token endpoint {_shown(url)} does not answer ({type(error).__name__})"
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return f"the token endpoint {_shown(url)} answers {answer.status_code}"
    return None


def _shown(url: str) -> str:
    """The address without user, password and query."""
    parsed = httpx.URL(url)
    return f"{parsed.scheme}://{parsed.host}:{parsed.port}" if parsed.port else f"{parsed.scheme}://{parsed.host}"
