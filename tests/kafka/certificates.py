"""Creates certificates for a broker on loopback with openssl, valid for two days."""

import subprocess
from pathlib import Path
from typing import Final

_LEAF_EXTENSIONS: Final = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n"


def make_authority(folder: Path, name: str = "ca") -> Path:
    """Create a certificate authority: `<name>.key` and `<name>.pem` in `folder`; returns the latter."""
    certificate = folder / f"{name}.pem"
    _openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
        *("-keyout", str(folder / f"{name}.key"), "-out", str(certificate)),
        *("-addext", "basicConstraints=critical,CA:TRUE"),
    )
    return certificate


def make_key_store(folder: Path, name: str, authority: str = "ca") -> Path:
    """Create a PEM file with a broker's key and certificate, signed by that authority."""
    key, request, certificate = (folder / f"{name}.{suffix}" for suffix in ("key", "csr", "crt"))
    extensions = folder / f"{name}.ext"
    extensions.write_text(_LEAF_EXTENSIONS)
    _openssl(
        *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(request)),
    )
    _openssl(
        *("x509", "-req", "-in", str(request), "-CA", str(folder / f"{authority}.pem")),
        *("-CAkey", str(folder / f"{authority}.key"), "-CAcreateserial", "-out", str(certificate)),
        *("-days", "2", "-extfile", str(extensions)),
    )
    store = folder / f"{name}.chain.pem"
    store.write_text(key.read_text() + certificate.read_text())
    return store


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)
