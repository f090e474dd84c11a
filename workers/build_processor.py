"""Builds the processor from the settings: payer profiles, code tables, schemas and encoders."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import ProfileError, load_profiles
from rules.tables.error import TableError
from rules.tables.source_state import SourceStates
from rules.tables.store import TABLE_ORDER, Tables
from rules.tables.table_folder import TableFolder
from schemas.codec import ready_encoder, rejected_encoder
from schemas.schema_source import EmbeddedSchemas, RegistryRefused, RegistryUnavailable
from schemas.sources import NEWEST, read_released
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.process_encounter import Rulebook
from workers.processor import Encoders, EncounterProcessor
from workers.settings.settings import Settings, SettingsError

if TYPE_CHECKING:
    from schemas.registry import RegistrySchemas

DEAD_LETTER_HEADROOM: Final = 2 * 64 * 1024
"""Bytes by which a dead letter may exceed the largest event (schemas/CONTRACT.md, "Topics")."""


def open_table_folder(settings: Settings) -> TableFolder:
    """Open the shipped and the loaded code tables.

    Raises:
        SettingsError: a code table cannot be opened.
    """
    try:
        return TableFolder(settings.code_tables_dir)
    except TableError as wrong:
        raise SettingsError([f"CLAIMS_CODE_TABLES_DIR: {wrong}"]) from None


def build_rulebook(settings: Settings, tables: Tables | None = None) -> Rulebook:
    """Build everything needed to check events.

    Args:
        settings: the worker's settings.
        tables: the code tables; None = open those of the settings.

    Raises:
        SettingsError: a payer profile or a code table is invalid.
    """
    catalogue = load_catalogue()
    try:
        profiles = load_profiles(catalogue, folder=settings.profiles_dir, default=settings.default_profile)
    except ProfileError as wrong:
        raise SettingsError([str(wrong)]) from None
    return Rulebook(
        schemas=EmbeddedSchemas() if settings.schemas == "embedded" else open_registry(settings),
        engine=Engine(catalogue, keep_going=settings.on_edit_error == "not-checked"),
        profiles=profiles,
        tables=open_table_folder(settings).current() if tables is None else tables,
        max_event_bytes=settings.max_event_bytes,
    )


def open_registry(settings: Settings) -> "RegistrySchemas":
    """Create the schema registry client.

    Raises:
        SettingsError: the URL is not set, or the CA certificate cannot be read.
    """
    # The HTTP client is slow to import; `check` and a worker without a registry do not need it.
    from schemas.registry import RegistrySchemas

    if settings.schema_registry_url is None:
        raise SettingsError(["CLAIMS_SCHEMA_REGISTRY_URL: required; set the URL of the schema registry"])
    password = settings.schema_registry_password
    try:
        return RegistrySchemas(
            settings.schema_registry_url,
            user=settings.schema_registry_user,
            password=None if password is None else password.get_secret_value(),
            ca_file=None if settings.schema_registry_ca is None else str(settings.schema_registry_ca),
        )
    except OSError as error:
        raise SettingsError(
            [f"CLAIMS_SCHEMA_REGISTRY_CA: cannot read {settings.schema_registry_ca}: {error.strerror}"]
        ) from None


def _known(made: Encoders) -> Callable[[], Encoders]:
    return lambda: made


def _encoders(settings: Settings, schemas: Any) -> Callable[[], Encoders]:
    def make() -> Encoders:
        if isinstance(schemas, EmbeddedSchemas):
            return ready_encoder(), rejected_encoder()
        ids = {
            name: schemas.id_of(f"{topic}-value", read_released(name, NEWEST[name]))
            for name, topic in (("ClaimReady", settings.ready_topic), ("ClaimRejected", settings.rejected_topic))
        }
        return ready_encoder(ids["ClaimReady"]), rejected_encoder(ids["ClaimRejected"])

    return make


def check_settings(settings: Settings) -> None:
    """Check the settings that need payer profiles, code tables or schemas, without connecting to anything.

    Raises:
        SettingsError: a payer profile, a code table or the output schema version is invalid.
    """
    _require_known(settings)
    build_rulebook(settings)


def _require_known(settings: Settings) -> None:
    version = settings.output_schema_version
    if version is not None and version > NEWEST["ClaimReady"]:
        newest = NEWEST["ClaimReady"]
        raise SettingsError(
            [f"CLAIMS_OUTPUT_SCHEMA_VERSION: must be at most {newest}, the newest released version (got {version})"]
        )
    unknown = [name for name in settings.required_tables if name not in TABLE_ORDER]
    if unknown:
        raise SettingsError([f"CLAIMS_REQUIRED_TABLES: unknown code table {name!r}" for name in unknown])


def build_processor(settings: Settings) -> EncounterProcessor:
    """Build the worker's processor.

    Raises:
        SettingsError: a payer profile, a code table or the output schema version is invalid.
        WorkerExit: 5, the schema registry refuses access or does not have the output schemas.
    """
    _require_known(settings)
    folder = open_table_folder(settings)
    rulebook = build_rulebook(settings, folder.current())
    encoders = _encoders(settings, rulebook.schemas)
    try:
        made = encoders()
    except RegistryRefused as refused:
        raise WorkerExit(5, str(refused)) from None
    except RegistryUnavailable:
        pass  # the first event retries
    else:
        encoders = _known(made)
    return EncounterProcessor(
        rulebook,
        encoders,
        dead_letter_bytes=settings.max_event_bytes + DEAD_LETTER_HEADROOM,
        tables=folder,
        sources=SourceStates(settings.code_tables_dir),
        required_tables=settings.required_tables,
    )
