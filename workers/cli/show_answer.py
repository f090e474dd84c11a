"""Renders the result of a code lookup for a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.claim.describe_codes import dotted
from rules.look_up.answer import CodeAnswer, through

_MAX_BELOW = 40


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
    if answer.successors:
        yield Text.assemble(("use instead   ", "green"), ", ".join(written(code) for code in answer.successors))
    if answer.below:
        shown = ", ".join(written(code) for code in answer.below[:_MAX_BELOW])
        more = f" and {len(answer.below) - _MAX_BELOW} more" if len(answer.below) > _MAX_BELOW else ""
        yield Text.assemble(("choose from   ", "green"), shown, more)
    for row in answer.periods:
        flags = f"  [{', '.join(sorted(row.flags))}]" if row.flags else ""
        yield Text.assemble(("valid         ", "dim"), f"{row.start} … {through(row.end)}{flags}")
    if answer.predecessors:
        yield Text.assemble(("replaces      ", "dim"), ", ".join(written(code) for code in answer.predecessors))
    for name, meaning in answer.hierarchy:
        yield Text.assemble((f"{name:<14}", "dim"), meaning)
    for kind, text in answer.notes:
        yield Text.assemble((f"{kind}: ", "dim"), text)
