"""The outcome of every shipped sample, as `check --format json` would print it."""

import json
from functools import cache

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.tables.store import open_shipped
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.samples import sample_text
from schemas.schema_source import EmbeddedSchemas
from workers.pipeline.outcome import Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter


@cache
def shipped_rulebook() -> Rulebook:
    """The shipped tables, profiles and catalogue."""
    catalogue = load_catalogue()
    return Rulebook(
        schemas=EmbeddedSchemas(),
        engine=Engine(catalogue, keep_going=False),
        profiles=load_profiles(catalogue),
        tables=open_shipped(),
    )


def golden_outcome(sample: str) -> str:
    """The outcome of a sample, as text; the encounter as it was sent stands in the sample."""
    outcome = check_encounter(read_encounter(parse_json(sample_text(sample))), shipped_rulebook())
    match outcome:
        case Ready():
            made = {"outcome": "ready", "claim": to_json(outcome.claim, omit_absent=True)}
        case Rejected():
            made = {"outcome": "rejected", "rejection": to_json(outcome.rejection, omit_absent=True)}
        case _:
            raise AssertionError(f"sample {sample} cannot be read")
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
