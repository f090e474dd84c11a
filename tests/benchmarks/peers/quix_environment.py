"""The environment of the quixstreams peer, in `build/quixstreams`; the first call installs it."""

import subprocess
import venv
from pathlib import Path
from typing import Final

_REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
_FOLDER: Final = Path(__file__).parents[3] / "build/quixstreams"


def quix_python() -> str:
    """The Python of the environment."""
    python, done = _FOLDER / "bin/python", _FOLDER / "done"
    wanted = _REQUIREMENTS.read_text(encoding="utf-8")
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        venv.create(_FOLDER, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", str(_REQUIREMENTS)], check=True)
        done.write_text(wanted, encoding="utf-8")
    return str(python)
