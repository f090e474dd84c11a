"""What is searched for: a payer's code, an X12 element, the path of a finding, or words."""

import re
from dataclasses import replace
from typing import Final

from rules.payer_codes.payer_code import find_code
from schemas.interchange.find_x12 import find_x12
from schemas.interchange.x12_place import is_field
from schemas.value import value

_GROUP: Final = re.compile(r"(?:CARC|CO|CR|OA|PI|PR)[- ]?(?=[0-9ABDPWY])")
"""What stands before an adjustment reason code: its list, or the group code of a remittance advice."""
_CARC: Final = re.compile(r"[ABDPWY]?[0-9]{1,3}")
_RARC: Final = re.compile(r"(?:MA|M|N)[0-9]{1,3}")
_STATUS: Final = re.compile(r"(?P<category>[A-Z][0-9])(?::(?P<code>[0-9]{1,3})(?::(?P<entity>[0-9A-Z]{2,3}))?)?")


class InvalidQuery(Exception):
    """A part of the query cannot be what it says it is; the text says what is expected."""


@value
class StatusQuery:
    """A 277CA status, as much of it as is known."""

    category: str | None
    code: str | None
    entity: str | None = None

    @property
    def text(self) -> str:
        """As billers write it: `A7:562:85`."""
        return ":".join(part for part in (self.category, self.code, self.entity) if part)


@value
class Query:
    """What an edit has to match; several parts narrow the search."""

    carc: str | None = None
    rarc: str | None = None
    status: StatusQuery | None = None
    path: str | None = None
    x12: str | None = None
    words: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is searched for."""
        return self == Query()


def make_query(
    *,
    carc: str | None = None,
    rarc: str | None = None,
    status: str | None = None,
    path: str | None = None,
    x12: str | None = None,
    words: str | None = None,
) -> Query:
    """A query from what a person typed for each part.

    Args:
        carc: adjustment reason code, with or without its group: `22`, `CO-22`.
        rarc: remark code.
        status: `category:code`, `category:code:entity` or the category alone.
        path: path of a field, as a finding prints it or without indexes.
        x12: position in an 837, such as `CLM05-1` or `2010BA NM109`.
        words: anything else; a code, path or position among them is recognized.

    Raises:
        InvalidQuery: a part does not have its form.
    """
    query = Query(
        carc=read_carc(carc) or None if carc is not None else None,
        rarc=_read_rarc(rarc) or None if rarc is not None else None,
        status=_read_status(status) if status is not None else None,
        path=path.strip() or None if path is not None else None,
        x12=_read_x12(x12) if x12 is not None else None,
    )
    return query if words is None or not words.strip() else _with_words(query, words.strip())


def read_carc(text: str) -> str:
    """An adjustment reason code without its group: `co-16` is `16`."""
    return _GROUP.sub("", text.strip().upper(), count=1)


def _read_rarc(text: str) -> str:
    return text.strip().upper().removeprefix("RARC").strip(" -")


def _read_status(text: str) -> StatusQuery:
    found = _STATUS.fullmatch(text.strip().upper())
    if found is None:
        raise InvalidQuery(f"must be a category and a code such as A7:453 (got {text!r})")
    return StatusQuery(category=found["category"], code=found["code"], entity=found["entity"])


def _read_x12(text: str) -> str:
    if find_x12(text) is None:
        raise InvalidQuery(f"must be a loop, segment or element such as CLM05-1 or 2010BA NM109 (got {text!r})")
    return text.strip().upper()


def _with_words(query: Query, words: str) -> Query:
    """The query with free words, which may be a code, a position or a path."""
    upper = words.upper()
    bare = read_carc(upper)
    if _GROUP.match(upper) and _CARC.fullmatch(bare) and query.carc is None:
        return replace(query, carc=bare)
    remark = _read_rarc(words)
    if _RARC.fullmatch(remark) and query.rarc is None:
        return replace(query, rarc=remark)
    status = _STATUS.fullmatch(upper)
    if status is not None and query.status is None and (status["code"] or find_code("category", upper)):
        return replace(query, status=_read_status(upper))
    if query.x12 is None and find_x12(words):
        return replace(query, x12=upper)
    if query.path is None and (is_field(words) or "[" in words):
        return replace(query, path=words)
    return replace(query, words=words)
