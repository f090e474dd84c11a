"""What the tests of edits share: a judge that changes a clean sample at some paths and returns what the edits say."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.claim.build_claim import build_claim
from rules.engine.engine import Engine, Judgement
from rules.load_profiles import load_profiles
from rules.profile import Profile, Profiles
from rules.repairs.repair_event import repair_event
from rules.tables.store import Tables, open_shipped
from schemas.encounter import EncounterEvent
from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text

Judge = Callable[..., Judgement]


@pytest.fixture(scope="session")
def shipped() -> Tables:
    """The shipped code tables."""
    return open_shipped()


@pytest.fixture(scope="session")
def judge(shipped: Tables) -> Judge:
    """A function that judges a changed sample."""
    return make_judge(shipped)


def make_judge(shipped: Tables) -> Judge:
    """A function that judges a changed sample with these tables."""
    catalogue = load_catalogue()
    profiles = load_profiles(catalogue)
    # The same edits, asked of every claim whether it gives the occasion or not.
    always = {code: replace(edit, occasion=None) for code, edit in catalogue.items()}

    def engines() -> tuple[Engine, Engine]:
        return Engine(catalogue, keep_going=False), Engine(always, keep_going=False)

    # An engine drops its plans when the tables change: those of the shipped tables are kept over all cases.
    of_shipped, of_changed = engines(), engines()

    def run(
        base: str,
        changes: Mapping[str, Any],
        *,
        remove: Sequence[str] = (),
        profile: str | None = None,
        as_of: dt.date | None = None,
        without_tables: Sequence[str] = (),
        with_tables: Sequence[Any] = (),
        parameters: Mapping[str, Mapping[str, Any]] | None = None,
        allow_waivers: bool = False,
        repairs: Mapping[str, Any] | None = None,
    ) -> Judgement:
        form = parse_json(sample_text(base))
        for path, new in changes.items():
            set_at(form, path, new)
        for path in remove:
            set_at(form, path, None)
        event = read_encounter(form)
        chosen = _profile(profiles, profile, event)
        if parameters or allow_waivers or repairs:
            merged = {
                code: {**chosen.parameters.get(code, {}), **_frozen((parameters or {}).get(code, {}))}
                for code in {**chosen.parameters, **(parameters or {})}
            }
            chosen = replace(
                chosen, parameters=merged, allow_waivers=allow_waivers, repairs={**chosen.repairs, **(repairs or {})}
            )
        tables = shipped
        for name in without_tables:
            tables = tables.without(name)
        if with_tables:
            tables = tables.with_tables(*with_tables)
        engine, every_edit = of_shipped if tables is shipped else of_changed
        claim = build_claim(
            repair_event(event, chosen.repairs),
            tables=tables,
            profile=chosen,
            as_of=as_of or event.occurred_at.date(),
            waivable=engine.waivable,
        )
        judgement = engine.judge(claim, chosen)
        assert every_edit.judge(claim, chosen) == judgement
        return judgement

    return run


def _profile(profiles: Profiles, name: str | None, event: EncounterEvent) -> Profile:
    return profiles.choose(event) if name is None else profiles.by_name[name]


def _frozen(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(part) if isinstance(part, list) else part for name, part in given.items()}
