"""The JSON Schemas accept what the worker accepts and refuse what it refuses."""

import json
from functools import cache

import jsonschema
import pytest

from schemas.json_form import parse_json, read_encounter
from schemas.json_schema import json_schema
from schemas.misfits.misfit import NotAnEncounter
from schemas.samples import sample_form, sample_names
from schemas.sources import NEWEST
from tests.cli.mistakes import contents, read_mistakes
from tests.golden.write import OUTCOMES_DIR
from tests.support.about import about

BEYOND = frozenset(
    ("amount with three decimals", "binary floating-point noise", "a name twice", "date that is not in the calendar")
)
"""Mistakes that a JSON Schema cannot describe."""


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(name))


@pytest.mark.parametrize("name", NEWEST)
def test_valid_by_the_specification(name: str) -> None:
    """Each schema is valid by the meta-schema of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(json_schema(name))


def test_samples_are_valid() -> None:
    """Every sample is valid, with fields that are null and lists that are null too."""
    for name in sample_names():
        _validator("EncounterEvent").validate(sample_form(name))
    form = {**sample_form("office-visit"), "clia_number": None, "procedures": None}
    _validator("EncounterEvent").validate(form)


@pytest.mark.parametrize(("outcome", "schema"), [("claim", "ClaimReady"), ("rejection", "ClaimRejected")])
def test_outcomes_are_valid(outcome: str, schema: str) -> None:
    """Every claim and rejection of a sample is valid by the schema of its type."""
    made = [json.loads(path.read_text(encoding="utf-8")) for path in OUTCOMES_DIR.glob("*.json")]
    forms = [form[outcome] for form in made if outcome in form]
    assert forms
    for form in forms:
        _validator(schema).validate(form)


def test_mistakes_are_refused_alike() -> None:
    """What producers get wrong is invalid by the schema if, and only if, the worker cannot read it."""
    for mistake in read_mistakes():
        try:
            form = json.loads(contents(mistake))
        except ValueError:
            continue
        try:
            read_encounter(parse_json(json.dumps(form)))
        except NotAnEncounter:
            readable = False
        else:
            readable = True
        if mistake["what"] not in BEYOND:
            with about(mistake["what"]):
                assert _validator("EncounterEvent").is_valid(form) == readable


def test_fields_are_explained() -> None:
    """A property has its description, its mark of a person's data and examples."""
    schema = json_schema()
    birth_date = schema["$defs"]["Patient"]["properties"]["birth_date"]
    assert birth_date["description"] == "Date of birth."
    assert schema["properties"]["patient"]["x-phi"] is True
    assert schema["properties"]["total_charge"]["examples"]
