"""Everything the loaded tables know of a code on a date, for a person who mends a claim."""

import datetime as dt
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from rules.describe_codes import dotted
from rules.repairs.mend_text import make_ndc_eleven_digits
from rules.tables.icd10cm import Icd10cm
from rules.tables.icd10pcs import Icd10pcs
from rules.tables.store import Tables
from workers.cli.look_up_answer import CodeAnswer, through
from workers.cli.look_up_drug import look_up_drug
from workers.cli.look_up_list import look_up_list
from workers.cli.look_up_service import look_up_service

_MAX_BELOW = 40


def look_up_code(code: str, on: dt.date, tables: Tables) -> list[CodeAnswer]:
    """What each table that knows the code says of it; dots, hyphens, blanks and case do not matter."""
    bare = "".join(code.split()).replace(".", "").replace("-", "").upper()
    answers = []
    if tables.icd10cm is not None and (found := _diagnosis(bare, on, tables.icd10cm, tables)):
        answers.append(found)
    if tables.icd10pcs is not None and (row := _procedure(bare, on, tables.icd10pcs)):
        answers.append(row)
    answers.extend(look_up_service(bare, on, tables))
    answers.extend(look_up_list(bare, on, tables))
    # The hyphens of an NDC say where its zeros are missing.
    written = "".join(code.split())
    answers.extend(look_up_drug(make_ndc_eleven_digits(written) if "-" in written else bare, on, tables))
    return answers


def _diagnosis(code: str, on: dt.date, table: Icd10cm, tables: Tables) -> CodeAnswer | None:
    periods = table.history(code)
    if not periods and not table.was_header(code):
        return None
    row, header = table.row_on(code, on), table.is_header(code, on)
    return CodeAnswer(
        table="icd10cm",
        code=code,
        on=on,
        in_force=row is not None,
        header=header,
        description=table.description(code),
        periods=periods,
        below=table.below(code, on) if header else (),
        successors=() if row is not None else table.successors(code, on),
        predecessors=table.predecessors(code),
        hierarchy=tuple(_hierarchy(code, tables)),
        notes=tuple(_notes(code, tables)),
    )


def _procedure(code: str, on: dt.date, table: Icd10pcs) -> CodeAnswer | None:
    periods = table.history(code)
    if not periods:
        return None
    row = table.row_on(code, on)
    return CodeAnswer(
        table="icd10pcs",
        code=code,
        on=on,
        in_force=row is not None,
        description=table.description(code),
        periods=periods,
        successors=() if row is not None else table.successors(code, on),
    )


def _hierarchy(code: str, tables: Tables) -> Iterator[tuple[str, str]]:
    tabular = tables.icd10cm_tabular
    if tabular is None:
        return
    chapter, block = tabular.chapter(code), tabular.block(code)
    if chapter is not None:
        yield f"chapter {chapter}", tabular.chapter_description(chapter) or ""
    if block is not None:
        yield f"block {block}", tabular.block_description(block) or ""
    if len(code) > 3:
        yield f"category {code[:3]}", tabular.category_description(code[:3]) or ""


def _notes(code: str, tables: Tables) -> Iterator[tuple[str, str]]:
    tabular = tables.icd10cm_tabular
    if tabular is None:
        return
    for excludes in tabular.excludes1(code):
        yield f"never with (Excludes1 at {dotted(excludes.at)})", excludes.text
    for first in tabular.code_first(code):
        yield f"code first (at {dotted(first.at)})", first.text
    sevenths = tabular.seventh_characters(code)
    if sevenths is not None:
        yield "7th characters", "; ".join(f"{sign} {meaning}" for sign, meaning in sevenths.meanings.items())


def show_answer(answer: CodeAnswer) -> RenderableType:
    """An answer as a page for a terminal."""
    printed = dotted(answer.code) if answer.table == "icd10cm" else answer.code
    if answer.in_force:
        state = Text("valid", style="bold green")
    elif answer.header:
        state = Text("not specific enough", style="bold yellow")
    elif not answer.covered:
        state = Text("not known", style="bold yellow")
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
