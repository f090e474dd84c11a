"""A rule about a list of codes is run over every code of the list.

The edits of benefits have tests of their own, in `tests/edits/benefit`, that run each over whole lists.
"""

import json
import re
from pathlib import Path
from typing import Final

from rules.catalog import FAMILIES, load_catalogue
from rules.edit import Edit
from rules.lists.dated_list import DatedList
from schemas.samples import sample_form
from tests.support.about import about

EDITS_DIR: Final = Path(__file__).parent


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


def test_every_code_is_in_a_case() -> None:
    """Each code of the lists that an edit uses is on a claim of its cases."""
    for edit in load_catalogue().values():
        if (edit.lists or edit.bill_types) and edit.family != "BN":
            with about(edit.code):
                # On a claim a type of bill or revenue category has a character more, and perhaps a leading zero.
                named = set(re.findall('"([0-9A-Z]+)"', _cases(edit)))
                named |= {code[1:] for code in named if code[0] == "0"}
                named |= {code[:-1] for code in named}
                assert sorted(_codes(edit) - named) == []
