"""Settings from flags, environment and file."""

from pathlib import Path

import pytest

from workers.settings.environment import has_secret_files
from workers.settings.load import find_ordinal, load_settings
from workers.settings.settings import Settings, SettingsError

BROKER = {"CLAIMS_KAFKA_BOOTSTRAP_SERVERS": "broker:9092"}


def load(environment: dict[str, str], **flags: object) -> Settings:
    return load_settings(flags, BROKER | environment, host_name="laptop", require_broker=True)


def problems(environment: dict[str, str], **flags: object) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as wrong:
        load(environment, **flags)
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems


def write(folder: Path, text: str) -> str:
    path = folder / "worker.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_defaults_are_those_of_the_contract() -> None:
    """If only the brokers are set, every other setting has the contract's default."""
    settings = load({})
    shown = settings.model_dump(exclude={"code_tables_dir"})
    assert shown == {
        "kafka_bootstrap_servers": "broker:9092",
        "kafka_group_protocol": "auto",
        "kafka_unavailable_timeout": 0.0,
        "input_topic": "encounters.v1",
        "ready_topic": "claims.ready.v1",
        "rejected_topic": "claims.rejected.v1",
        "dead_letter_topic": "encounters.dead-letter.v1",
        "group_id": "claims-worker",
        "worker_slot": 0,
        "processes": 1,
        "batch_size": 500,
        "batch_wait_ms": 20,
        "max_event_bytes": 1_048_576,
        "schemas": "embedded",
        "schema_registry_url": None,
        "schema_registry_user": None,
        "schema_registry_password": None,
        "schema_registry_ca": None,
        "output_schema_version": None,
        "required_tables": (),
        "fetch_contact": None,
        "fetch_ca": None,
        "fetch_proxy": None,
        "fetch_sources_dir": None,
        "fetch_mirror": None,
        "fetch_keep_days": 400,
        "accepted_licenses": (),
        "profiles_dir": None,
        "default_profile": "commercial",
        "on_edit_error": "not-checked",
        "on_poison": "dead-letter",
        "on_position_lost": "stop",
        "accept_positions": (),
        "insight_store": None,
        "insight_key_file": None,
        "insight_commit_seconds": 10.0,
        "http_host": "127.0.0.1",
        "http_port": 9464,
        "http_allowed_hosts": (),
        "http_what_if": False,
        "http_outcomes": False,
        "http_port_file": None,
        "serve_tokens": None,
        "serve_tls_certificate": None,
        "serve_tls_key": None,
        "log_level": "info",
        "log_format": "auto",
        "mode": "development",
        "allow_plaintext": False,
        "core_dumps": False,
        "kafka": {},
        "kafka_consumer": {},
        "kafka_producer": {},
    }


def test_a_flag_beats_the_environment_and_the_environment_beats_the_file(tmp_path: Path) -> None:
    """Each setting comes from the first source that has it: flag, environment, file, default."""
    file = write(tmp_path, 'processes = 4\nbatch_size = 40\ngroup_id = "from-file"\n[kafka]\n"client.rack" = "file"\n')
    settings = load(
        {
            "CLAIMS_CONFIG_FILE": file,
            "CLAIMS_PROCESSES": "3",
            "CLAIMS_BATCH_SIZE": "30",
            "CLAIMS_KAFKA_CLIENT_RACK": "a",
        },
        processes="2",
        batch_size=None,
    )
    assert (settings.processes, settings.batch_size, settings.group_id) == (2, 30, "from-file")
    assert settings.kafka == {"client.rack": "a"}


def test_a_flag_names_the_file_before_the_environment_does(tmp_path: Path) -> None:
    """`--config-file` takes precedence over `CLAIMS_CONFIG_FILE`."""
    settings = load({"CLAIMS_CONFIG_FILE": "/nowhere.toml"}, config_file=write(tmp_path, "batch_size = 7"))
    assert settings.batch_size == 7


