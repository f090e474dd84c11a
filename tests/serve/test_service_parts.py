"""The parts around the checks: tokens, certificates, cores, settings, the description of the service."""

import json
import os
import ssl
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import trustme
from structlog.testing import capture_logs

from schemas.interchange.conversion import Converted
from schemas.interchange.conversion_report import ConversionReport
from schemas.interchange.read_837 import read_837
from workers.metrics.declared import CHECK_ENDS
from workers.serve.bearer_tokens import BearerTokens
from workers.serve.certificate import Certificate
from workers.serve.check_pool import EndCause
from workers.serve.openapi import OPENAPI_FILE, openapi
from workers.serve.server import settings_of_service
from workers.serve.usable_cores import usable_cores
from workers.settings.settings import Settings, SettingsError

FIRST, SECOND = "first-token-000000", "second-token-00000"


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_tokens_follow_their_file(tmp_path: Path) -> None:
    """A rotated file counts within a second; a broken one leaves the old tokens valid and is logged once."""
    file, clock = tmp_path / "tokens", Clock()
    file.write_text(f"# of the billing system\n{FIRST}\n\n", encoding="ascii")
    tokens = BearerTokens(file, clock)
    assert tokens.allow(f"Bearer {FIRST}")
    assert tokens.allow(f"bearer {FIRST}")
    for refused in (None, "", "Bearer", f"Basic {FIRST}", f"Bearer {FIRST}x", f"Bearer {SECOND}", "Bearer \xff"):
        assert not tokens.allow(refused)
    file.write_text(f"{SECOND}\n{FIRST}\n", encoding="ascii")
    clock.now += 2
    assert tokens.allow(f"Bearer {SECOND}")
    file.write_text("short\n", encoding="ascii")
    with capture_logs() as logs:
        for _ in range(3):
            clock.now += 2
            assert tokens.allow(f"Bearer {FIRST}")
    assert [line["log_level"] for line in logs] == ["error"]
    assert "short" not in str(logs)


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "is empty"), ("# none\n", "has no token"), ("a b c d e f g h i j k\n", "line 1 of"), (None, "cannot read")],
)
def test_a_file_without_tokens_stops_the_start(tmp_path: Path, content: str | None, why: str) -> None:
    """Otherwise nobody, or anybody, could ask."""
    file = tmp_path / "tokens"
    if content is not None:
        file.write_text(content, encoding="ascii")
    with pytest.raises(SettingsError, match=f"CLAIMS_SERVE_TOKENS: .*{why}"):
        BearerTokens(file, Clock())


def test_a_certificate_without_its_key_is_refused_and_a_broken_one_not_loaded(tmp_path: Path) -> None:
    """A context with a certificate whose key does not belong to it would end every handshake."""
    authority = trustme.CA()
    files = {name: tmp_path / name for name in ("certificate", "key")}
    for issued in (authority.issue_cert("one.example"), authority.issue_cert("two.example")):
        issued.private_key_pem.write_to_path(files["key"])
        if not files["certificate"].exists():
            issued.cert_chain_pems[0].write_to_path(files["certificate"])
            certificate = Certificate(files["certificate"], files["key"])
    os.utime(files["key"], ns=(1, 1))
    with capture_logs() as logs:
        certificate.reload()
        certificate.reload()
    assert [line["log_level"] for line in logs] == ["error"]
    with pytest.raises(SettingsError, match="CLAIMS_SERVE_TLS_CERTIFICATE: certificate and key are not PEM files"):
        Certificate(files["certificate"], files["key"])
    assert certificate.context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("quota", "cores"), [("50000 100000\n", 1), ("max 100000\n", None), ("odd", None), (None, None)]
)
def test_the_cores_are_those_of_the_container(tmp_path: Path, quota: str | None, cores: int | None) -> None:
    """A container with a CPU limit on a large node does not start a process for each core of the node."""
    file = tmp_path / "cpu.max"
    if quota is not None:
        file.write_text(quota, encoding="ascii")
    assert usable_cores(file) == (usable_cores(tmp_path / "none") if cores is None else cores)


def test_the_service_has_a_port_and_a_number_of_processes_of_its_own() -> None:
    """They are those of the settings where these name them."""
    own = settings_of_service(Settings())
    assert (own.http_port, own.processes) == (9465, usable_cores())
    chosen = settings_of_service(Settings(http_port=9464, processes=3))
    assert (chosen.http_port, chosen.processes) == (9464, 3)


def test_production_needs_encryption(tmp_path: Path) -> None:
    """Unless only this machine can reach the port, or a proxy encrypts."""
    with pytest.raises(SettingsError, match="CLAIMS_SERVE_TLS_CERTIFICATE: required when CLAIMS_MODE is 'production'"):
        settings_of_service(Settings(mode="production", http_host="0.0.0.0"))
    settings_of_service(Settings(mode="production"))
    settings_of_service(Settings(mode="production", http_host="0.0.0.0", allow_plaintext=True))
    settings_of_service(Settings(mode="production", http_host="0.0.0.0", serve_tls_certificate=tmp_path / "a"))


def test_every_cause_of_an_end_is_a_label_of_its_metric() -> None:
    """Otherwise it would be counted as `other`."""
    assert set(get_args(EndCause)) == CHECK_ENDS


def test_the_description_is_a_document_whose_references_and_examples_hold() -> None:
    """Each reference leads somewhere, and each example is of its schema."""
    document = openapi()
    names = document["components"]["schemas"]
    references = {part.split('"')[0] for part in json.dumps(document).split("#/components/schemas/")[1:]}
    assert references <= set(names)
    check = document["paths"]["/check"]["post"]
    parts = [check["requestBody"], *check["responses"].values()]
    examples = 0
    for part in parts:
        for content in part["content"].values():
            schema = {**content["schema"], "components": document["components"]}
            for example in content.get("examples", {}).values():
                jsonschema.Draft202012Validator(schema).validate(example["value"])
                examples += 1
    assert examples == 6
    assert OPENAPI_FILE.is_file()


def test_the_example_of_an_837_is_one_claim() -> None:
    """A reader can send it as it is."""
    text = openapi()["paths"]["/check"]["post"]["requestBody"]["content"]["application/edi-x12"]["examples"]["one"]
    pieces = [text["value"].encode()]
    (one,) = read_837(lambda _: pieces.pop() if pieces else b"", ConversionReport())
    assert isinstance(one, Converted)
