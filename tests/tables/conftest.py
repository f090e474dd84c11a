"""The shipped tables, opened once for all table tests, and small files in the layouts of the official ones."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rules.tables.loaders.load_table import load_table
from rules.tables.manifest import Manifest
from rules.tables.store import Tables, open_shipped

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)

Load = Callable[..., Manifest]


@pytest.fixture(scope="session")
def tables() -> Tables:
    return open_shipped()


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads the files of a folder of fixtures, or the files given, into `tmp_path / 'tables'`; lists may be small."""

    def load(kind: str, *files: Path, fixture: str | None = None, **options: Any) -> Manifest:
        chosen = files or tuple(sorted((FIXTURES / (fixture or kind)).iterdir()))
        return load_table(kind, chosen, folder=tmp_path / "tables", **{"now": NOW, "allow_incomplete": True, **options})

    return load
