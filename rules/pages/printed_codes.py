"""The RARC and 277CA statuses of an edit's cases as a page prints them, with a table where they depend on a party."""

from rules.edit import Case, Codes, Edit
from schemas.finding import Status
from schemas.value import value

_MOST_ROWS = 20
"""A longer table would bury the page; then the finding alone names the codes."""


@value
class Table:
    """Rows of cells under a heading each."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written(status: Status) -> str:
    """A 277CA status as billers write it: `A7:562:85`."""
    return ":".join(part for part in (status.category, status.code, status.entity) if part)


def printed_codes(edit: Edit, case: Case) -> tuple[str, str]:
    """RARC and 277CA statuses of a case; what depends on the party or the field is named as such."""
    if not case.by:
        codes = edit.codes_of(case)
        return _joined(codes.rarc), _statuses(codes)
    each = [edit.codes_of(case, of) for of in case.by]
    rarc, status = {_joined(codes.rarc) for codes in each}, {_statuses(codes) for codes in each}
    by = "see below" if _has_table(case) else "by field"
    if len(status) == 1:
        [printed] = status
    elif _by_party(case):
        printed = _entity_open(each[0])
    else:
        printed = by
    return rarc.pop() if len(rarc) == 1 else by, printed


def codes_tables(edit: Edit) -> tuple[Table, ...]:
    """Who or what is at fault against its codes, each table once; none where it would be too long."""
    return tuple(dict.fromkeys(_table(edit, case) for case in edit.cases.values() if _has_table(case)))


def _has_table(case: Case) -> bool:
    return 0 < len(case.by) <= _MOST_ROWS and all(codes.words for codes in case.by.values())


def _table(edit: Edit, case: Case) -> Table:
    party = _by_party(case)
    headings = ("For", "RARC", "277CA entity" if party else "277CA", "At most")
    rows = [_row(edit.codes_of(case, of), party=party) for of in case.by]
    # What all rows share is printed with the case.
    shown = [place for place in range(len(headings)) if place == 0 or len({row[place] for row in rows}) > 1]
    return Table(
        headings=tuple(headings[place] for place in shown),
        rows=tuple(tuple(row[place] for place in shown) for row in rows),
    )


def _row(codes: Codes, *, party: bool) -> tuple[str, ...]:
    entity = next((one.entity for one in codes.status or () if one.entity), "")
    return codes.words, _joined(codes.rarc), entity if party else _statuses(codes), codes.mark or "–"


def _by_party(case: Case) -> bool:
    """Whether the statuses of a case differ in their entity alone."""
    return len({tuple(written(each).split(":")[1] for each in codes.status or ()) for codes in case.by.values()}) == 1


def _entity_open(codes: Codes) -> str:
    """The statuses with the word for what the table fills in: `A7:562:entity`."""
    return " + ".join(f"{one.category}:{one.code}{':entity' if one.entity else ''}" for one in codes.status or ())


def _statuses(codes: Codes) -> str:
    return " + ".join(written(one) for one in codes.status or ())


def _joined(rarc: tuple[str, ...] | None) -> str:
    return ", ".join(rarc or ())
