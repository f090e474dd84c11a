"""The codes of payers' answers: one file per list, with what a code means and what on a claim causes it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from schemas.toml_file import read_toml
from schemas.value import value

CodeKind: TypeAlias = Literal["carc", "rarc", "status", "category"]
"""Claim adjustment reason code, remittance advice remark code, and the first two parts of a 277CA status."""

KINDS: Final[tuple[CodeKind, ...]] = get_args(CodeKind)
FOLDER: Final = Path(__file__).parent

_NAMES: Final[Mapping[CodeKind, str]] = {
    "carc": "CARC",
    "rarc": "RARC",
    "status": "277CA status",
    "category": "277CA category",
}


class PayerCodeError(Exception):
    """A file of codes cannot be used; the text names the file and the code."""


def code_name(kind: CodeKind, code: str) -> str:
    """A code with the name of its list: `CARC 22`."""
    return f"{_NAMES[kind]} {code}"


def page_name(kind: CodeKind, code: str) -> str:
    """The name of the page of a code: `CARC-22`."""
    return f"{kind.upper()}-{code}"


@value
class PayerCode:
    """One code of one list, in our own words."""

    kind: CodeKind
    code: str
    means: str
    """What the payer says with it; one sentence."""
    cause: str
    """What on the claim leads to it."""
    beyond: str | None = None
    """Why an edit cannot see it or not all of it, and what would. Every code that no edit carries has it."""

    @property
    def name(self) -> str:
        """The code with the name of its list: `CARC 22`."""
        return code_name(self.kind, self.code)

    @property
    def page(self) -> str:
        """The name of its page: `CARC-22`, `STATUS-562`."""
        return page_name(self.kind, self.code)


@value
class CodeList:
    """The codes of one list that have a page."""

    kind: CodeKind
    title: str
    """What one of its codes is called: `claim adjustment reason code`."""
    plural: str
    published: str
    """Where the official texts are published."""
    codes: Mapping[str, PayerCode]
    commonest: tuple[str, ...] = ()
    """The codes that billers meet most often; empty if the list has no such selection."""
    commonest_source: str = ""


@cache
def load_payer_codes() -> Mapping[CodeKind, CodeList]:
    """Every list with its codes.

    Raises:
        PayerCodeError: a code lacks a text, or has one that is not known.
    """
    return {kind: _read(kind) for kind in KINDS}


def find_code(kind: CodeKind, code: str) -> PayerCode | None:
    """A code by its list; None if it has no page."""
    return load_payer_codes()[kind].codes.get(code)


def find_page(page: str) -> PayerCode | None:
    """A code by the name of its page, such as `CARC-22`; None if there is no such page."""
    kind, _, code = page.partition("-")
    return next((find_code(known, code) for known in KINDS if known.upper() == kind), None)


def _read(kind: CodeKind) -> CodeList:
    file = read_toml(FOLDER / f"{kind}.toml")
    commonest: Mapping[str, Any] = file.get("commonest", {"codes": (), "source": ""})
    return CodeList(
        kind=kind,
        title=file["title"],
        plural=file["plural"],
        published=file["published"],
        codes={code: _code(kind, code, texts) for code, texts in file["codes"].items()},
        commonest=tuple(commonest["codes"]),
        commonest_source=commonest["source"],
    )


def _code(kind: CodeKind, code: str, texts: Mapping[str, str]) -> PayerCode:
    known = {"means", "cause", "beyond"}
    if not {"means", "cause"} <= texts.keys() <= known or not all(texts.values()):
        raise PayerCodeError(f"{kind}.toml: {code} must have means and cause, and may have beyond")
    return PayerCode(kind=kind, code=code, **texts)
