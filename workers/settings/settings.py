"""Everything an operator can set on a worker, as one frozen value.

`Settings` checks each value by itself; `workers.settings.load.load_settings` collects the values from flags,
environment and file and checks them against each other. The names are those of the environment variables without the
prefix `CLAIMS_`, in lower case.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

_TOPIC_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class SettingsError(Exception):
    """One or more settings are wrong: seen before anything connects, shown one a line, and the end is exit code 2."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _check_topic(name: str) -> str:
    if not 1 <= len(name) <= 249 or not _TOPIC_CHARACTERS.issuperset(name) or name in {".", ".."}:
        raise ValueError("must be a Kafka topic name: 1 to 249 letters, digits, dots, hyphens and underscores")
    return name


def _check_registry_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme not in {"http", "https"} or not separator or not rest.strip("/"):
        raise ValueError("must be an address such as https://registry.example:8081")
    if "@" in rest.partition("/")[0]:
        raise ValueError("must not hold a user or password; set SCHEMA_REGISTRY_USER and SCHEMA_REGISTRY_PASSWORD")
    return url.rstrip("/")


def _find_data_folder() -> Path:
    return platformdirs.user_data_path("claims-worker", appauthor=False) / "code-tables"


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Topic = Annotated[str, AfterValidator(_check_topic)]
RegistryUrl = Annotated[str, AfterValidator(_check_registry_url)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Settings(BaseModel):
    """What one worker runs with; frozen; its repr leaves secrets and librdkafka properties out."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kafka_bootstrap_servers: Text | None = Field(
        default=None, description="host:port of one or more brokers, comma between"
    )
    kafka_group_protocol: Literal["auto", "consumer", "classic"] = Field(
        default="auto", description="'auto' tries 'consumer' (KIP-848) and falls back once where the broker is too old"
    )
    kafka_unavailable_timeout: float = Field(
        default=0.0,
        ge=0,
        le=86400 * 7,
        allow_inf_nan=False,
        description="seconds without a broker before exit 4, 0 = for ever",
    )
    input_topic: Topic = Field(default="encounters.v1", description="where encounter events are read from")
    ready_topic: Topic = Field(default="claims.ready.v1", description="where claims go")
    rejected_topic: Topic = Field(default="claims.rejected.v1", description="where rejections go")
    dead_letter_topic: Topic = Field(default="encounters.dead-letter.v1", description="where unreadable events go")
    group_id: Name = Field(
        default="claims-worker", description="consumer group, and first part of the transactional ids"
    )
    worker_slot: int = Field(default=0, ge=0, le=99_999, description="the stable slot behind the transactional id")
    processes: int = Field(default=1, ge=1, le=256, description="worker processes on this machine")
    batch_size: int = Field(default=500, ge=1, le=10_000, description="records in one transaction at most")
    batch_wait_ms: int = Field(default=20, ge=0, le=10_000, description="milliseconds to wait for them")
    max_event_bytes: int = Field(
        default=1_048_576, ge=1, le=256 * 1024 * 1024, description="a larger value is a dead letter"
    )
    schemas: Literal["embedded", "registry"] = Field(default="embedded", description="where schema ids are resolved")
    schema_registry_url: RegistryUrl | None = Field(
        default=None, description="address of a Confluent-compatible registry"
    )
    schema_registry_user: Text | None = Field(default=None, description="its user (basic auth)")
    schema_registry_password: SecretStr | None = Field(default=None, description="its password")
    schema_registry_ca: Path | None = Field(
        default=None, description="PEM file of the authority that signed its certificate"
    )
    output_schema_version: int | None = Field(
        default=None, ge=1, description="the newest output schema to write; not set = the newest there is"
    )
    code_tables_dir: Path = Field(
        default_factory=_find_data_folder, description="where 'codes load' writes and the worker reads"
    )
    required_tables: tuple[Name, ...] = Field(
        default=(), description="tables without which the worker is not ready, beside the shipped ones"
    )
    profiles_dir: Path | None = Field(default=None, description="a folder with payer profiles of your own")
    default_profile: Name = Field(default="commercial", description="the payer profile where nothing else decides")
    on_edit_error: Literal["not-checked", "stop"] = Field(
        default="not-checked", description="what to do when an edit raises"
    )
    http_host: Text = Field(default="127.0.0.1", description="address the HTTP endpoint listens on")
    http_port: int = Field(default=9464, ge=0, le=65535, description="its port; 0 = any free one")
    http_what_if: bool = Field(default=False, description="the what-if form on the status page")
    http_port_file: Path | None = Field(default=None, description="file that receives the port (--http-port-file)")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least level logged"
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="'auto': text on a terminal, JSON else"
    )
    mode: Literal["development", "production"] = Field(
        default="development", description="'production' refuses a plaintext connection"
    )
    allow_plaintext: bool = Field(default=False, description="let production connect in plaintext all the same")
    kafka: Mapping[str, str] = Field(default_factory=dict, repr=False, description="librdkafka, both clients")
    kafka_consumer: Mapping[str, str] = Field(default_factory=dict, repr=False, description="librdkafka, consumer only")
    kafka_producer: Mapping[str, str] = Field(default_factory=dict, repr=False, description="librdkafka, producer only")
