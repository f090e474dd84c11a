"""What README.md shows is what the commands print."""

import subprocess
import sys
from typing import Final

import pytest

from tests.documents.pages import ROOT, Block, blocks

SHOWN: Final = [block for block in blocks() if block.page == "README.md" and block.language == "console"]
PICTURE: Final = ROOT / "deploy/status-page.png"


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: str(block.line))
def test_output_is_what_the_command_prints(block: Block) -> None:
    """Every line below a command is printed by it, in this order; `…` stands for lines that are left out."""
    command, *shown = block.text.splitlines()
    words = command.removeprefix("$ claims-worker ").split()
    assert len(words) < len(command.split())
    printed = subprocess.run(
        [sys.executable, "-m", "workers", *words], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    lines = iter(printed.splitlines())
    for line in shown:
        assert line.strip() == "…" or line in lines, line


def test_picture_is_small() -> None:
    """The picture is a PNG of less than 150 KB."""
    content = PICTURE.read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert len(content) < 150_000


def test_readme_shows_a_command() -> None:
    """The search finds the rejection that README.md shows."""
    assert any("REJECTED" in block.text for block in SHOWN)
