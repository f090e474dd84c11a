"""An edit with an occasion finds nothing on claims without it."""

from dataclasses import replace

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Engine
from rules.engine.occasions import OCCASIONS
from schemas.json_form import read_encounter
from tests.corpus.corpus import corpus
from tests.edits.knowing_tables import tables_that_know
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter
from workers.pipeline.process_encounter import check_encounter


def test_every_occasion_is_waited_for() -> None:
    """Every occasion that is computed has an edit, and every occasion of an edit is computed."""
    assert {edit.occasion for edit in load_catalogue().values()} - {None} == set(OCCASIONS)


@pytest.mark.slow
def test_edits_left_out_would_have_found_nothing() -> None:
    """Claims of the corpus, with every table, have the same outcome whether or not occasions skip edits.

    The cases of the edits are compared so too, in `tests/edits/conftest.py`.
    """
    shipped = shipped_rulebook()
    edits: dict[str, Edit] = {code: replace(edit, occasion=None) for code, edit in load_catalogue().items()}
    always = Engine(edits)
    for _, form in corpus():
        event = read_encounter(form)
        tables = shipped.tables.with_tables(*tables_that_know(event))
        rulebook = replace(shipped, tables=tables, only_profile=shipped.profiles.by_name["strict"])
        outcome = check_encounter(event, rulebook)
        assert not isinstance(outcome, DeadLetter)
        assert check_encounter(event, replace(rulebook, engine=always)) == outcome
