"""Finds the edits that a query is about, best first, and the pages of the payer codes in it."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.find.codes_of_edit import carcs_of, rarcs_of, statuses_of
from rules.find.query import Query, StatusQuery
from rules.payer_codes.payer_code import KINDS, PayerCode, find_code, load_payer_codes
from rules.texts.parties import PROVIDER_CODES
from schemas.finding import Status
from schemas.interchange.find_x12 import find_x12
from schemas.interchange.x12_place import X12Place, is_within, normalize_path
from schemas.value import value

_WORD: Final = re.compile(r"[a-z0-9]+")
_ROLE: Final = re.compile(rf"^(?:service_lines\[\]\.)?(?:{'|'.join(PROVIDER_CODES)})(?:_provider)?(?=$|\.)")
_TITLE_WEIGHT: Final = 100
"""A word in the name or title of an edit counts more than all words in its texts."""


@value
class Found:
    """What a search found."""

    edits: tuple[Edit, ...]
    """Best first; without an order of their own, in the order of the catalog."""
    codes: tuple[PayerCode, ...] = ()
    """The pages of the codes in the query."""
    unknown: tuple[str, ...] = ()
    """One sentence for each code in the query that has no page."""
    places: tuple[X12Place, ...] = ()
    """The places of the X12 position in the query."""
    partly: bool = False
    """Whether no edit has all words of the query, so that the edits have only some of them."""


def find_edits(query: Query) -> Found:
    """The edits that match every part of a query, and what there is to say of its codes."""
    edits = list(load_catalogue().values())
    codes: list[PayerCode] = []
    unknown: list[str] = []
    places: tuple[X12Place, ...] = ()
    partly = False
    if query.carc is not None:
        carc = query.carc
        edits = _specific_first((edit for edit in edits if carc in carcs_of(edit)), carcs_of)
        _add("carc", carc, codes, unknown)
    if query.rarc is not None:
        rarc = query.rarc
        edits = _specific_first((edit for edit in edits if rarc in rarcs_of(edit)), rarcs_of)
        _add("rarc", rarc, codes, unknown)
    if query.status is not None:
        status = query.status
        matching = (edit for edit in edits if any(_is_status(one, status) for one in statuses_of(edit)))
        edits = _specific_first(matching, statuses_of)
        if status.code is not None:
            _add("status", status.code, codes, unknown)
        if status.category is not None:
            _add("category", status.category, codes, unknown)
    if query.x12 is not None:
        places = find_x12(query.x12) or ()
        fields = {place.field for place in places}
        edits = _ranked(edits, lambda edit: min((_distance(edit, field) for field in fields), default=None))
    if query.path is not None:
        path = normalize_path(query.path)
        edits = _ranked(edits, lambda edit: _distance(edit, path, within=True))
    if query.words is not None:
        codes += _codes_by_words(query.words)
        if query.words.isdecimal():
            of_codes = dict.fromkeys(edit.code for code in codes for edit in edits_of_code(code))
            edits = [edit for code in of_codes for edit in edits if edit.code == code]
        else:
            edits, partly = _by_words(edits, query.words)
    return Found(edits=tuple(edits), codes=tuple(codes), unknown=tuple(unknown), places=places, partly=partly)


def edits_of_code(code: PayerCode) -> tuple[Edit, ...]:
    """The edits whose findings can carry a code."""
    has: dict[str, Callable[[Edit], bool]] = {
        "carc": lambda edit: code.code in carcs_of(edit),
        "rarc": lambda edit: code.code in rarcs_of(edit),
        "status": lambda edit: any(one.code == code.code for one in statuses_of(edit)),
        "category": lambda edit: any(one.category == code.code for one in statuses_of(edit)),
    }
    codes_of = {"carc": carcs_of, "rarc": rarcs_of, "status": statuses_of, "category": statuses_of}[code.kind]
    return tuple(_specific_first((edit for edit in load_catalogue().values() if has[code.kind](edit)), codes_of))


def _specific_first(edits: Iterable[Edit], codes_of: Callable[[Edit], Collection[object]]) -> list[Edit]:
    """Edits with few different codes first: those on every text of a claim carry almost any."""
    return sorted(edits, key=lambda edit: len(codes_of(edit)))


def _add(kind: str, code: str, codes: list[PayerCode], unknown: list[str]) -> None:
    lists = load_payer_codes()
    [known] = [one for one in lists.values() if one.kind == kind]
    if code in known.codes:
        codes.append(known.codes[code])
    else:
        unknown.append(f"There is no page for the {known.title} {code}. All codes are listed at {known.published}.")


def _is_status(status: Status, wanted: StatusQuery) -> bool:
    return (
        wanted.category in (None, status.category)
        and wanted.code in (None, status.code)
        and wanted.entity in (None, status.entity)
    )


def _distance(edit: Edit, path: str, *, within: bool = False) -> int:
    """How far what an edit looks at is from a path: 0 the same, 1 below it, 2 above it, 3 the text within, 9 elsewhere.

    The list itself and its elements are the same: an edit on `condition_codes` is about `condition_codes[]`. So are the
    providers to an edit on providers.
    """
    any_provider = edit.subject == "provider"
    wanted = _role_left_out(path) if any_provider else path
    wanted = wanted.removesuffix("[]")
    found = 9
    for looked in edit.looks_at:
        at = (_role_left_out(looked) if any_provider else looked).removesuffix("[]")
        if at == wanted:
            return 0
        if is_within(at, wanted):
            found = min(found, 1)
        elif is_within(wanted, at):
            found = min(found, 2)
        elif within and wanted and wanted in looked:
            found = min(found, 3)
    return found


def _role_left_out(path: str) -> str:
    """A path in a provider without its role: an edit on providers is about all of them."""
    return _ROLE.sub("provider", path, count=1)


def _ranked(edits: Iterable[Edit], distance: Callable[[Edit], int | None]) -> list[Edit]:
    at = [(far, edit) for edit in edits if (far := distance(edit)) is not None and far < 9]
    return [edit for _, edit in sorted(at, key=lambda pair: (pair[0], len(pair[1].looks_at)))]


def _by_words(edits: Iterable[Edit], text: str) -> tuple[list[Edit], bool]:
    """The edits that have all words, else those that have the most of them."""
    words = _words(text)
    scored = [(sum(map(bool, hits)), sum(hits), edit) for edit in edits if any(hits := _hits(edit, words))]
    most = max((count for count, _, _ in scored), default=0)
    best = [(weight, edit) for count, weight, edit in scored if count == most]
    return [edit for _, edit in sorted(best, key=lambda pair: -pair[0])], 0 < most < len(words)


def _hits(edit: Edit, words: tuple[str, ...]) -> list[int]:
    """The weight of each word in an edit: in its code, name or title, in its texts, or nowhere."""
    first = f"{edit.code} {edit.name} {edit.title}".lower()
    says = " ".join(f"{case.says} {case.suggest or ''}" for case in edit.cases.values())
    rest = f"{edit.why} {edit.fix} {says} {' '.join(edit.looks_at)}".lower()
    return [_TITLE_WEIGHT if word in first else 1 if word in rest else 0 for word in words]


def _codes_by_words(text: str) -> list[PayerCode]:
    """The codes that are meant by a bare number, or whose texts have all words."""
    if text.isdecimal():
        return [code for kind in KINDS if (code := find_code(kind, text))]
    words = _words(text)
    return [
        code
        for known in load_payer_codes().values()
        for code in known.codes.values()
        if words and all(word in f"{code.means} {code.cause} {code.beyond or ''}".lower() for word in words)
    ]


def _words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without the plural's s."""
    return tuple(word.removesuffix("s") or word for word in _WORD.findall(text.lower()))
