"""The page of an edit as text: the problem, why payers refuse it, and how to fix it."""

from collections.abc import Iterator, Mapping

from rules.edit import Edit
from rules.pages.edit_parts import Block, Bullets, EditLink, Exact, Facts, Paragraph, WebLink, Words, edit_parts
from rules.pages.printed_codes import Table
from rules.profile import Profile


def edit_page(edit: Edit, profiles: Mapping[str, Profile]) -> str:
    """The page of an edit in Markdown.

    Args:
        edit: the edit.
        profiles: the profiles whose severities it shows, by name.
    """
    return "\n".join(_lines(edit, profiles))


def _lines(edit: Edit, profiles: Mapping[str, Profile]) -> Iterator[str]:
    yield f"# {edit.code} {edit.name}"
    yield ""
    yield edit.title
    yield ""
    for section in edit_parts(edit, profiles):
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
            yield from (f"| {' | '.join(row)} |" for row in block.rows)


def _write(words: Words) -> str:
    return "".join(_part(part) for part in words)


def _part(part: str | Exact | EditLink | WebLink) -> str:
    match part:
        case Exact():
            return f"`` {part.text} ``" if "`" in part.text else f"`{part.text}`"
        case EditLink():
            return part.code
        case WebLink():
            return f"[{part.text}]({part.address})"
        case str():
            return part
