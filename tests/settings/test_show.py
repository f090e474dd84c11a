"""The effective settings, printed for a person."""

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from workers.settings.load import load_settings
from workers.settings.settings import Settings
from workers.settings.show import print_settings


def test_secrets_are_hidden_and_marked_as_set() -> None:
    """No secret is printed, no matter which source it came from."""
    settings = load_settings(
        {},
        {
            "CLAIMS_SCHEMA_REGISTRY_USER": "ann",
            "CLAIMS_SCHEMA_REGISTRY_PASSWORD": "hush-1",
            "CLAIMS_KAFKA_SASL_PASSWORD": "hush-2",
            "CLAIMS_KAFKA_CONSUMER_SSL_KEY_PEM": "hush-3",
            "CLAIMS_KAFKA_PRODUCER_SASL_OAUTHBEARER_CLIENT_SECRET": "hush-4",
            "CLAIMS_KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL": "https://tokens",
        },
        require_broker=False,
    )
    text = print_settings(settings)
    assert "hush" not in text
    assert "# schema_registry_password is set (hidden)" in text
    assert "# sasl.password is set (hidden)" in text
    assert '"sasl.oauthbearer.token.endpoint.url" = "https://tokens"' in text


def test_every_setting_of_the_contract_is_printed() -> None:
    """A setting without a value is listed too."""
    text = print_settings(Settings())
    named = {line.removeprefix("# ").split(" ")[0] for line in text.splitlines()}
    assert named == set(Settings.model_fields) - {"kafka", "kafka_consumer", "kafka_producer", "http_port_file"}


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
def test_what_is_printed_reads_back(value: str) -> None:
    """Any text is the same after it is printed and read back as TOML."""
    text = print_settings(Settings(kafka={"client.rack": value}, required_tables=("hcpcs",)))
    assert tomllib.loads(text)["kafka"]["client.rack"] == value


def test_a_printed_file_gives_the_same_settings(tmp_path: Path) -> None:
    """If there are no secrets, the output works as a settings file."""
    environment = {
        "CLAIMS_BATCH_SIZE": "7",
        "CLAIMS_KAFKA_CONSUMER_FETCH_MAX_BYTES": "9",
        "CLAIMS_REQUIRED_TABLES": "a,b",
    }
    settings = load_settings({}, environment, require_broker=False)
    path = tmp_path / "worker.toml"
    path.write_text(print_settings(settings), encoding="utf-8")
    assert load_settings({"config_file": str(path)}, {}, require_broker=False) == settings
