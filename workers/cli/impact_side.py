"""One side of a comparison: the settings, a payer profile, code tables, or saved outcomes."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic_core import PydanticCustomError

from rules.catalog import load_catalogue
from rules.load_profiles import ProfileError, load_profiles, profile_name
from rules.tables.error import TableError
from rules.tables.folder_index import INDEX
from rules.tables.store import LOADABLE, Tables
from rules.tables.table_folder import open_tables, open_tables_with
from schemas.scalars import read_money
from schemas.value import value
from workers.build_processor import build_rulebook
from workers.cli.impact import ComparedOutcome, ImpactFinding, comparable
from workers.cli.inputs import Input
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import Settings

NOW: Final = "now"

Evaluate: TypeAlias = Callable[[Sequence[Input]], Iterable[ComparedOutcome]]


class InvalidSide(Exception):
    """An argument cannot be compared; the message says why."""


@value
class Side:
    """One side of the comparison."""

    words: str
    """Description for a person, such as `profile commercial`."""
    needs_files: bool
    """Whether it needs encounters to check; saved outcomes do not."""
    evaluate: Evaluate


def read_side(given: str, settings: Settings) -> Side:
    """Interpret one argument of the command.

    Args:
        given: `now`, a profile name, a profile in TOML, a folder of code tables, a release of a table that was
            replaced, or outcomes in JSON lines.
        settings: settings for everything that the argument does not replace.

    Raises:
        InvalidSide: the argument is none of these, or cannot be read.
        SettingsError: a payer profile or a code table in the settings is invalid.
    """
    # Events in files have no schema ID, so a schema registry is not needed. One failing edit must not hide what the
    # others change.
    rulebook = build_rulebook(settings.model_copy(update={"schemas": "embedded", "on_edit_error": "not-checked"}))
    if given == NOW:
        return _evaluating("current settings", rulebook)
    if given in rulebook.profiles.by_name:
        profile = rulebook.profiles.by_name[given]
        return _evaluating(f"profile {given}", replace(rulebook, only_profile=profile))
    table, equals, release = given.partition("=")
    if equals and table in LOADABLE:
        tables = _tables(lambda: open_tables_with(settings.code_tables_dir, table, release))
        return _evaluating(f"current settings with {table} {release}", replace(rulebook, tables=tables))
    path = Path(given)
    if path.is_dir():
        return _evaluating(f"code tables in {given}", _with_tables(rulebook, path))
    if path.suffix == ".toml":
        return _evaluating(f"profile in {given}", _with_profile(rulebook, path, settings))
    if not path.is_file():
        known = ", ".join(rulebook.profiles.by_name)
        raise InvalidSide(f"{given}: not a file, a folder or a payer profile ({known})")
    saved = tuple(_saved(path))
    return Side(words=f"outcomes in {given}", needs_files=False, evaluate=lambda _: saved)


def _evaluating(words: str, rulebook: Rulebook) -> Side:
    def evaluate(inputs: Sequence[Input]) -> Iterator[ComparedOutcome]:
        for one in inputs:
            outcome = _outcome(one, rulebook)
            if outcome is not None:
                yield outcome

    return Side(words=words, needs_files=True, evaluate=evaluate)


def _outcome(one: Input, rulebook: Rulebook) -> ComparedOutcome | None:
    return None if isinstance(one.read, Exception) else comparable(one.label, check_encounter(one.read, rulebook))


def _with_tables(rulebook: Rulebook, folder: Path) -> Rulebook:
    if not (folder / INDEX).is_file():
        raise InvalidSide(f"{folder}: no code tables in this folder; create them with codes load")
    return replace(rulebook, tables=_tables(lambda: open_tables(folder)))


def _tables(opened: Callable[[], Tables]) -> Tables:
    try:
        return opened()
    except TableError as wrong:
        raise InvalidSide(str(wrong)) from None


def _with_profile(rulebook: Rulebook, path: Path, settings: Settings) -> Rulebook:
    try:
        profiles = load_profiles(
            load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile, also=path
        )
        return replace(rulebook, profiles=profiles, only_profile=profiles.by_name[profile_name(path)])
    except ProfileError as wrong:
        raise InvalidSide(str(wrong)) from None


def _saved(path: Path) -> Iterator[ComparedOutcome]:
    """Read outcomes written by `check --format json`, possibly of another version of this program."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSide(f"{path}: cannot read the file: {type(error).__name__}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            form = json.loads(line)
            if form["outcome"] != "dead_letter":
                yield _read(form, f"{path}:{number}")
        except (ValueError, TypeError, KeyError, RecursionError, PydanticCustomError):
            # Drop the error itself: its text can contain data from the claim.
            raise InvalidSide(f"{path}:{number}: not an outcome from claims-worker check --format json") from None


def _read(form: dict[str, Any], place: str) -> ComparedOutcome:
    rejected = form["outcome"] == "rejected"
    made = form["rejection" if rejected else "claim"]
    return ComparedOutcome(
        claim=(made["claim_id"], made["claim_version"]),
        place=place,
        verdict="rejected" if rejected else "ready",
        charge=read_money(made["encounter"]["total_charge"]),
        found=tuple(
            ImpactFinding(edit=one["edit"], name=one["name"], severity=one["severity"], field=one["field"])
            for one in made["findings"]
        ),
        not_checked=frozenset(code for entry in made["not_checked"] for code in entry["edits"]),
    )
