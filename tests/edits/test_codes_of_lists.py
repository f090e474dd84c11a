"""A rule about a list of codes is run over every code of the list.

The edits of benefits have tests of their own, in `tests/edits/benefit`, that run each over whole lists.
"""

import json
import re
from pathlib import Path
from typing import Final

import pytest

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.lists.dated_list import DatedList
from schemas.samples import sample_form

EDITS_DIR: Final = Path(__file__).parent
WITH_LISTS: Final = [
    pytest.param(edit, id=code)
    for code, edit in load_catalogue().items()
    if (edit.lists or edit.bill_types) and edit.family != "BN"
]


def _codes(edit: Edit) -> set[str]:
    lists = [codes if isinstance(codes, DatedList) else codes.listed for codes in edit.lists.values()]
    if edit.bill_types is not None:
        lists.append(edit.bill_types)
    return {code for listed in lists for span in listed.spans for code in span.codes}


def _cases(edit: Edit) -> str:
    """The text of the edit's cases and of the samples that they start from."""
    path = EDITS_DIR / FAMILIES[edit.family] / f"{edit.name.replace('-', '_')}.toml"
    text = path.read_text(encoding="utf-8")
    bases = {line.removeprefix("base = ").strip('"') for line in text.splitlines() if line.startswith("base = ")}
    return (text + "".join(json.dumps(sample_form(base)) for base in bases)).upper()


@pytest.mark.parametrize("edit", WITH_LISTS)
def test_every_code_is_in_a_case(edit: Edit) -> None:
    """Each code of the lists that an edit uses is on a claim of its cases."""
    cases = _cases(edit)
    # On a claim a type of bill or revenue category has a character more, and perhaps a leading zero.
    assert not [code for code in sorted(_codes(edit)) if not re.search(f'"0?{code}[0-9A-Z]?"', cases)]
