"""Loads the export of current articles of the Medicare Coverage Database, which is one csv file per table.

Rows belong together by the article's ID and version. Ranges of diagnoses are listed code by code. Which of an article's
groups of codes goes with which group of diagnoses is only in its text, so all of them count together.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final, TypeAlias

from rules.tables.kinds.coverage_columns import PolicyRow, coverage_columns
from rules.tables.kinds.coverage_policies import MEDICARE_EXPORT
from rules.tables.loaders.draft import Draft, LoadRequest, refuse, refuse_files
from rules.tables.loaders.fields import read_day
from rules.tables.loaders.headed_rows import find_headed_rows
from rules.tables.loaders.source_file import SourceFile

_ArticleKey: TypeAlias = tuple[str, str]
"""ID and version."""
_Named: TypeAlias = dict[_ArticleKey, tuple[str, str | None, str | None]]
"""The name of each article, with its first and last day."""
_COVERED: Final = "article_x_icd10_covered"
_CODE: Final = re.compile("[0-9A-Z]{5}")
_DIAGNOSIS: Final = re.compile("[A-Z][0-9A-Z]{2,6}")
# Placeholders in a list without codes; an article with these alone does not list diagnoses.
_NO_CODE: Final = frozenset(("", "N/A", "NA", "XX000"))
# Parts of a state that contractors divide; with all of its parts an article applies in the whole state.
_PARTS: Final = {
    "NY": frozenset(("DN", "QN", "UN")),
    "MO": frozenset(("EM", "WM")),
    "CA": frozenset(("NF", "SF")),
}
_STATE_OF: Final = {part: state for state, parts in _PARTS.items() for part in parts}
_TRUSTED: Final = timedelta(days=92)
_FEWEST: Final = 400
# The text of an article is one cell.
_LONGEST_CELL: Final = 16 << 20


def has_articles(files: list[SourceFile]) -> bool:
    """Whether the files are the export."""
    return any(file.own_name == f"{_COVERED}.csv" for file in files)


def load_articles(files: list[SourceFile], request: LoadRequest) -> Draft:
    """The articles that have procedure codes and are not retired.

    Raises:
        TableError: a table or a column is missing, or a row cannot be parsed.
    """
    with _long_cells():
        return _Export(files).draft(request)


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Export:
    def __init__(self, files: list[SourceFile]) -> None:
        self._files = {file.own_name.removesuffix(".csv"): file for file in files}
        self._all = files
        self._read = 0

    def draft(self, request: LoadRequest) -> Draft:
        """The release.

        Raises:
            TableError: a table or a column is missing, or a row cannot be parsed.
        """
        edition = max(
            (read_day(source, line, "end_date", cells["end_date"][:10]) for source, line, cells in self._edition()),
            default=request.today,
        )
        names = self._articles(edition)
        codes = self._codes("article_x_hcpc_code", "hcpc_code_id", _CODE, names)
        covered = self._codes(_COVERED, "icd10_code_id", _DIAGNOSIS, names)
        denied = self._codes("article_x_icd10_noncovered", "icd10_code_id", _DIAGNOSIS, names)
        states = self._states(names)
        policies = []
        for article in sorted(codes):
            whole, partly = _states(states.get(article, set()))
            policy, start, end = names[article]
            form = (policy, False, article in covered, start, end, None, whole, partly, None, None, None)
            policies.append(
                PolicyRow(
                    form=form,
                    codes=codes[article],
                    covered=covered.get(article),
                    denied=denied.get(article, ()),
                )
            )
        told = None if request.expected is None else request.expected.fewest
        fewest = _FEWEST if told is None else told
        if len(policies) < fewest and not request.allow_incomplete:
            few = f"has {len(policies)} articles with procedure codes, and a full export at least {fewest}"
            refuse_files(self._all, f"{few}: truncated, or not the export of current articles")
        return Draft(
            release=request.release or f"MCD {edition}",
            in_force_from=request.in_force_from or edition - _TRUSTED,
            in_force_through=request.in_force_through or edition + _TRUSTED,
            rows_read=self._read,
            rows_kept=len(policies),
            columns=coverage_columns(policies),
            cumulative=True,
            used=tuple(self._all),
            header={"origin": MEDICARE_EXPORT},
        )

    def _edition(self) -> Iterator[tuple[SourceFile, int, dict[str, str]]]:
        return ((source, line, cells) for source, line, cells in self._rows("update_period", "end_date"))

    def _articles(self, edition: date) -> _Named:
        """The name and the days of each article that is not retired."""
        found: _Named = {}
        columns = ("article_id", "article_version", "title", "display_id", "date_retired", "article_eff_date")
        for source, line, cells in self._rows("article", *columns):
            article, version = cells["article_id"], cells["article_version"]
            start, end = (
                read_day(source, line, column, cells[column][:10]) if cells[column] else None
                for column in ("article_eff_date", "date_retired")
            )
            retired = cells["title"].upper().startswith("RETIRED") or (end is not None and end < edition)
            if not retired and (start is None or end is None or start <= end):
                first, last = (None if day is None else day.isoformat() for day in (start, end))
                found[article, version] = (cells["display_id"] or f"A{article}", first, last)
        return found

    def _codes(
        self,
        table: str,
        column: str,
        form: re.Pattern[str],
        names: _Named,
    ) -> dict[_ArticleKey, set[str]]:
        """The codes of each article in one of its lists; dots are left out."""
        found: dict[_ArticleKey, set[str]] = {}
        for source, line, cells in self._rows(table, "article_id", "article_version", column):
            article = (cells["article_id"], cells["article_version"])
            if article not in names:
                continue
            code = cells[column].replace(".", "").upper()
            if code in _NO_CODE:
                continue
            if not form.fullmatch(code):
                refuse(source, line, column, f"{cells[column]!r} is not a valid code")
            try:
                found[article].add(code)
            except KeyError:
                found[article] = {code}
        return found

    def _states(self, names: _Named) -> dict[_ArticleKey, set[str]]:
        """The states, and parts of states, of each article's contractors."""
        abbreviations = {
            cells["state_id"]: cells["state_abbrev"].upper()
            for _, _, cells in self._rows("state_lookup", "state_id", "state_abbrev")
        }
        contractor = ("contractor_id", "contractor_type_id", "contractor_version")
        served: dict[tuple[str, ...], set[str]] = {}
        for _, _, cells in self._rows("contractor_jurisdiction", *contractor, "state_id", "term_date"):
            if not cells["term_date"] and cells["state_id"] in abbreviations:
                key = tuple(cells[column] for column in contractor)
                served.setdefault(key, set()).add(abbreviations[cells["state_id"]])
        found: dict[_ArticleKey, set[str]] = {}
        for _, _, cells in self._rows("article_x_contractor", "article_id", "article_version", *contractor):
            article = (cells["article_id"], cells["article_version"])
            if article in names:
                key = tuple(cells[column] for column in contractor)
                found.setdefault(article, set()).update(served.get(key, ()))
        return found

    def _rows(self, table: str, *columns: str) -> Iterator[tuple[SourceFile, int, dict[str, str]]]:
        """The rows of one table with its file.

        Raises:
            TableError: the table or a column is missing.
        """
        source = self._files.get(table)
        if source is None:
            refuse_files(self._all, f"has no {table}.csv, which the export of current articles has")
        patterns = {column: re.compile(column.replace("_", "")) for column in columns}
        found = find_headed_rows(source, patterns, "cp1252")
        if found is None:
            refuse_files([source], f"has no header with {', '.join(columns)}")
        for line, cells in found.rows:
            self._read += 1
            yield source, line, cells


def _states(given: set[str]) -> tuple[list[str], list[str]]:
    """The states in which an article applies, and those where it applies only in a part."""
    whole = {state for state in given if state not in _STATE_OF}
    whole |= {state for state, parts in _PARTS.items() if parts <= given}
    partly = {_STATE_OF[part] for part in given if part in _STATE_OF} - whole
    return sorted(whole | partly), sorted(partly)
