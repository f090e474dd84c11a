"""The page of terms has every term that the edits can use."""

import re
from dataclasses import fields
from typing import Final, get_args

from rules.claim import facts
from rules.claim.facts import ClaimFacts, LineFacts
from rules.pages.words_page import words_page

PAGE: Final = words_page()


def test_terms_are_defined() -> None:
    """The terms that manuals define differently are on the page, each with a definition."""
    terms = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))
    defined = {"inpatient", "outpatient", "acute", "original", "void", "notice", "prior", "billed", "principal"}
    assert defined <= terms.keys()
    assert {"rendering_npi", "is_evaluation", "on_wc_am_lm", "as_of", "is_total"} <= terms.keys()
    assert all(meaning.strip() for meaning in terms.values())


def test_rows_have_two_cells_and_a_public_term() -> None:
    """No row names a private constant, and a bar in a pattern does not end its cell."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if len(re.split(r"(?<!\\)\|", row)) != 4 or row.startswith("| `_")] == []


def test_a_closed_set_has_its_values() -> None:
    """A type that is one of several words lists them."""
    assert f"{', '.join(get_args(facts.NcciVerdict))}. |" in PAGE


def test_lists_have_their_values() -> None:
    """A list of codes is shown with the values that the code has."""
    assert f"{', '.join(sorted(facts.INPATIENT_BILLS))}." in PAGE


def test_every_class_of_facts_is_on_the_page() -> None:
    """No kind of facts that an edit can be called with is left out."""
    named = {name for name in vars(facts) if name.endswith("Facts")}
    assert PAGE.count("\n## ") == len(named) + len(("procedure codes", "bill codes", "lists"))


def test_facts_that_decide_are_documented() -> None:
    """What a claim is (a yes or no that an edit asks) and what a line takes over from the claim is defined."""
    terms = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    yes_or_no = {field.name for cls in (ClaimFacts, LineFacts) for field in fields(cls) if field.type is bool}
    assert yes_or_no
    assert yes_or_no <= terms
