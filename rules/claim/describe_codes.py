"""Codes as ClaimReady describes them: printed form, meaning, category and chapter."""

from typing import Final

from rules.claim.facts import ICD10_START, DiagnosisFacts, LineFacts, ProcedureFacts
from rules.claim.icd_9 import dotted_icd_9
from rules.tables.store import Tables
from schemas.claim import ClaimDiagnosis, ClaimLine, ClaimProcedure

_MOST_DESCRIBED: Final = 4096


def dotted(code: str) -> str:
    """An ICD-10-CM code as it is printed: with a dot after the three characters of its category."""
    return code if len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def describe_diagnosis(dx: DiagnosisFacts, tables: Tables) -> ClaimDiagnosis:
    """A diagnosis as the tables describe it; only its code if it is not billable on its date."""
    if dx.row is None:
        in_icd_9 = dx.dates[-1] < ICD10_START
        printed = dotted_icd_9(dx.code) if in_icd_9 else dotted(dx.code)
        return ClaimDiagnosis(code=dx.code, dotted=printed, verified=False)
    # Claims repeat codes: what the tables say about one is kept with the tables.
    known = tables.described
    found = known.get(dx.code)
    if found is None:
        if len(known) >= _MOST_DESCRIBED:
            known.clear()
        found = known[dx.code] = _describe(dx.code, tables)
    return found


def _describe(code: str, tables: Tables) -> ClaimDiagnosis:
    codes, tabular = tables.icd10cm, tables.icd10cm_tabular
    category = code[:3]
    chapter = None if tabular is None else tabular.chapter(code)
    of_category = of_chapter = None
    if tabular is not None:
        of_category = tabular.category_description(category)
        of_chapter = None if chapter is None else tabular.chapter_description(chapter)
    return ClaimDiagnosis(
        code=code,
        dotted=dotted(code),
        description=None if codes is None else codes.description(code),
        category=category,
        category_description=of_category,
        chapter=chapter,
        chapter_description=of_chapter,
        verified=True,
    )


def describe_procedure(px: ProcedureFacts, tables: Tables) -> ClaimProcedure:
    """An inpatient procedure as its table describes it."""
    codes = tables.icd10pcs
    known = px.row is not None
    return ClaimProcedure(
        code=px.code,
        code_system="ICD10PCS",
        description=codes.description(px.code) if codes is not None and known else None,
        verified=known,
    )


def describe_line(line: LineFacts) -> ClaimLine:
    """A line's procedure code as its table describes it; a code accepted by its format alone is not verified."""
    row = line.rows.code
    return ClaimLine(
        line_number=line.number,
        control_number=line.control_number,
        procedure_code=line.code,
        code_system=line.system,
        description=row.description if row is not None else None,
        verified=row is not None,
    )
