"""The licenses of publishers: what they are, who accepted which text of them, and whether that text still holds."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rules.tables.folder_index import write_whole
from schemas.small_file import read_small_file
from schemas.value import value
from workers.fetch.failed import FetchFailed
from workers.fetch.links import text_of
from workers.fetch.site import Site

_FILE: Final = "licenses.json"
_READ_AGAIN: Final = timedelta(days=30)


@value
class License:
    """A license that a publisher puts before its files."""

    name: str
    title: str
    address: str
    sentences: tuple[str, ...]
    """What matters most, in our words."""


@value
class Acceptance:
    """That an organization accepted one text of a license."""

    name: str
    accepted_by: str
    accepted_at: datetime
    text_sha256: str
    """The digest of the text that was accepted."""
    read_at: datetime
    """When the publisher's text was last compared."""
    version: str
    """The version of the program that recorded it."""


def shipped_licenses() -> Mapping[str, License]:
    """The known licenses by name."""
    form = tomllib.loads((Path(__file__).parent / "licenses.toml").read_text(encoding="utf-8"))
    return {
        name: License(name=name, title=each["title"], address=each["address"], sentences=tuple(each["sentences"]))
        for name, each in form.items()
    }


class Licenses:
    """The acceptances recorded in a folder.

    Raises:
        ValueError: the record is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self.known = shipped_licenses()
        self.accepted: dict[str, Acceptance] = {}
        try:
            for form in json.loads(read_small_file(self._path)):
                acceptance = _acceptance(form)
                self.accepted[acceptance.name] = acceptance
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{self._path}: is damaged ({error}); remove it and accept the licenses again") from None

    def accept(self, name: str, by: str, *, site: Site, now: datetime, version: str) -> Acceptance:
        """Record that an organization accepts the text that the publisher shows now.

        Raises:
            FetchFailed: the text cannot be read.
        """
        digest = _digest(site.page(self.known[name].address).content)
        acceptance = Acceptance(
            name=name, accepted_by=by, accepted_at=now, text_sha256=digest, read_at=now, version=version
        )
        self.take(acceptance)
        return acceptance

    def take(self, acceptance: Acceptance) -> None:
        """Record an acceptance in place of the earlier one."""
        self.accepted[acceptance.name] = acceptance
        self._write()

    def revoke(self, name: str) -> bool:
        """Withdraw an acceptance; whether there was one."""
        found = self.accepted.pop(name, None)
        if found is not None:
            self._write()
        return found is not None

    def check(self, name: str, *, site: Site | None, now: datetime) -> None:
        """Check that a license is accepted, and each 30 days that its text is still the accepted one.

        Args:
            name: the license.
            site: the sites; None: the text is not read again, because no one is asked.
            now: the time.

        Raises:
            FetchFailed: it is not accepted, or its text has changed.
        """
        held = self.accepted.get(name)
        if held is None:
            title = self.known[name].title if name in self.known else name
            raise FetchFailed("license needed", f"license needed: {name} ({title})")
        if site is None or now - held.read_at < _READ_AGAIN:
            return
        digest = _digest(site.page(self.known[name].address).content)
        if digest != held.text_sha256:
            raise FetchFailed(
                "license changed",
                f"the text of the license {name} has changed since {held.accepted_by} accepted it on "
                f"{held.accepted_at:%Y-%m-%d}; read {self.known[name].address} and accept it again",
            )
        self.take(
            Acceptance(
                name=name,
                accepted_by=held.accepted_by,
                accepted_at=held.accepted_at,
                text_sha256=digest,
                read_at=now,
                version=held.version,
            )
        )

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        forms = [acceptance_form(self.accepted[name]) for name in sorted(self.accepted)]
        write_whole(self._path, (json.dumps(forms, indent=1) + "\n").encode())


def acceptance_form(acceptance: Acceptance) -> dict[str, str]:
    """An acceptance in JSON values."""
    return {
        "name": acceptance.name,
        "accepted_by": acceptance.accepted_by,
        "accepted_at": acceptance.accepted_at.isoformat(timespec="seconds"),
        "text_sha256": acceptance.text_sha256,
        "read_at": acceptance.read_at.isoformat(timespec="seconds"),
        "version": acceptance.version,
    }


def _acceptance(form: Mapping[str, Any]) -> Acceptance:
    return Acceptance(
        name=str(form["name"]),
        accepted_by=str(form["accepted_by"]),
        accepted_at=datetime.fromisoformat(form["accepted_at"]),
        text_sha256=str(form["text_sha256"]),
        read_at=datetime.fromisoformat(form["read_at"]),
        version=str(form["version"]),
    )


def _digest(page: bytes) -> str:
    return hashlib.sha256(text_of(page).encode()).hexdigest()
