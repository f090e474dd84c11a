"""The server's certificate, which is read again when its files change."""

import ssl
from pathlib import Path

import structlog

from workers.settings.settings import Settings, SettingsError

_log = structlog.get_logger(__name__)


class Certificate:
    """Certificate and key in PEM files; connections that begin after a change get the new ones.

    Args:
        certificate: the file with the certificate and those between it and the authority.
        key: the file with its key.

    Raises:
        SettingsError: the files cannot be used.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._seen = self._look()
        try:
            self._load()
        except (OSError, ValueError) as error:
            raise SettingsError([f"CLAIMS_SERVE_TLS_CERTIFICATE: {_why(error)}"]) from None

    def reload(self) -> None:
        """Read the files again if they changed."""
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._load()
        except (OSError, ValueError) as error:
            _log.error("could not reload the certificate; the old one stays in use", problem=_why(error))
        else:
            _log.info("certificate reloaded")

    def _load(self) -> None:
        certificate, key = self._files
        # First where it does no harm: a certificate without its key would end every handshake.
        for context in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self.context):
            # Without a function, a password would be asked for on the terminal.
            context.load_cert_chain(certificate, key, password=_no_password)

    def _look(self) -> list[tuple[int, int] | None]:
        return [_stamp(path) for path in self._files]


def open_certificate(settings: Settings) -> Certificate | None:
    """The certificate of the settings; None if they have none.

    Raises:
        SettingsError: its files cannot be used.
    """
    if settings.serve_tls_certificate is None or settings.serve_tls_key is None:
        return None
    return Certificate(settings.serve_tls_certificate, settings.serve_tls_key)


def _no_password() -> str:
    raise ValueError("the key must not have a password")


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "certificate and key are not PEM files that belong together"
    if isinstance(error, OSError):
        return f"cannot read {error.filename or 'the files'}: {error.strerror}"
    return str(error)
