"""The sections of a page in Markdown."""

from collections.abc import Iterable, Iterator

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
from rules.payer_codes.payer_code import code_name


def write_page(heading: str, lead: str, sections: Iterable[Section]) -> str:
    """A page in Markdown.

    Args:
        heading: what the page is about.
        lead: the sentence below it; may be empty.
        sections: the rest.
    """
    return "\n".join((f"# {heading}", "", *((lead, "") if lead else ()), *write_sections(sections)))


def write_sections(sections: Iterable[Section]) -> Iterator[str]:
    """The lines of sections, each with its heading."""
    for section in sections:
        yield f"## {section.heading}"
        yield ""
        for block in section.blocks:
            yield from _block(block)
            yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from (_write(sentence) for sentence in block.sentences)
        case Bullets():
            for item in block.items:
                yield f"* {_write(item.words)}"
                if item.below is not None:
                    yield f"  {_write(item.below)}"
        case Facts():
            yield "| | |"
            yield "|---|---|"
            for name, fact in block.rows:
                yield f"| {_write(name)} | {_write(fact)} |"
        case Table():
            yield f"| {' | '.join(block.headings)} |"
            yield f"|{'---|' * len(block.headings)}"
            yield from (f"| {' | '.join(map(plain, row))} |" for row in block.rows)


def _write(words: Words) -> str:
    return "".join(_part(part) for part in words)


def _part(part: Part) -> str:
    match part:
        case Exact():
            return f"`` {part.text} ``" if "`" in part.text else f"`{part.text}`"
        case EditLink():
            return part.code
        case WebLink():
            return f"[{plain(part.text)}]({part.address})"
        case CodeLink():
            return part.text or code_name(part.kind, part.code)
        case str():
            return plain(part)


def plain(text: str) -> str:
    """Text whose asterisks, as in `REF*G1`, do not become emphasis."""
    return text.replace("*", r"\*")
