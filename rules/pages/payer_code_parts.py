"""What there is to say of a payer's code: what it means, what causes it, which edits catch it, and what none can."""

import re
from collections.abc import Iterator
from typing import Final

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.find.codes_of_edit import rarcs_of
from rules.find.find_edits import edits_of_code
from rules.pages.code_links import CodeLink
from rules.pages.edit_parts import (
    Block,
    Bullet,
    Bullets,
    EditLink,
    Exact,
    Paragraph,
    Part,
    Section,
    WebLink,
    Words,
    joined,
)
from rules.payer_codes.payer_code import PayerCode, find_code, load_payer_codes

MOST_EDITS: Final = 25
"""A code that more edits carry does not lead to any of them: the remark code beside it does."""
_MOST_OF_REMARK: Final = 4
_MARKED: Final = re.compile(r"(`[^`]+`|\b[A-Z]{2}[0-9]{3}\b)")


def payer_code_parts(code: PayerCode, *, with_edits: bool = True) -> tuple[Section, ...]:
    """The sections of the page of a code.

    Args:
        code: the code.
        with_edits: whether to list its edits.
    """
    edits = edits_of_code(code)
    sections = [Section(heading="What causes it", blocks=(_text(code.cause),))]
    if len(edits) > MOST_EDITS and code.kind == "carc":
        sections.append(Section(heading="Go by the remark code", blocks=tuple(_by_remark(code, edits))))
    elif edits and with_edits:
        sections.append(Section(heading="Which edits catch it", blocks=tuple(_edits(code, edits))))
    if code.beyond is not None:
        heading = "What an edit cannot see" if edits else "Why no edit catches it, and what would"
        heading = "What to do" if code.kind == "category" else heading
        sections.append(Section(heading=heading, blocks=(_text(code.beyond),)))
    known = load_payer_codes()[code.kind]
    ours: Words = (f"These are our words for the {known.title} {code.code}. The official text: ",)
    link = WebLink(text=known.published.removeprefix("https://"), address=known.published)
    sections.append(Section(heading="Source", blocks=(Paragraph(sentences=((*ours, link),)),)))
    return tuple(sections)


def _text(text: str) -> Paragraph:
    """A text in which codes of edits are links, and what is between backticks is shown letter by letter."""
    words: list[Part] = []
    for part in _MARKED.split(text):
        if part.startswith("`"):
            words.append(Exact(text=part.strip("`")))
        elif part in load_catalogue():
            words.append(EditLink(code=part))
        elif part:
            words.append(part)
    return Paragraph(sentences=(tuple(words),))


def _edits(code: PayerCode, edits: tuple[Edit, ...]) -> Iterator[Block]:
    if len(edits) > MOST_EDITS:
        yield _text(f"{len(edits)} edits carry it; the code beside it says more.")
        yield Paragraph(sentences=(joined([EditLink(code=edit.code) for edit in edits]),))
        return
    yield Bullets(items=tuple(Bullet(words=(EditLink(code=edit.code), f" {edit.title}")) for edit in edits))


def _by_remark(code: PayerCode, edits: tuple[Edit, ...]) -> Iterator[Block]:
    """The remark codes that come with a code, each with its edits."""
    by_remark: dict[str, list[Edit]] = {}
    for edit in edits:
        for remark in rarcs_of(edit):
            by_remark.setdefault(remark, []).append(edit)
    yield _text(f"{len(edits)} edits carry {code.name}. The remark code (RARC) that comes with it leads to a few:")
    items = []
    for remark in sorted(by_remark, key=lambda one: (one.rstrip("0123456789"), int(one.lstrip("AMN")))):
        known = find_code("rarc", remark)
        found = sorted(by_remark[remark], key=lambda edit: len(rarcs_of(edit)))
        links = joined([EditLink(code=edit.code) for edit in found[:_MOST_OF_REMARK]])
        more = f" and {len(found) - _MOST_OF_REMARK} more" if len(found) > _MOST_OF_REMARK else ""
        words: Words = (CodeLink(kind="rarc", code=remark), f" {known.means if known else ''} ", *links, more)
        items.append(Bullet(words=words))
    yield Bullets(items=tuple(items))
