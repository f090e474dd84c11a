"""The page of an edit, made from its record alone: what the problem is, why payers refuse it, how to mend it."""

from collections.abc import Iterator

from rules.edit import COLUMNS, Edit, Level, TableNeed
from rules.profile import Profile
from schemas.finding import Status

_WORDS: dict[Level | None, str] = {"REJECT": "REJECT", "WARN": "WARN", "NOTICE": "NOTICE", None: "off"}
_BILLS = {
    "any": "every bill",
    "inpatient": "inpatient bills",
    "outpatient": "outpatient bills",
    "acute": "acute inpatient bills (11x)",
    "hospital_outpatient": "outpatient bills of hospitals (13x)",
    "ncci": "professional claims, and outpatient bills but 32x, 81x and 82x",
}


def written(status: Status) -> str:
    """A 277CA status as billers write it: `A7:562:85`."""
    return ":".join(part for part in (status.category, status.code, status.entity) if part)


def edit_page(edit: Edit, profiles: dict[str, Profile]) -> str:
    """The page of an edit in Markdown.

    Args:
        edit: the edit.
        profiles: the profiles whose severities it shows, by name.
    """
    return "\n".join(_lines(edit, profiles)) + "\n"


def _lines(edit: Edit, profiles: dict[str, Profile]) -> Iterator[str]:
    yield f"# {edit.code} {edit.name}"
    yield ""
    yield edit.title
    yield ""
    yield "## Why payers refuse it"
    yield ""
    yield edit.why
    yield ""
    yield "## How to mend it"
    yield ""
    yield edit.mend
    yield "It can be waived where the profile allows waivers." if edit.waivable else "It cannot be waived."
    yield ""
    yield "## An example that fires, an example that does not"
    yield ""
    example = edit.example
    given = "".join(f", `{path}` = {_shown(new)}" for path, new in example.given.items())
    yield f"Sample `{example.base}`{given}, under profile {example.profile}:"
    yield ""
    for table, rows in example.tables.items():
        for row in rows:
            yield f"* given the table {table} with {', '.join(f'{name} {_shown(part)}' for name, part in row.items())}"
    yield f"* fires with `{example.field}` = {_shown(example.fires)}"
    yield f"* is silent with `{example.field}` = {_shown(example.silent)}"
    yield ""
    yield "## What it says"
    yield ""
    for case in edit.cases.values():
        mark = f" ({case.mark} at most)" if case.mark else " (REJECT in every profile)" if case.lifts else ""
        codes = _codes(
            edit.carc if case.carc is None else case.carc,
            edit.rarc if case.rarc is None else case.rarc,
            edit.status if case.status is None else case.status,
        )
        yield f"* {case.says}{mark} {codes}".rstrip()
        if case.suggest:
            yield f"  Suggestion: {case.suggest}"
    yield ""
    yield "## Reference"
    yield ""
    yield from _reference(edit, profiles)


def _reference(edit: Edit, profiles: dict[str, Profile]) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    for name, profile in profiles.items():
        yield f"| severity, {name} | {_WORDS[profile.ceiling(edit)]} |"
    yield f"| state | {edit.state}, since catalogue {edit.since} |"
    forms = {"both": "professional and institutional"}.get(edit.form, edit.form)
    yield f"| for | {forms}; {_BILLS[edit.bills]}{'; voids too' if edit.on_void else ''} |"
    yield f"| looks at | {', '.join(f'`{path}`' for path in edit.looks_at)} |"
    yield f"| action | {'CONTACT_PAYER' if edit.contact_payer else 'by severity'} |"
    for name, default in edit.parameters.items():
        yield f"| parameter `{name}` | default {_shown(list(default) if isinstance(default, tuple) else default)} |"
    for need in edit.tables:
        yield f"| table | {_need(need)} |"
    if edit.effective_from or edit.effective_through:
        yield f"| services | from {edit.effective_from or 'any date'} through {edit.effective_through or 'any date'} |"
    yield f"| SNIP level | {edit.snip} |"
    yield f"| source | {edit.source} |"
    brings = sorted({code for case in edit.cases.values() for silence in case.silences for code in silence.edits})
    if brings:
        yield f"| silences | {', '.join(brings)} |"
    if edit.related:
        yield f"| related | {', '.join(edit.related)} |"


def _need(need: TableNeed) -> str:
    names = " or ".join(need.tables)
    if need.columns != COLUMNS:
        names += f" (under {', '.join(need.columns)})"
    if need.part:
        return f"{names}, for a part of it: without it that part is listed as not checked"
    return f"{names}: without it the edit does not run and is listed as not checked"


def _codes(carc: str | None, rarc: tuple[str, ...], status: tuple[Status, ...]) -> str:
    parts = [f"CARC {carc}"] if carc else []
    parts += [f"RARC {', '.join(rarc)}"] if rarc else []
    parts += [f"277CA {' + '.join(written(one) for one in status)}"] if status else []
    return f"[{'; '.join(parts)}]" if parts else ""


def _shown(part: object) -> str:
    return "absent" if part is None else f"`{part}`"
