"""Decodes claims and rejections, whichever released schema they were written with."""

from typing import Final

from schemas.claim import ClaimReady
from schemas.codec import decode_outcome
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.schema_source import RegistryRefused
from schemas.sources import read_index, read_released
from workers.build_processor import open_registry
from workers.pipeline.outcome import NO_TALLY, Ready, Rejected
from workers.settings.settings import Settings

_CLAIM: Final = "ClaimReady"
_REJECTION: Final = "ClaimRejected"


class OutcomeDecoder:
    """Decodes the values of both outcome topics.

    Raises:
        RegistryUnavailable: the registry that knows the schema ids does not answer.
        SettingsError: the registry's settings are invalid.
    """

    def __init__(self, settings: Settings) -> None:
        self._released: dict[int, tuple[str, int]] | None = None
        if settings.schemas == "registry":
            self._released = _registered(settings)

    def decode(self, frame: bytes) -> Ready | Rejected:
        """The outcome in a record's value.

        Raises:
            Unreadable: it is neither a claim nor a rejection of a known schema.
        """
        name, record = decode_outcome(frame, self._released)
        if name == _CLAIM:
            return Ready(claim=value_reader(ClaimReady)(record), tally=NO_TALLY)
        return Rejected(rejection=value_reader(ClaimRejected)(record), tally=NO_TALLY)


def _registered(settings: Settings) -> dict[int, tuple[str, int]]:
    """The ids in the registry of every released outcome schema that is registered."""
    registry = open_registry(settings)
    topics = {_CLAIM: settings.ready_topic, _REJECTION: settings.rejected_topic}
    found: dict[int, tuple[str, int]] = {}
    for entry in read_index():
        name, version = entry["name"], entry["version"]
        if name in topics:
            try:
                found[registry.id_of(f"{topics[name]}-value", read_released(name, version))] = (name, version)
            except RegistryRefused:
                continue  # not registered: no outcome has it
    registry.close()
    return found
