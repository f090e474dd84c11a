"""Finds the versions of claims by their ids, reading only the partitions that hold them."""

import time
from collections.abc import Collection
from typing import Final

from schemas.unreadable import Unreadable
from workers.kafka.partition_of_key import partitions_of_keys
from workers.kafka.progress import Progress
from workers.kafka.reader import TopicReader
from workers.kafka.record import InputRecord
from workers.outcomes.decode import OutcomeDecoder
from workers.outcomes.found import Found, FoundClaim, Version, VersionOutcome
from workers.outcomes.search import Search
from workers.pipeline.outcome import Ready, Rejected
from workers.settings.settings import Settings

_TURN_S: Final = 0.2

MOST_VERSIONS: Final = 1_000
"""Versions of a claim to keep, the newest ones."""


def find_claims(settings: Settings, search: Search, progress: Progress | None = None) -> Found:
    """The claims with these ids, and their versions on both outcome topics.

    Raises:
        NotRead: no broker answers, the broker refuses access, or a topic does not exist.
        RegistryUnavailable: the registry that knows the schema ids does not answer.
        SettingsError: the registry's settings are invalid.
    """
    decoder = OutcomeDecoder(settings)
    claims = {claim.encode("ascii"): _Claim(decoder) for claim in search.claim_ids}

    def choose(_: str, count: int) -> Collection[int]:
        return range(count) if search.everywhere else partitions_of_keys(settings, claims, count)

    topics = (settings.ready_topic, settings.rejected_topic)
    complete = True
    with TopicReader(settings, topics, choose=choose, since_ms=search.since_ms) as reader:
        total = reader.stop_at_present_end()
        done, deadline = 0, time.monotonic() + search.seconds
        while not reader.has_ended:
            if time.monotonic() > deadline:
                complete = False
                break
            records = reader.read(_TURN_S)
            for record in records:
                if record.key in claims:
                    claims[record.key].add(record)
            done += len(records)
            if progress is not None:
                progress(done, max(done, total))
    found = [claim.found(key.decode("ascii")) for key, claim in claims.items() if claim.versions]
    return Found(claims=tuple(found), complete=complete)


class _Claim:
    """The versions of one claim; only those that may be current keep their content."""

    def __init__(self, decoder: OutcomeDecoder) -> None:
        self._decoder = decoder
        self.versions: list[Version] = []
        self._current: dict[str, tuple[Version, Ready | Rejected | None]] = {}
        """By topic: a tombstone erases what was written to its topic before."""

    def add(self, record: InputRecord) -> None:
        version, content = self._read(record)
        self.versions.append(version)
        if len(self.versions) > 2 * MOST_VERSIONS:
            self._cut()
        before = self._current.get(record.topic)
        if version.outcome == "erased":
            self._current.pop(record.topic, None)
        elif before is None or _rank(version) >= _rank(before[0]):
            self._current[record.topic] = version, content

    def _read(self, record: InputRecord) -> tuple[Version, Ready | Rejected | None]:
        if not record.value:
            return _version(record, "erased", None), None
        try:
            content = self._decoder.decode(record.value)
        except Unreadable:
            return _version(record, "unreadable", None), None
        if isinstance(content, Ready):
            return _version(record, "ready", content.claim.claim_version), content
        return _version(record, "rejected", content.rejection.claim_version), content

    def _cut(self) -> None:
        self.versions = sorted(self.versions, key=_written, reverse=True)[:MOST_VERSIONS]

    def found(self, claim_id: str) -> FoundClaim:
        self._cut()
        current, content = max(self._current.values(), key=lambda each: _rank(each[0]), default=(None, None))
        return FoundClaim(claim_id=claim_id, versions=tuple(self.versions), current=current, content=content)


def _version(record: InputRecord, outcome: VersionOutcome, claim_version: int | None) -> Version:
    return Version(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp_ms,
        outcome=outcome,
        claim_version=claim_version,
    )


def _written(version: Version) -> tuple[int, int]:
    return version.timestamp_ms or 0, version.offset


def _rank(version: Version) -> tuple[float, int]:
    """Orders versions as a consumer must: by version, then by time. What cannot be read is of a later release."""
    number = float("inf") if version.claim_version is None else version.claim_version
    return number, version.timestamp_ms or 0
