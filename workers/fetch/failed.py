"""Why a source could not be fetched, as one of a closed set of results."""

from typing import Literal, TypeAlias

Result: TypeAlias = Literal[
    "loaded",
    "unchanged",
    "newer",
    "not due",
    "license needed",
    "license changed",
    "page changed",
    "refused by site",
    "failed check",
    "network",
    "not fetched",
    "removed",
]
"""`newer`: a dry run found a release that is not loaded. `not due`: asked within its interval. `not fetched`: a source
that is never downloaded. `removed`: something was kept for as long as the setting says."""
Failure: TypeAlias = Literal[
    "license needed", "license changed", "page changed", "refused by site", "failed check", "network"
]


class FetchFailed(Exception):
    """A source could not be fetched; the other sources go on, and the table keeps what it had."""

    def __init__(self, result: Failure, message: str, *details: str) -> None:
        super().__init__(message)
        self.result: Failure = result
        self.message = message
        """What was wrong, in one line."""
        self.details = details
        """Further lines for a person: what was expected, what was found, what to do."""
