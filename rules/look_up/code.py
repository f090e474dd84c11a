"""Looks a code up in every open table, for a person who corrects a claim."""

import datetime as dt
from collections.abc import Iterable, Iterator

from rules.claim.describe_codes import dotted
from rules.claim.suggest_codes import plain_first
from rules.look_up.answer import CodeAnswer
from rules.look_up.drug import look_up_drug
from rules.look_up.listed import look_up_list
from rules.look_up.public_list import look_up_public_list
from rules.look_up.service import look_up_service
from rules.repairs.rewrite_text import make_ndc_eleven_digits
from rules.tables.shipped.dated_codes import DatedCodes
from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.shipped.icd10pcs import Icd10pcs
from rules.tables.store import Tables


def look_up_code(code: str, on: dt.date, tables: Tables) -> list[CodeAnswer]:
    """The answer of each table that has the code; dots, hyphens, blanks and case do not matter."""
    bare = "".join(code.split()).replace(".", "").replace("-", "").upper()
    answers = []
    if tables.icd10cm is not None and (found := _diagnosis(bare, on, tables.icd10cm, tables)):
        answers.append(found)
    if tables.icd10pcs is not None and (row := _procedure(bare, on, tables.icd10pcs)):
        answers.append(row)
    answers.extend(look_up_service(bare, on, tables))
    answers.extend(look_up_list(bare, on, tables))
    answers.extend(look_up_public_list(bare, on, tables))
    # The hyphens of an NDC show where it needs zeros.
    written = "".join(code.split())
    answers.extend(look_up_drug(make_ndc_eleven_digits(written) if "-" in written else bare, on, tables))
    return answers


def _diagnosis(code: str, on: dt.date, table: Icd10cm, tables: Tables) -> CodeAnswer | None:
    periods = table.history(code)
    if not periods and not table.was_header(code):
        return None
    row, header = table.row_on(code, on), table.is_header(code, on)
    below = plain_first(table.below(code, on), table) if header else {}
    successors = () if row is not None else table.successors(code, on)
    predecessors = table.predecessors(code)
    return CodeAnswer(
        table="icd10cm",
        code=code,
        on=on,
        in_force=row is not None,
        header=header,
        description=table.description(code),
        periods=periods,
        below=tuple(below),
        successors=successors,
        predecessors=predecessors,
        meanings=_meanings((*below, *successors, *predecessors), table),
        hierarchy=tuple(_hierarchy(code, tables)),
        notes=(*_notes(code, tables), *(_present_on_admission(code, on, tables) if row is not None else ())),
    )


def _procedure(code: str, on: dt.date, table: Icd10pcs) -> CodeAnswer | None:
    periods = table.history(code)
    if not periods:
        return None
    row = table.row_on(code, on)
    successors = () if row is not None else table.successors(code, on)
    return CodeAnswer(
        table="icd10pcs",
        code=code,
        on=on,
        in_force=row is not None,
        description=table.description(code),
        periods=periods,
        successors=successors,
        meanings=_meanings(successors, table),
    )


def _meanings(codes: Iterable[str], table: DatedCodes) -> dict[str, str]:
    return {code: words for code in codes if (words := table.description(code))}


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


def _present_on_admission(code: str, on: dt.date, tables: Tables) -> Iterator[tuple[str, str]]:
    exempt = tables.poa_exempt
    if exempt is not None and exempt.covers(on):
        yield "present on admission", "exempt from the indicator" if exempt.is_exempt(code, on) else "indicator needed"


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
        yield "7th characters", "; ".join(f"{character} {meaning}" for character, meaning in sevenths.meanings.items())
