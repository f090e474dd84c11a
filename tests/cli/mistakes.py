"""The mistakes in `producer_mistakes.toml`: each is a change to a sample, or a whole file, and what is said of it."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from schemas.form_path import set_at
from schemas.samples import sample_form, sample_text

FILE: Final = Path(__file__).parent / "producer_mistakes.toml"
_SAMPLE: Final = "office-visit"


def read_mistakes() -> list[dict[str, Any]]:
    """All mistakes of the table."""
    mistakes: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["mistake"]
    return mistakes


def contents(mistake: Mapping[str, Any]) -> bytes:
    """The file that a producer with this mistake hands in."""
    match mistake:
        case {"text": text}:
            return str(text).encode()
        case {"hex": digits}:
            return bytes.fromhex(digits)
        case {"encoding": encoding}:
            return sample_text(_SAMPLE).replace("\n", "\r\n").encode(encoding)
        case {"replace": [old, new]}:
            assert old in sample_text(_SAMPLE)
            return sample_text(_SAMPLE).replace(old, new, 1).encode()
        case {"inside": outer}:
            return str(outer).replace("EVENT", json.dumps(sample_form(_SAMPLE))).encode()
    form = sample_form(_SAMPLE)
    for path, new in json.loads(mistake.get("set", "{}")).items():
        set_at(form, path, new)
    for old, new in mistake.get("rename", {}).items():
        form[new] = form.pop(old)
    return json.dumps(form).encode()
