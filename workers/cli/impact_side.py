"""One side of a comparison of rules: a profile, a folder of code tables, the settings, or saved outcomes."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeAlias

from rules.catalog import load_catalogue
from rules.profile import ProfileError, load_profiles, profile_name
from rules.tables.error import TableError
from rules.tables.folder_index import INDEX
from rules.tables.table_folder import open_tables
from schemas.value import value
from workers.build_processor import build_rulebook
from workers.cli.impact import Found, Judged, judged
from workers.cli.inputs import Input
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import Settings

NOW: Final = "now"

Judge: TypeAlias = Callable[[Sequence[Input]], Iterable[Judged]]


class NoSide(Exception):
    """An argument is none of the things that can be compared; the text says why."""


@value
class Side:
    """What one argument stands for."""

    words: str
    """For a person: `profile commercial`."""
    needs_files: bool
    """Whether it judges encounters; saved outcomes are judged already."""
    judge: Judge


def read_side(given: str, settings: Settings) -> Side:
    """What an argument stands for.

    Args:
        given: `now`, the name of a profile, a profile in TOML, a folder of code tables, or outcomes in JSON lines.
        settings: the profiles and code tables that hold where the argument says nothing of them.

    Raises:
        NoSide: it is none of these, or cannot be read.
        SettingsError: the settings name a profile or a code table that cannot be used.
    """
    # Events of files have no schema id to look up, so that a registry is never asked.
    rulebook = build_rulebook(settings.model_copy(update={"schemas": "embedded"}))
    if given == NOW:
        return _judging("the settings as they are", rulebook)
    if given in rulebook.profiles.by_name:
        profile = rulebook.profiles.by_name[given]
        return _judging(f"profile {given}", replace(rulebook, only_profile=profile))
    path = Path(given)
    if path.is_dir():
        return _judging(f"code tables of {given}", _with_tables(rulebook, path))
    if path.suffix == ".toml":
        return _judging(f"profile of {given}", _with_profile(rulebook, path, settings))
    if not path.is_file():
        known = ", ".join(rulebook.profiles.by_name)
        raise NoSide(f"{given}: there is no such file or folder, and no such profile; there are {known}")
    saved = tuple(_saved(path))
    return Side(words=f"outcomes of {given}", needs_files=False, judge=lambda _: saved)


def _judging(words: str, rulebook: Rulebook) -> Side:
    def judge(inputs: Sequence[Input]) -> Iterator[Judged]:
        for one in inputs:
            outcome = _outcome(one, rulebook)
            if outcome is not None:
                yield outcome

    return Side(words=words, needs_files=True, judge=judge)


def _outcome(one: Input, rulebook: Rulebook) -> Judged | None:
    return None if isinstance(one.read, Exception) else judged(one.label, check_encounter(one.read, rulebook))


def _with_tables(rulebook: Rulebook, folder: Path) -> Rulebook:
    if not (folder / INDEX).is_file():
        raise NoSide(f"{folder}: holds no code tables (codes load makes such a folder)")
    try:
        return replace(rulebook, tables=open_tables(folder))
    except TableError as wrong:
        raise NoSide(str(wrong)) from None


def _with_profile(rulebook: Rulebook, path: Path, settings: Settings) -> Rulebook:
    try:
        profiles = load_profiles(
            load_catalogue(), folder=settings.profiles_dir, default=settings.default_profile, also=path
        )
        return replace(rulebook, profiles=profiles, only_profile=profiles.by_name[profile_name(path)])
    except ProfileError as wrong:
        raise NoSide(str(wrong)) from None


def _saved(path: Path) -> Iterator[Judged]:
    """Outcomes that `check --format json` wrote, perhaps by another version of this program."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSide(f"{path}: cannot be read: {type(error).__name__}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            form = json.loads(line)
            if form["outcome"] != "dead_letter":
                yield _read(form, f"{path}:{number}")
        except (ValueError, TypeError, KeyError, InvalidOperation):
            # The error itself is dropped: its text can hold a value of the claim.
            raise NoSide(f"{path}:{number}: is no outcome of claims-worker check --format json") from None


def _read(form: dict[str, Any], place: str) -> Judged:
    rejected = form["outcome"] == "rejected"
    made = form["rejection" if rejected else "claim"]
    return Judged(
        claim=(made["claim_id"], made["claim_version"]),
        place=place,
        verdict="rejected" if rejected else "ready",
        charge=Decimal(made["encounter"]["total_charge"]),
        found=tuple(
            Found(edit=one["edit"], name=one["name"], severity=one["severity"], field=one["field"])
            for one in made["findings"]
        ),
        not_checked=frozenset(code for entry in made["not_checked"] for code in entry["edits"]),
    )
