"""Shared by the tests of `codes fetch`: the stand-in site, and a run against it on a given day."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fetch.official_files import site_content
from tests.fetch.stand_in import StandIn
from workers.fetch.download import Budget
from workers.fetch.fetch_source import Report
from workers.fetch.licenses import Licenses
from workers.fetch.obtain import Order
from workers.fetch.read_sources import SHIPPED, read_sources
from workers.fetch.run_fetch import run_fetch
from workers.fetch.site import Site
from workers.fetch.source import Source

NOW = datetime(2026, 11, 30, 6, 17, tzinfo=UTC)
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
    with StandIn(_content) as running:
        yield running


@dataclass
class Fetch:
    """Runs of `codes fetch` against the stand-in site, into one folder of code tables."""

    site: StandIn
    tables: Path
    sources: tuple[Source, ...]
    slept: list[float] = field(default_factory=list)

    def __call__(
        self, *only: str, now: datetime = NOW, max_bytes: int = 1 << 30, keep_days: int = 400, **order: Any
    ) -> dict[str, Report]:
        """The report of each source by its name."""
        with httpx.Client(trust_env=False) as client:
            reports = run_fetch(
                self.sources,
                Order(tables=self.tables, now=now, **order),
                Site(client, mirror=self.site.url, sleep=self.slept.append),
                Licenses(self.tables / "fetch"),
                Budget(max_bytes),
                only=only,
                keep_days=keep_days,
            )
            return {report.source: report for report in reports}


@pytest.fixture
def fetch(site: StandIn, sources: tuple[Source, ...], tmp_path: Path) -> Fetch:
    return Fetch(site=site, tables=tmp_path / "tables", sources=sources)


OneRun = Callable[..., dict[str, Report]]
