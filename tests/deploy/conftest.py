"""The programs that check what is deployed; `deploy/ci-tools.sh` installs them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".cache/deploy-tools"


def _find(name: str) -> Path:
    own = TOOLS / name
    if own.exists():
        return own
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    missing = f"{name} is not installed: run deploy/ci-tools.sh"
    if os.environ.get("REQUIRE_DEPLOY_TOOLS") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], Path]:
    """Finds a program or folder of tools by its name; where it is not there the test is skipped, or fails in CI."""
    return _find


@pytest.fixture(scope="session")
def deploy() -> Path:
    """The folder `deploy`."""
    return ROOT / "deploy"
