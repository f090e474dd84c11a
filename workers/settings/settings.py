"""All worker settings, as one frozen value.

`Settings` validates each value alone; `workers.settings.load.load_settings` collects the values from flags,
environment and file and checks for conflicts between them. Field names are the environment variable names in lower
case, without the prefix `CLAIMS_`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from workers.settings.accepted_position import check_accepted_position
from workers.settings.allowed_host import check_allowed_host
from workers.settings.fetch_addresses import check_accepted_license, check_mirror

_PROTOCOLS: Final = frozenset(("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"))
_TOPIC_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class SettingsError(Exception):
    """One or more settings are invalid. Raised before anything connects; printed one per line; exit code 2."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _check_topic(name: str) -> str:
    if not 1 <= len(name) <= 249 or not _TOPIC_CHARACTERS.issuperset(name) or name in {".", ".."}:
        raise ValueError("must be a Kafka topic name: 1 to 249 letters, digits, dots, hyphens and underscores")
    return name


def _check_servers(servers: str) -> str:
    for server in servers.split(","):
        protocol, separator, rest = server.strip().rpartition("://")
        known = not separator or protocol.upper() in _PROTOCOLS
        if not known or not rest or any(sign in rest for sign in "/ @"):
            raise ValueError("must be host:port of one or more brokers, separated by commas")
    return servers


def _check_registry_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme not in {"http", "https"} or not separator or not rest.strip("/"):
        raise ValueError("must be a URL such as https://registry.example:8081")
    if "@" in rest.partition("/")[0]:
        raise ValueError(
            "must not contain a user or password; set CLAIMS_SCHEMA_REGISTRY_USER and CLAIMS_SCHEMA_REGISTRY_PASSWORD"
        )
    return url.rstrip("/")


