"""Which tables would say more about a code, but are not loaded or have no release for the date."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import Final

from rules.look_up.answer import CodeAnswer
from rules.tables.store import TABLE_KINDS, Tables
from rules.tables.table import TableState

_SERVICES: Final = ("ncci_ptp", "ncci_ptp_medicaid", "mue", "mue_medicaid", "aoc", "mpfs", "opps_b", "telehealth")
# The tables of each format of code. Formats overlap: 11 may be a place, an occurrence or an adjustment reason.
_TABLES_OF: Final = (
    (re.compile("[0-9]{5}|[0-9]{4}[FTUMA]"), ("cpt", *_SERVICES)),
    (re.compile("[A-V][0-9]{4}"), ("hcpcs", *_SERVICES)),
    (re.compile("(?=.*[A-Z].*[A-Z])[0-9A-Z]{5}"), ("hipps",)),
    (re.compile("[0-9A-Z]{2}"), ("hcpcs", "ub_codes")),
    (re.compile("[0-9]{3,4}"), ("revenue_codes",)),
    (re.compile("[A-Z]{0,2}[0-9]{1,3}"), ("adjustment_codes",)),
    (re.compile("[0-9A-Z]{9}X"), ("nucc",)),
    (re.compile("[12][0-9]{9}"), ("npi_deactivated",)),
    (re.compile("[0-9]{11}"), ("ndc_hcpcs", "ndc_directory")),
)
_DIAGNOSIS_TABLES: Final = ("poa_exempt",)


def missing_tables(
    code: str, on: dt.date, tables: Tables, answers: Collection[CodeAnswer]
) -> Iterator[tuple[TableState, tuple[str, ...]]]:
    """The tables that would say more about a code, by why they do not.

    Args:
        code: the code as it was looked up; dots, hyphens, blanks and case do not matter.
        on: the date.
        tables: the open tables.
        answers: what they said about the code. A table that answered that it does not cover the date is not repeated.
    """
    bare = re.sub(r"[\s.-]", "", code).upper()
    names = {name for shape, of in _TABLES_OF if shape.fullmatch(bare) for name in of}
    if any(answer.table == "icd10cm" for answer in answers):
        names.update(_DIAGNOSIS_TABLES)
    names -= {answer.table for answer in answers if not answer.covered}
    for state in (TableState.DATE_NOT_COVERED, TableState.NOT_LOADED):
        if found := tuple(name for name in TABLE_KINDS if name in names and tables.state(name, on) is state):
            yield state, found