@pytest.mark.parametrize(
    ("variable", "text", "field", "expected"),
    [
        ("CLAIMS_HTTP_WHAT_IF", "true", "http_what_if", True),
        ("CLAIMS_HTTP_OUTCOMES", "true", "http_outcomes", True),
        ("CLAIMS_ALLOW_PLAINTEXT", "no", "allow_plaintext", False),
        ("CLAIMS_KAFKA_UNAVAILABLE_TIMEOUT", "2.5", "kafka_unavailable_timeout", 2.5),
        ("CLAIMS_REQUIRED_TABLES", "ncci_ptp, hcpcs", "required_tables", ("ncci_ptp", "hcpcs")),
        ("CLAIMS_REQUIRED_TABLES", "", "required_tables", ()),
        ("CLAIMS_HTTP_ALLOWED_HOSTS", "a.example, *.b.example", "http_allowed_hosts", ("a.example", "*.b.example")),
        ("CLAIMS_ACCEPTED_LICENSES", "ama-cms=Example Clinic", "accepted_licenses", ("ama-cms=Example Clinic",)),
        ("CLAIMS_FETCH_MIRROR", "http://127.0.0.1:8080/", "fetch_mirror", "http://127.0.0.1:8080"),
        (
            "CLAIMS_ACCEPT_POSITIONS",
            "in:0:none-4, in.b_c-d:1:10-35",
            "accept_positions",
            ("in:0:none-4", "in.b_c-d:1:10-35"),
        ),
        ("CLAIMS_HTTP_PORT", "0", "http_port", 0),
        ("CLAIMS_CODE_TABLES_DIR", "/data", "code_tables_dir", Path("/data")),
    ],
)
def test_text_becomes_the_type_of_the_setting(variable: str, text: str, field: str, expected: object) -> None:
    """A variable's text is converted to the type of the setting."""
    assert getattr(load({variable: text}), field) == expected


