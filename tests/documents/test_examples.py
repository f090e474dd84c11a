"""Every TOML and JSON block on a page is valid for the program that reads it."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.kafka.permissions import ROLES, read_permissions
from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.profile import Profile, Profiles
from rules.tables.store import open_shipped
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter
from schemas.samples import situations
from schemas.schema_source import EmbeddedSchemas
from tests.documents.pages import Block, blocks
from workers.pipeline.outcome import Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.load import load_settings
from workers.settings.settings import Settings

TOML: Final = [block for block in blocks() if block.language == "toml"]
JSON: Final = [block for block in blocks() if block.language == "json"]


def _named(block: Block) -> str:
    return f"{block.page}:{block.line}"


def _is_profile(content: Mapping[str, Any]) -> bool:
    return "name" in content and bool({"builds_on", "payer_class", "severity"} & content.keys())


def _read_settings(path: Path) -> None:
    load_settings({"config_file": str(path)}, {}, host_name="here", require_broker=False)


def _read_access(path: Path) -> None:
    assert read_permissions(Settings(), {role: f"User:{role}" for role in ROLES}, path)


def _reader_of(content: Mapping[str, Any]) -> Callable[[Path], None]:
    if _is_profile(content):
        return lambda path: _require_no_new_rejections(_profiles_with(path), path)
    return _read_access if "permission" in content else _read_settings


@pytest.mark.parametrize("block", TOML, ids=_named)
def test_toml(block: Block, tmp_path: Path) -> None:
    """A profile, a settings file or a permissions file is read without errors.

    A profile rejects no good sample by an edit that it does not mention.
    """
    path = tmp_path / "example.toml"
    path.write_text(block.text, encoding="utf-8")
    _reader_of(tomllib.loads(block.text))(path)


@pytest.mark.parametrize("block", JSON, ids=_named)
def test_json(block: Block) -> None:
    """An encounter event becomes a claim; anything else is valid JSON."""
    form = parse_json(block.text)
    if isinstance(form, dict) and "occurred_at" in form:
        outcome = check_encounter(read_encounter(form), _rulebook(load_profiles(load_catalogue())))
        assert isinstance(outcome, Ready), [finding.message for finding in _findings(outcome)]


def test_pages_have_examples() -> None:
    """The search finds the examples that users copy: a profile, settings, an event."""
    kinds = {_is_profile(tomllib.loads(block.text)) for block in TOML}
    assert kinds == {True, False}
    assert any("occurred_at" in json.loads(block.text) for block in JSON)


def _profiles_with(path: Path) -> Profiles:
    return load_profiles(load_catalogue(), folder=path.parent)


def _rulebook(profiles: Profiles, only: Profile | None = None) -> Rulebook:
    return Rulebook(
        schemas=EmbeddedSchemas(),
        engine=Engine(load_catalogue(), keep_going=False),
        profiles=profiles,
        tables=open_shipped(),
        only_profile=only,
    )


def _good_samples() -> Iterator[EncounterEvent]:
    return (read_encounter(parse_json(text)) for name, text in situations().items() if "rejected" not in name)


def _findings(outcome: object) -> Iterator[Any]:
    if isinstance(outcome, Rejected):
        yield from (finding for finding in outcome.rejection.findings if finding.severity == "REJECT")


def _require_no_new_rejections(profiles: Profiles, path: Path) -> None:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    mentioned = {*content.get("severity", {}), *content.get("parameters", {})}
    base, own = (_rulebook(profiles, profiles.by_name[content[key]]) for key in ("builds_on", "name"))
    for event in _good_samples():
        if isinstance(check_encounter(event, base), Ready):
            new = {finding.edit for finding in _findings(check_encounter(event, own))}
            assert new <= mentioned, f"{event.encounter_id}: {new - mentioned}"
