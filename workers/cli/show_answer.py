"""Renders the result of a code lookup for a terminal."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.claim.describe_codes import dotted
from rules.look_up.answer import CodeAnswer, through

_MAX_CODES: Final = 100


def show_answer(answer: CodeAnswer) -> RenderableType:
    """Render one answer for a terminal."""
    printed = dotted(answer.code) if answer.table == "icd10cm" else answer.code
    if answer.in_force:
        state = Text("valid", style="bold green")
    elif answer.header:
        state = Text("not specific enough", style="bold yellow")
    elif not answer.covered:
        state = Text("not covered", style="bold yellow")
    else:
        state = Text("not valid", style="bold red")
    head = Text.assemble(
        (printed, "bold"), "  ", answer.description or "", "\n", state, f" on {answer.on}", (f"  {answer.table}", "dim")
    )
    return Group(head, *(Padding(line, (0, 0, 0, 2), expand=False) for line in _lines(answer)), "")


def _lines(answer: CodeAnswer) -> Iterator[Text]:
    written = dotted if answer.table == "icd10cm" else str
    instead = tuple(code for code in answer.successors if code not in answer.below)
    for words, codes in (("use instead", instead), ("choose from", answer.below)):
        for at, code in enumerate(codes[:_MAX_CODES]):
            meaning = answer.meanings.get(code, "")
            yield Text.assemble((f"{'' if at else words:<14}", "green"), f"{written(code):<10}{meaning}".rstrip())
        if len(codes) > _MAX_CODES:
            yield Text(f"{'':<14}and {len(codes) - _MAX_CODES:,} more (--format json lists all)", style="dim")
    for row in answer.periods:
        flags = f"  [{', '.join(sorted(row.flags))}]" if row.flags else ""
        yield Text.assemble(("valid         ", "dim"), f"{row.start} … {through(row.end)}{flags}")
    if answer.predecessors:
        yield Text.assemble(("replaces      ", "dim"), ", ".join(written(code) for code in answer.predecessors))
    for name, meaning in answer.hierarchy:
        yield Text.assemble((f"{name:<14}", "dim"), meaning)
    for kind, text in answer.notes:
        yield Text.assemble((f"{kind}: ", "dim"), text)