@pytest.mark.parametrize(
    ("variable", "text", "line"),
    [
        ("CLAIMS_BATCHSIZE", "1", "CLAIMS_BATCHSIZE: unknown setting; did you mean CLAIMS_BATCH_SIZE?"),
        (
            "CLAIMS_HTTP_PORT_FILE",
            "p",
            "CLAIMS_HTTP_PORT_FILE: unknown setting; use the flag --http-port-file",
        ),
        ("CLAIMS_QQQQ", "1", "CLAIMS_QQQQ: unknown setting"),
        (
            "CLAIMS_KAFKA_BOOTSTRAP_SERVER",
            "a:1",
            "CLAIMS_KAFKA_BOOTSTRAP_SERVER: unknown setting; did you mean CLAIMS_KAFKA_BOOTSTRAP_SERVERS?",
        ),
        (
            "CLAIMS_BATCH_SIZE",
            "many",
            "CLAIMS_BATCH_SIZE: must be a whole number (got 'many')",
        ),
        ("CLAIMS_BATCH_SIZE", "0", "CLAIMS_BATCH_SIZE: must be between 1 and 10,000 (got 0)"),
        ("CLAIMS_OUTPUT_SCHEMA_VERSION", "0", "CLAIMS_OUTPUT_SCHEMA_VERSION: must be at least 1 (got 0)"),
        (
            "CLAIMS_GROUP_ID",
            "my group",
            (
                "CLAIMS_GROUP_ID: must be 1 to 100 letters, digits, dots, hyphens and underscores, starting with a "
                "letter or digit (got 'my group')"
            ),
        ),
        ("CLAIMS_BATCH_SIZE", "", "CLAIMS_BATCH_SIZE: must not be empty; set a value or unset it"),
        (
            "CLAIMS_ACCEPT_POSITIONS",
            "encounters.v1:0:350",
            (
                "CLAIMS_ACCEPT_POSITIONS: must be topic:partition:from-to, such as encounters.v1:0:100-350 or "
                'encounters.v1:0:none-350 (got ["encounters.v1:0:350"])'
            ),
        ),
        ("CLAIMS_MODE", "prod", "CLAIMS_MODE: must be 'development' or 'production' (got 'prod')"),
        (
            "CLAIMS_KAFKA_UNAVAILABLE_TIMEOUT",
            "nan",
            "CLAIMS_KAFKA_UNAVAILABLE_TIMEOUT: must be a finite number (got 'nan')",
        ),
        (
            "CLAIMS_INPUT_TOPIC",
            "a topic",
            (
                "CLAIMS_INPUT_TOPIC: must be a Kafka topic name: 1 to 249 letters, digits, dots, hyphens and "
                "underscores (got 'a topic')"
            ),
        ),
        (
            "CLAIMS_INPUT_TOPIC",
            "claims.ready.v1",
            (
                "CLAIMS_INPUT_TOPIC, CLAIMS_READY_TOPIC, CLAIMS_REJECTED_TOPIC and CLAIMS_DEAD_LETTER_TOPIC: "
                "must be four different topics (got 'claims.ready.v1' 2 times)"
            ),
        ),
        ("CLAIMS_SCHEMAS", "registry", "CLAIMS_SCHEMA_REGISTRY_URL: required when CLAIMS_SCHEMAS is 'registry'"),
        (
            "CLAIMS_SCHEMA_REGISTRY_URL",
            "https://ann:hush@registry",
            (
                "CLAIMS_SCHEMA_REGISTRY_URL: must not contain a user or password; "
                "set CLAIMS_SCHEMA_REGISTRY_USER and CLAIMS_SCHEMA_REGISTRY_PASSWORD"
            ),
        ),
        (
            "CLAIMS_SCHEMA_REGISTRY_USER",
            "ann",
            "CLAIMS_SCHEMA_REGISTRY_PASSWORD: required when CLAIMS_SCHEMA_REGISTRY_USER is set",
        ),
        ("CLAIMS_SCHEMA_REGISTRY_CA", "/no/ca.pem", "CLAIMS_SCHEMA_REGISTRY_CA: file not found: /no/ca.pem"),
        ("CLAIMS_PROFILES_DIR", "/no/folder", "CLAIMS_PROFILES_DIR: folder not found: /no/folder"),
        ("CLAIMS_CONFIG_FILE", "/no/file", "CLAIMS_CONFIG_FILE: cannot read /no/file: No such file or directory"),
        (
            "CLAIMS_HTTP_PORT",
            "tcp://10.0.0.1:9464",
            (
                "CLAIMS_HTTP_PORT: must be a port (got 'tcp://10.0.0.1:9464', which Kubernetes sets for a "
                "Service named 'claims-http'); set enableServiceLinks: false"
            ),
        ),
        ("CLAIMS_KAFKA_", "x", "CLAIMS_KAFKA_: does not name a librdkafka property"),
        (
            "CLAIMS_KAFKA_SSL_CA_LOCATION",
            " ",
            "CLAIMS_KAFKA_SSL_CA_LOCATION: must not be empty; set a value or unset it",
        ),
    ],
)
def test_a_wrong_or_unknown_variable_is_one_clear_line(variable: str, text: str, line: str) -> None:
    """Any error in a variable is reported in one line with its name and what it should be."""
    assert problems({variable: text}) == (line,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("batch_sizes = 1", "batch_sizes in {file}: unknown setting; did you mean batch_size?"),
        (
            "CLAIMS_BATCH_SIZE = 1",
            "CLAIMS_BATCH_SIZE in {file}: unknown setting; in a file, use batch_size",
        ),
        ('config_file = "x"', "config_file in {file}: unknown setting; a settings file cannot name another one"),
        ('batch_size = "500"', "batch_size in {file}: must be a whole number (got '500')"),
        ("batch_size = true", "batch_size in {file}: must be a whole number (got true)"),
        ("profiles_dir = 1", "profiles_dir in {file}: must be a string (got 1)"),
        ("group_id = 1", "group_id in {file}: must be a string (got 1)"),
        ('schema_registry_user = ""', "schema_registry_user in {file}: must not be empty (got '')"),
        ('required_tables = "hcpcs"', "required_tables in {file}: must be a list (got 'hcpcs')"),
        ("mode = 1", "mode in {file}: must be 'development' or 'production' (got 1)"),
        ("batch_size = 2026-10-01", "batch_size in {file}: must be a string, a number, true, false or a list"),
        ("kafka = 3", "kafka in {file}: unknown setting"),
        (
            'kafka_security_protocol = "SSL"',
            (
                "kafka_security_protocol in {file}: unknown setting; "
                "librdkafka properties go in the table [kafka] under their dotted names"
            ),
        ),
        ("[kafka]\nconsumer = 1", "kafka.consumer in {file}: must be a table of librdkafka properties"),
        (
            '[kafka.producer]\n"compression.type" = []',
            "compression.type in [kafka.producer] of {file}: must be a string, a number, true or false",
        ),
        (
            "schema_registry_password_file = 3",
            "schema_registry_password_file in {file}: must be a file path",
        ),
        (
            "batch_size = ",
            "CLAIMS_CONFIG_FILE: {file} is not valid TOML: Invalid value (at end of document)",
        ),
    ],
)
def test_a_wrong_or_unknown_key_of_the_file_is_one_clear_line(tmp_path: Path, text: str, expected: str) -> None:
    """Any error in a key is reported in one line with its name and the file."""
    file = write(tmp_path, text)
    told = problems({"CLAIMS_CONFIG_FILE": file})
    assert len(told) == 1
    assert told[0].startswith(expected.format(file=file))


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """The byte order mark that Windows editors add is not part of the first key."""
    file = write(tmp_path, "\N{ZERO WIDTH NO-BREAK SPACE}batch_size = 7")
    assert load({"CLAIMS_CONFIG_FILE": file}).batch_size == 7


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """One start reports every problem, so that an operator need not fix them one by one."""
    told = problems(
        {
            "CLAIMS_CONFIG_FILE": write(tmp_path, "batchsize = 1\nhttp_port = 70000"),
            "CLAIMS_MODE": "prod",
            "CLAIMS_KAFKA_ACKS": "1",
        }
    )
    assert [line.partition(":")[0].partition(" ")[0] for line in told] == [
        "batchsize",
        "http_port",
        "CLAIMS_MODE",
        "CLAIMS_KAFKA_ACKS",
    ]


