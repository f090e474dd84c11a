"""The sections of a page in HTML."""

from collections.abc import Iterable

from rules.pages.code_links import CodeLink
from rules.pages.edit_parts import (
    Block,
    Bullets,
    EditLink,
    Exact,
    Facts,
    Paragraph,
    Part,
    Section,
    WebLink,
    Words,
)
from rules.pages.printed_codes import Table
from rules.payer_codes.payer_code import code_name, page_name
from workers.http.markup import Markup, join, tag


def render_sections(sections: Iterable[Section], root: str = "") -> list[Markup]:
    """Each section as a card.

    Args:
        sections: what to show.
        root: relative path from the page to the pages of edits, such as `edits/`.
    """
    return [
        tag("section", tag("h2", section.heading), *[_block(block, root) for block in section.blocks], class_="card")
        for section in sections
    ]


def _block(block: Block, root: str) -> Markup:
    match block:
        case Paragraph():
            return tag("p", *[part for sentence in block.sentences for part in (_write(sentence, root), " ")])
        case Bullets():
            items = []
            for item in block.items:
                below = tag("div", _write(item.below, root), class_="muted") if item.below else ""
                items.append(tag("li", _write(item.words, root), below))
            return tag("ul", *items)
        case Facts():
            rows = [
                tag("tr", tag("th", _write(name, root), scope="row"), tag("td", _write(fact, root)))
                for name, fact in block.rows
            ]
            return tag("table", tag("tbody", *rows), class_="facts")
        case Table():
            headings = tag("tr", *[tag("th", heading, scope="col") for heading in block.headings])
            body = [
                tag("tr", tag("th", row[0], scope="row"), *[tag("td", cell) for cell in row[1:]]) for row in block.rows
            ]
            return tag("table", tag("thead", headings), tag("tbody", *body))


def _write(words: Words, root: str) -> Markup:
    return join(_part(part, root) for part in words)


def _part(part: Part, root: str) -> str:
    match part:
        case Exact():
            return tag("code", part.text)
        case EditLink():
            return tag("a", part.code, href=f"{root}{part.code}")
        case WebLink():
            return tag("a", part.text, href=part.address)
        case CodeLink():
            text = part.text or code_name(part.kind, part.code)
            return tag("a", text, href=f"{root}{page_name(part.kind, part.code)}")
        case str():
            return part
