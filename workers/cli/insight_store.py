"""Opens the store of facts for a command, or prints one line and exits with code 2."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from workers.cli.settings_or_exit import COULD_NOT_RUN, end_with
from workers.settings.settings import Settings

if TYPE_CHECKING:
    from workers.insight.keys import Keys
    from workers.insight.store import FactStore

MISSING_EXTRA: Final = "insight needs duckdb, deltalake and matplotlib: pip install 'claims-worker[insight]'"


def store_folder(settings: Settings) -> Path:
    """The folder of the store."""
    if settings.insight_store is None:
        end_with(COULD_NOT_RUN, "CLAIMS_INSIGHT_STORE: required; set the folder of the store")
    return settings.insight_store


def open_store_or_exit(folder: Path, key_file: Path, *, create: bool) -> "tuple[FactStore, Keys]":
    """The store to write to, and the keys of its persons."""
    from workers.insight.keys import read_keys

    try:
        keys = read_keys(str(key_file))
    except ValueError as wrong:
        end_with(COULD_NOT_RUN, f"CLAIMS_INSIGHT_KEY_FILE: {wrong}")
    return _open(folder, keys.fingerprint(), create=create), keys


def read_store_or_exit(folder: Path) -> "FactStore":
    """The store, without the keys of its persons."""
    return _open(folder, None, create=False)


def _open(folder: Path, fingerprint: str | None, *, create: bool) -> "FactStore":
    try:
        from workers.insight.store import FactStore
        from workers.insight.store_notes import StoreUnusable
    except ModuleNotFoundError:
        end_with(COULD_NOT_RUN, MISSING_EXTRA)
    try:
        return FactStore(folder, fingerprint, create=create)
    except StoreUnusable as wrong:
        end_with(COULD_NOT_RUN, f"CLAIMS_INSIGHT_STORE: {wrong}")