def test_the_brokers_must_be_set_where_they_are_needed() -> None:
    """`run` requires brokers; `demo` and `check` do not."""
    with pytest.raises(SettingsError, match="CLAIMS_KAFKA_BOOTSTRAP_SERVERS: required"):
        load_settings({}, {}, host_name="laptop", require_broker=True)
    assert load_settings({}, {}, host_name="laptop", require_broker=False).kafka_bootstrap_servers is None


def test_properties_go_to_both_clients_or_to_one() -> None:
    """Variables with a client prefix become dotted librdkafka properties of that client."""
    settings = load(
        {
            "CLAIMS_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "CLAIMS_KAFKA_CONSUMER_FETCH_WAIT_MAX_MS": "50",
            "CLAIMS_KAFKA_PRODUCER_LINGER_MS": "5",
            "CLAIMS_KAFKA_LOG_LEVEL": "3",
        }
    )
    assert settings.kafka == {"log_level": "3", "security.protocol": "SASL_SSL"}
    assert settings.kafka_consumer == {"fetch.wait.max.ms": "50"}
    assert settings.kafka_producer == {"linger.ms": "5"}


def test_a_file_may_write_properties_with_or_without_quotes(tmp_path: Path) -> None:
    """An unquoted dotted key is a nested table in TOML; both forms read the same, and numbers become text."""
    file = write(
        tmp_path,
        '[kafka]\nsecurity.protocol = "SSL"\n"socket.keepalive.enable" = true\n'
        "[kafka.consumer]\nfetch.wait.max.ms = 50\n[kafka.producer]\n'linger.ms' = 0.5\n",
    )
    settings = load({"CLAIMS_CONFIG_FILE": file})
    assert settings.kafka == {"security.protocol": "SSL", "socket.keepalive.enable": "true"}
    assert settings.kafka_consumer == {"fetch.wait.max.ms": "50"}
    assert settings.kafka_producer == {"linger.ms": "0.5"}


@pytest.mark.parametrize(
    "name",
    [
        "enable.auto.commit",
        "enable.auto.offset.store",
        "isolation.level",
        "transactional.id",
        "auto.offset.reset",
        "enable.idempotence",
        "acks",
        "request.required.acks",
        "max.in.flight",
        "max.in.flight.requests.per.connection",
        "group.id",
        "group.instance.id",
        "bootstrap.servers",
        "metadata.broker.list",
        "ssl.endpoint.identification.algorithm",
        "enable.ssl.certificate.verification",
    ],
)
@pytest.mark.parametrize("scope", ["CONSUMER_", "PRODUCER_", ""])
def test_properties_that_the_guarantee_depends_on_are_refused_with_the_reason(name: str, scope: str) -> None:
    """They cannot be set for either client, and the error says why."""
    variable = f"CLAIMS_KAFKA_{scope}{name.upper().replace('.', '_')}"
    if variable in BROKER:
        return
    told = problems({variable: "x"})
    assert len(told) == 1
    start = f"{variable}: {name} cannot be set: "
    assert told[0].startswith(start)
    assert len(told[0]) > len(start) + 10


def test_the_group_protocol_has_a_setting_of_its_own(tmp_path: Path) -> None:
    """`group.protocol` is refused as a property, in the file and for one client."""
    file = write(tmp_path, '[kafka]\ngroup.protocol = "classic"\n')
    assert "set CLAIMS_KAFKA_GROUP_PROTOCOL" in problems({"CLAIMS_CONFIG_FILE": file})[0]
    assert "set CLAIMS_KAFKA_GROUP_PROTOCOL" in problems({"CLAIMS_KAFKA_CONSUMER_GROUP_PROTOCOL": "classic"})[0]


