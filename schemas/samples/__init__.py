"""Synthetic encounters named by situation, for the demo, the documents and the tests. No person in them exists."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

SAMPLES_DIR: Final = Path(__file__).parent


@cache
def sample_names() -> tuple[str, ...]:
    """Names of the samples, sorted."""
    return tuple(sorted(path.stem for path in SAMPLES_DIR.glob("*.json")))


def sample_text(name: str) -> str:
    """The JSON text of a sample."""
    return (SAMPLES_DIR / f"{name}.json").read_text(encoding="utf-8")


def sample_form(name: str) -> dict[str, Any]:
    """A new copy of a sample's JSON form, which may be changed."""
    form: dict[str, Any] = json.loads(sample_text(name))
    return form


def situations() -> Mapping[str, str]:
    """Every sample with its JSON text."""
    return {name: sample_text(name) for name in sample_names()}
