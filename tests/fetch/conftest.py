"""Shared by the tests of `codes fetch`: the stand-in site, and a run against it on a given day."""

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from tests.fetch.official_files import gated_paths, site_content
from tests.fetch.stand_in import StandIn
from workers.__main__ import main
from workers.fetch.download import Budget
from workers.fetch.fetch_source import Report
from workers.fetch.licenses import Licenses
from workers.fetch.obtain import Order
from workers.fetch.read_sources import SHIPPED, read_sources
from workers.fetch.run_fetch import run_fetch
from workers.fetch.site import Site
from workers.fetch.source import Source

Run = Callable[..., Result]
NOW = datetime(2026, 8, 20, 6, 17, tzinfo=UTC)
_COUNTS = re.compile(r"^(bytes|rows) = .*$", re.MULTILINE)


@pytest.fixture(scope="session")
def own_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped sources for small files: their counts are replaced and nothing else; the hosts are the mirror's."""
    folder = tmp_path_factory.mktemp("sources")
    for path in SHIPPED.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        small = _COUNTS.sub(lambda found: f"{found[1]} = [1, 10_000_000]", text)
        if "[expect]" in text and "\nrows = " not in text:
            small = small.replace("[expect]\n", "[expect]\nrows = [1, 10_000_000]\n")
        (folder / path.name).write_text(small, encoding="utf-8")
        assert {**tomllib.loads(small), "expect": None} == {**tomllib.loads(text), "expect": None}
    return folder


@pytest.fixture(scope="session")
def sources(own_sources: Path) -> tuple[Source, ...]:
    return read_sources(own_sources)


@pytest.fixture(scope="session")
def _content() -> dict[str, bytes]:
    return site_content()


@pytest.fixture
def site(_content: dict[str, bytes]) -> Iterator[StandIn]:
    """The running stand-in site; every test has its own pages and files."""
    with StandIn(_content, gated_paths(_content)) as running:
        yield running


@dataclass
class Fetch:
    """Runs of `codes fetch` against the stand-in site, into one folder of code tables."""

    site: StandIn
    tables: Path
    sources: tuple[Source, ...]
    slept: list[float] = field(default_factory=list)

    def __call__(self, *only: str, now: datetime = NOW, max_bytes: int = 1 << 30, **order: Any) -> dict[str, Report]:
        """The report of each source by its name."""
        return {report.source: report for report in self.reports(*only, now=now, max_bytes=max_bytes, **order)}

    def reports(
        self, *only: str, now: datetime = NOW, max_bytes: int = 1 << 30, keep_days: int = 400, **order: Any
    ) -> list[Report]:
        """All reports of a run, in order."""
        with self._open() as site:
            reports = run_fetch(
                self.sources,
                Order(tables=self.tables, now=now, **order),
                site,
                Licenses(self.tables / "fetch"),
                Budget(max_bytes),
                only=only,
                keep_days=keep_days,
            )
            return list(reports)

    def accept(self, name: str, now: datetime = NOW) -> None:
        """Accept a license of the stand-in site."""
        with self._open() as site:
            Licenses(self.tables / "fetch").accept(name, "Example Clinic", site=site, now=now, version="0")

    @contextmanager
    def _open(self) -> Iterator[Site]:
        with httpx.Client(trust_env=False) as client:
            yield Site(client, mirror=self.site.url, sleep=self.slept.append)


@pytest.fixture
def fetch(site: StandIn, sources: tuple[Source, ...], tmp_path: Path) -> Fetch:
    return Fetch(site=site, tables=tmp_path / "tables", sources=sources)


@pytest.fixture
def run(tmp_path: Path, site: StandIn, own_sources: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `claims-worker codes …` against the stand-in site, without a terminal."""
    monkeypatch.setenv("CLAIMS_CODE_TABLES_DIR", str(tmp_path / "tables"))
    monkeypatch.setenv("CLAIMS_FETCH_SOURCES_DIR", str(own_sources))
    monkeypatch.setenv("CLAIMS_FETCH_MIRROR", site.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return lambda *arguments: CliRunner().invoke(main, ("codes", *arguments))