@pytest.mark.parametrize(
    "variable",
    [
        "CLAIMS_SERVICE_HOST",
        "CLAIMS_PORT",
        "CLAIMS_KAFKA_SERVICE_HOST",
        "CLAIMS_KAFKA_SERVICE_PORT",
        "CLAIMS_KAFKA_SERVICE_PORT_CLIENT",
        "CLAIMS_KAFKA_PORT",
        "CLAIMS_KAFKA_PORT_9092_TCP",
        "CLAIMS_KAFKA_PORT_9092_TCP_ADDR",
        "CLAIMS_KAFKA_PORT_9092_TCP_PORT",
        "CLAIMS_KAFKA_PORT_9092_TCP_PROTO",
        "CLAIMS_WORKER_PORT_80_TCP",
        "CLAIMS_WORKER_SERVICE_PORT_HTTP",
    ],
)
def test_names_that_kubernetes_sets_for_services_are_ignored(variable: str) -> None:
    """A Service named `claims…` neither stops the worker nor becomes a librdkafka property."""
    assert load({variable: "tcp://10.0.0.1:9092"}) == load({})


def test_variables_of_other_programs_are_ignored() -> None:
    """Only names that start with CLAIMS_ are read."""
    assert load({"CLAIM_X": "1", "PATH": "/bin", "claims_batch_size": "1"}) == load({})


def test_secrets_come_from_files(tmp_path: Path) -> None:
    """A secret can come from a file, in the environment and in TOML; its trailing line break is dropped."""
    (tmp_path / "secret").write_text("hush hush\n", encoding="utf-8")
    secret = str(tmp_path / "secret")
    file = write(
        tmp_path,
        f'schema_registry_user = "ann"\nschema_registry_password_file = "{secret}"\n'
        f'[kafka]\nsasl.password.file = "{secret}"\n',
    )
    settings = load({"CLAIMS_CONFIG_FILE": file, "CLAIMS_KAFKA_CONSUMER_SSL_KEY_PASSWORD_FILE": secret})
    assert settings.schema_registry_password is not None
    assert settings.schema_registry_password.get_secret_value() == "hush hush"
    assert settings.kafka == {"sasl.password": "hush hush"}
    assert settings.kafka_consumer == {"ssl.key.password": "hush hush"}
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "is empty"), (b"\xff\xfe", "is not UTF-8 text"), (b"x" * 70_000, "larger than 64 KiB")],
)
def test_a_file_that_cannot_be_a_secret_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """An empty, binary or huge file is rejected as a secret."""
    (tmp_path / "secret").write_bytes(content)
    (line,) = problems({"CLAIMS_KAFKA_SASL_PASSWORD_FILE": str(tmp_path / "secret")})
    assert line.startswith("CLAIMS_KAFKA_SASL_PASSWORD_FILE: ")
    assert reason in line


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    """Setting a secret both directly and as a file is an error: it would be unclear which one counts."""
    (tmp_path / "secret").write_text("hush", encoding="utf-8")
    (line,) = problems(
        {"CLAIMS_KAFKA_SASL_PASSWORD": "other", "CLAIMS_KAFKA_SASL_PASSWORD_FILE": str(tmp_path / "secret")}
    )
    assert line == "CLAIMS_KAFKA_SASL_PASSWORD_FILE: CLAIMS_KAFKA_SASL_PASSWORD is also set; set only one of them"


def test_a_property_that_ends_in_file_and_is_not_a_secret_goes_to_the_client(tmp_path: Path) -> None:
    """`sasl.oauthbearer.assertion.private.key.file` is a librdkafka property that holds the path of a file."""
    key = tmp_path / "a.pem"
    variable = {"CLAIMS_KAFKA_SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE": str(key)}
    assert problems(variable) == (f"{next(iter(variable))}: file not found: {key}",)
    key.touch()
    assert load(variable).kafka == {"sasl.oauthbearer.assertion.private.key.file": str(key)}


def test_the_client_may_look_for_certificates() -> None:
    """`probe` is no path: the client looks for the certificates of the operating system."""
    assert load({"CLAIMS_KAFKA_SSL_CA_LOCATION": "probe"}).kafka == {"ssl.ca.location": "probe"}


