"""The shipped tables, opened once for all tests of tables."""

import pytest

from rules.tables.store import Tables, open_shipped


@pytest.fixture(scope="session")
def tables() -> Tables:
    return open_shipped()
