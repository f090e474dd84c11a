"""The codes that an edit's findings can carry, over all its cases."""

from rules.edit import Edit
from schemas.finding import Status


def carcs_of(edit: Edit) -> frozenset[str]:
    """The claim adjustment reason codes."""
    return frozenset(carc for case in edit.cases.values() if (carc := edit.carc_of(case)))


def rarcs_of(edit: Edit) -> frozenset[str]:
    """The remittance advice remark codes."""
    return frozenset(code for codes in edit.all_codes for code in codes.rarc or ())


def statuses_of(edit: Edit) -> frozenset[Status]:
    """The 277CA statuses."""
    return frozenset(status for codes in edit.all_codes for status in codes.status or ())