@pytest.mark.parametrize(
    ("host_name", "slot"),
    [
        ("claims-worker-0", 0),
        ("claims-worker-12", 12),
        ("claims-worker-3.claims.svc.cluster.local", 3),
        ("laptop", 0),
        ("laptop7", 0),
        ("worker-007", 0),
        ("claims-worker-6f7b4d9c8d-24967", 0),
    ],
)
def test_the_slot_is_the_ordinal_of_a_stateful_set(host_name: str, slot: int) -> None:
    """A pod's ordinal is its slot; a name without one is slot 0."""
    assert find_ordinal(host_name) == slot
    assert load_settings({}, BROKER, host_name=host_name, require_broker=True).worker_slot == slot


def test_a_slot_that_is_set_beats_the_host_name() -> None:
    """The ordinal is only a default."""
    environment = BROKER | {"CLAIMS_WORKER_SLOT": "5"}
    assert load_settings({}, environment, host_name="claims-worker-3", require_broker=True).worker_slot == 5


@pytest.mark.parametrize(
    ("environment", "clients"),
    [
        ({}, ["consumer", "producer"]),
        ({"CLAIMS_KAFKA_SECURITY_PROTOCOL": "sasl_plaintext"}, ["consumer", "producer"]),
        (
            {"CLAIMS_KAFKA_SECURITY_PROTOCOL": "SSL", "CLAIMS_KAFKA_PRODUCER_SECURITY_PROTOCOL": "PLAINTEXT"},
            ["producer"],
        ),
        ({"CLAIMS_KAFKA_CONSUMER_SECURITY_PROTOCOL": "SASL_SSL"}, ["producer"]),
        ({"CLAIMS_KAFKA_SECURITY_PROTOCOL": "sasl_ssl"}, []),
        ({"CLAIMS_ALLOW_PLAINTEXT": "true"}, []),
    ],
)
def test_production_refuses_a_plaintext_connection(environment: dict[str, str], clients: list[str]) -> None:
    """In production each client must use TLS unless plaintext is allowed."""
    environment = environment | {"CLAIMS_MODE": "production"}
    if not clients:
        assert load(environment).mode == "production"
        return
    told = problems(environment)
    assert [line.split(" would ")[0].split()[-1] for line in told] == clients
    assert all(line.startswith("CLAIMS_KAFKA_SECURITY_PROTOCOL: ") for line in told)


def test_production_refuses_a_registry_without_tls() -> None:
    """In production the registry must use https, because a password goes to it."""
    environment = {
        "CLAIMS_MODE": "production",
        "CLAIMS_KAFKA_SECURITY_PROTOCOL": "SSL",
        "CLAIMS_SCHEMAS": "registry",
        "CLAIMS_SCHEMA_REGISTRY_URL": "http://registry:8081",
    }
    assert problems(environment)[0].startswith("CLAIMS_SCHEMA_REGISTRY_URL: ")
    assert load(environment | {"CLAIMS_SCHEMA_REGISTRY_URL": "https://registry"}).schemas == "registry"


@pytest.mark.parametrize("servers", ["http://localhost:9092", "a:9092,,b:9092", "user@a:9092", "a:9092/x", "a:1 b:2"])
def test_brokers_are_no_urls(servers: str) -> None:
    """A URL or an empty entry would never connect; the librdkafka form with a protocol is accepted."""
    assert problems({"CLAIMS_KAFKA_BOOTSTRAP_SERVERS": servers})[0].startswith(
        "CLAIMS_KAFKA_BOOTSTRAP_SERVERS: must be host:port of one or more brokers"
    )
    load({"CLAIMS_KAFKA_BOOTSTRAP_SERVERS": "SASL_SSL://a:9093, [::1]:9092,b"})


def test_no_line_shows_a_secret() -> None:
    """An invalid setting that contains a password is reported without it."""
    told = problems(
        {"CLAIMS_SCHEMA_REGISTRY_URL": "http://ann:hush@registry", "CLAIMS_SCHEMA_REGISTRY_PASSWORD": "hush"}
    )
    assert len(told) == 2
    assert "hush" not in "\n".join(told)


def test_settings_cannot_be_changed() -> None:
    """Settings are frozen."""
    with pytest.raises(ValueError, match="frozen"):
        load({}).__setattr__("batch_size", 1)


def test_files_of_secrets_are_known() -> None:
    """A password or key in a file may change while the worker runs; the settings file is no secret."""
    assert has_secret_files({"CLAIMS_KAFKA_SASL_PASSWORD_FILE": "/run/secrets/password"})
    assert not has_secret_files({"CLAIMS_CONFIG_FILE": "worker.toml", "OTHER_FILE": "x", "CLAIMS_GROUP_ID": "g"})