def _find_data_folder() -> Path:
    return platformdirs.user_data_path("claims-worker", appauthor=False) / "code-tables"


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Servers = Annotated[Text, AfterValidator(_check_servers)]
Topic = Annotated[str, AfterValidator(_check_topic)]
RegistryUrl = Annotated[str, AfterValidator(_check_registry_url)]
AcceptedPosition = Annotated[str, AfterValidator(check_accepted_position)]
AllowedHost = Annotated[str, AfterValidator(check_allowed_host)]
Mirror = Annotated[str, AfterValidator(check_mirror)]
AcceptedLicense = Annotated[str, AfterValidator(check_accepted_license)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Settings(BaseModel):
    """The settings of one worker; frozen; its repr omits secrets and librdkafka properties."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kafka_bootstrap_servers: Servers | None = Field(
        default=None,
        description="Brokers to connect to, separated by commas: `broker-1:9092,broker-2:9092`. Required by all "
        "commands that talk to Kafka; `demo` starts an embedded broker without it.",
    )
    kafka_group_protocol: Literal["auto", "consumer", "classic"] = Field(
        default="auto",
        description="Consumer group protocol. `auto` uses `consumer` (KIP-848), or `classic` on brokers before 4.0 and "
        "as long as the group has members that use it.",
    )
    kafka_unavailable_timeout: float = Field(
        default=0.0,
        ge=0,
        le=86400 * 7,
        allow_inf_nan=False,
        description="Seconds to wait for an unavailable broker before exiting with code 4; 0 waits indefinitely.",
    )
    input_topic: Topic = Field(default="encounters.v1", description="Topic to read encounter events from.")
    ready_topic: Topic = Field(default="claims.ready.v1", description="Topic to publish claims to.")
    rejected_topic: Topic = Field(default="claims.rejected.v1", description="Topic to publish rejections to.")
    dead_letter_topic: Topic = Field(
        default="encounters.dead-letter.v1", description="Topic for records that cannot be processed."
    )
    group_id: Name = Field(
        default="claims-worker", description="Consumer group, and the first part of every transactional ID."
    )
    worker_slot: int = Field(
        default=0,
        ge=0,
        le=99_999,
        description="Stable slot number behind the transactional ID; no two running workers of a group may share one. "
        "If not set, the ordinal at the end of the host name (`worker-3`) is used if there is one.",
    )
    processes: int = Field(
        default=1,
        ge=1,
        le=256,
        description="Worker processes on this machine; the same for all workers of a group. If not set, `serve` has "
        "one per core.",
    )
    batch_size: int = Field(default=500, ge=1, le=10_000, description="Maximum number of records in one transaction.")
    batch_wait_ms: int = Field(default=20, ge=0, le=10_000, description="Milliseconds to wait for a batch to fill.")
    max_event_bytes: int = Field(
        default=1_048_576,
        ge=1,
        le=256 * 1024 * 1024,
        description="Largest encounter event, in bytes; a larger one is a dead letter (`too-large`).",
    )
    schemas: Literal["embedded", "registry"] = Field(
        default="embedded", description="Where schema IDs are resolved: in the shipped schemas or in a registry."
    )
    schema_registry_url: RegistryUrl | None = Field(
        default=None, description="Confluent-compatible schema registry; required if `CLAIMS_SCHEMAS` is `registry`."
    )
    schema_registry_user: Text | None = Field(
        default=None, description="User name for basic authentication with the registry."
    )
    schema_registry_password: SecretStr | None = Field(default=None, description="Password of that user.")
    schema_registry_ca: Path | None = Field(
        default=None, description="PEM file with the certificate authority that signed the registry's certificate."
    )
    output_schema_version: int | None = Field(
        default=None,
        ge=1,
        description="Newest version of the outcome schemas to write; if not set, the newest available. "
        "Keep the old version during a rolling upgrade.",
    )
    code_tables_dir: Path = Field(
        default_factory=_find_data_folder, description="Folder that `codes load` writes to and the worker reads from."
    )
    required_tables: tuple[Name, ...] = Field(
        default=(),
        description="Code tables without which the worker is not ready, besides the shipped ones; separated by commas.",
    )
    profiles_dir: Path | None = Field(default=None, description="Folder with your own payer profiles (TOML).")
    default_profile: Name = Field(
        default="commercial", description="Payer profile for claims whose payer and filing indicator select none."
    )
    on_edit_error: Literal["not-checked", "stop"] = Field(
        default="not-checked",
        description="If an edit fails with an exception: list it in the outcome's `not_checked`, or exit with code 1.",
    )
    on_poison: Literal["dead-letter", "stop"] = Field(
        default="dead-letter",
        description="If a record ends every process that checks it: make it a dead letter (`worker-failed`), or `stop` "
        "reading its partition.",
    )
    on_position_lost: Literal["stop", "continue"] = Field(
        default="stop",
        description="If a partition cannot continue at the committed offset without losing or repeating outcomes: "
        "`stop` reading that partition, or `continue` at the start of its log.",
    )
    accept_positions: tuple[AcceptedPosition, ...] = Field(
        default=(),
        description="Jumps to accept under `stop`, as given in the log or on `/readyz` (`topic:partition:from-to`); "
        "separated by commas.",
    )
    fetch_contact: Text | None = Field(
        default=None, description="E-mail address or URL that `codes fetch` gives to the publishers' sites."
    )
    fetch_ca: Path | None = Field(
        default=None,
        description="PEM file with the certificate authority that `codes fetch` trusts, such as that of a proxy.",
    )
    fetch_proxy: SecretStr | None = Field(
        default=None, description="Proxy of `codes fetch`; if not set, `HTTPS_PROXY` and `NO_PROXY` apply."
    )
    fetch_sources_dir: Path | None = Field(
        default=None, description="Folder whose TOML files replace the shipped sources of `codes fetch`, by name."
    )
    fetch_mirror: Mirror | None = Field(
        default=None, description="Server that `codes fetch` asks instead of the publishers' hosts, `/HOST/path` each."
    )
    fetch_keep_days: int = Field(
        default=400,
        ge=1,
        le=36_500,
        description="Days for which `codes fetch` keeps the files it downloaded, and releases that others replaced.",
    )
    accepted_licenses: tuple[AcceptedLicense, ...] = Field(
        default=(),
        description="Publishers' licenses that a person has accepted, as `name=organization`; separated by commas.",
    )
    insight_store: Path | None = Field(
        default=None,
        description="Folder of the store of facts that `insight sink` writes; protect it like patient data.",
    )
    insight_key_file: Path | None = Field(
        default=None,
        description="File with the secret, at least 32 characters, from which `insight sink` derives person keys.",
    )
    insight_commit_seconds: float = Field(
        default=10.0,
        ge=0.01,
        le=3600,
        allow_inf_nan=False,
        description="Seconds between two commits of `insight sink`, unless 10,000 outcomes come sooner.",
    )
    http_host: Text = Field(default="127.0.0.1", description="Address the HTTP server listens on.")
    http_port: int = Field(
        default=9464,
        ge=0,
        le=65535,
        description="Port the HTTP server listens on; 0 picks a free port. If not set, `serve` listens on 9465.",
    )
    http_allowed_hosts: tuple[AllowedHost, ...] = Field(
        default=(),
        description="Host names under which the HTTP server answers, besides IP addresses and names without a dot; "
        "separated by commas. `*.worker.example` allows all names below that one, `*` every name.",
    )
    http_what_if: bool = Field(default=False, description="Whether to serve the what-if form at `/what-if`.")
    http_outcomes: bool = Field(
        default=False,
        description="Whether to serve `/outcomes`, which shows what became of an encounter. The worker then needs the "
        "role `viewer` too (`deploy/kafka/access.toml`).",
    )
    http_port_file: Path | None = Field(default=None, description="File to write the HTTP port to.")
    serve_tokens: Path | None = Field(
        default=None,
        description="File with the bearer tokens that `serve` accepts, one per line; read again when it changes. "
        "Without it, anyone who reaches the port may send requests.",
    )
    serve_tls_certificate: Path | None = Field(
        default=None, description="PEM file with the certificate of `serve`; read again when it changes."
    )
    serve_tls_key: Path | None = Field(default=None, description="PEM file with the key of that certificate.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Lowest level to log.")
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="Log format. `auto` is text on a terminal and JSON elsewhere."
    )
    mode: Literal["development", "production"] = Field(
        default="development", description="`production` refuses unencrypted connections."
    )
    allow_plaintext: bool = Field(default=False, description="Allow unencrypted connections in production.")
    core_dumps: bool = Field(
        default=False,
        description="Whether a crash may write a core dump, which holds patient data, and debuggers may attach.",
    )
    kafka: Mapping[str, str] = Field(
        default_factory=dict, repr=False, description="librdkafka property for both clients."
    )
    kafka_consumer: Mapping[str, str] = Field(
        default_factory=dict, repr=False, description="librdkafka property for the consumer only."
    )
    kafka_producer: Mapping[str, str] = Field(
        default_factory=dict, repr=False, description="librdkafka property for the producer only."
    )
