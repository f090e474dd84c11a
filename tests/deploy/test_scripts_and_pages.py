"""The script that installs the tools, and the pages that tell how to install."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "schemas").glob("*.md"), *(ROOT / "deploy").glob("**/*.md")])


def test_shellcheck_finds_nothing_wrong(tool: Callable[[str], Path]) -> None:
    """The script that installs tools is right by shellcheck, optional checks that fit included."""
    script = ROOT / "deploy/ci-tools.sh"
    command = [str(tool("shellcheck")), "--severity=style", str(script)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert script.stat().st_mode & 0o100


def test_versions_of_tools_are_pinned() -> None:
    """Each npm package stands in the lock file with its checksum and without an address; each Go tool in go.mod."""
    lock = (ROOT / "deploy/checks/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('    "node_modules/')
    tools = re.findall(r"^\t(\S+)$", (ROOT / "deploy/checks/go.mod").read_text(), re.M)
    script = (ROOT / "deploy/ci-tools.sh").read_text()
    assert len(tools) == 2
    assert all(tool in script for tool in tools)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """What a page links to within the repository is there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_modules_named_on_pages_are_there() -> None:
    """A command `python -m deploy…` on a page or in a file's head names a module of the repository."""
    named = {
        name
        for path in (*PAGES, *(ROOT / "deploy").glob("**/*.y*ml"), *(ROOT / "deploy").glob("**/*.py"))
        for name in re.findall(r"python -m (deploy[\w.]+\w)", path.read_text())
    }
    assert len(named) >= 3
    for name in named:
        assert (ROOT / name.replace(".", "/")).with_suffix(".py").exists(), name
