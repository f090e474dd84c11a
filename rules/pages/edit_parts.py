"""What there is to say of an edit, part by part, from its record alone: text and browser show the same."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from rules.edit import BILLS, PAYER_CLASSES, Case, Edit, TableNeed
from rules.lists.dated_list import DatedList, DatedPairs, OnOtherDate, Span
from rules.pages.code_links import CodeLink, link_codes
from rules.pages.example_messages import example_message
from rules.pages.printed_codes import Table, codes_tables, printed_codes
from rules.pages.x12_text import X12_FORMS, x12_text
from rules.profile import Profile
from schemas.value import value


@value
class Exact:
    """A path, a value or a name, to be shown letter by letter."""

    text: str


@value
class EditLink:
    """The code of another edit, which has a page of its own."""

    code: str


@value
class WebLink:
    """The text of a link to a published document."""

    text: str
    address: str


Part: TypeAlias = str | Exact | EditLink | WebLink | CodeLink

Words: TypeAlias = tuple[Part, ...]
"""A run of text."""


@value
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Words, ...]


@value
class Bullet:
    """One of several things; `below` says more of it."""

    words: Words
    below: Words | None = None


@value
class Bullets:
    """Bullets, one below the other."""

    items: tuple[Bullet, ...]


@value
class Facts:
    """Names, each with its value."""

    rows: tuple[tuple[Words, Words], ...]


Block: TypeAlias = Paragraph | Bullets | Facts | Table


@value
class Section:
    """A heading and the blocks below it."""

    heading: str
    blocks: tuple[Block, ...]


def edit_parts(edit: Edit, profiles: Mapping[str, Profile]) -> tuple[Section, ...]:
    """The sections of an edit's page: why it is refused, how to fix it, examples, messages, reference.

    Args:
        edit: the edit.
        profiles: the profiles whose severities it shows, by name.
    """
    waiver = "It can be waived where the profile allows waivers." if edit.waivable else "It cannot be waived."
    texts = tuple(
        Bullet(words=(each.text if each.address is None else WebLink(text=each.text, address=each.address),))
        for each in edit.references
    )
    return (
        Section(heading="Why payers refuse it", blocks=(Paragraph(sentences=((edit.why,),)),)),
        Section(heading="How to fix it", blocks=(Paragraph(sentences=((edit.fix,), (waiver,))),)),
        Section(heading="An example that fires, an example that does not", blocks=tuple(_example(edit))),
        Section(
            heading="What it says",
            blocks=(Bullets(items=tuple(_messages(edit))), *codes_tables(edit)),
        ),
        *_places(edit),
        Section(heading="Reference", blocks=(Facts(rows=tuple(_reference(edit, profiles))),)),
        *((Section(heading="Published rules", blocks=(Bullets(items=texts),)),) if texts else ()),
    )


def _example(edit: Edit) -> Iterator[Block]:
    example = edit.example
    given: Words = ()
    for path, new in example.given.items():
        given += (", ", Exact(text=path), " = ", _shown(new))
    yield Paragraph(sentences=(("Sample ", Exact(text=example.base), *given, f", under profile {example.profile}:"),))
    items = []
    for table, rows in example.tables.items():
        for row in rows:
            words: Words = (f"given the table {table} with ",)
            for index, (name, part) in enumerate(row.items()):
                words += (", " if index else "", f"{name} ", _shown(part))
            items.append(Bullet(words=words))
    for repair, mode in example.repairs.items():
        items.append(Bullet(words=(f"given the repair {repair} set to {mode}",)))
    items.append(Bullet(words=("fires with ", Exact(text=example.field), " = ", _shown(example.fires))))
    items.append(Bullet(words=("does not fire with ", Exact(text=example.field), " = ", _shown(example.silent))))
    yield Bullets(items=tuple(items))


def _messages(edit: Edit) -> Iterator[Bullet]:
    """Each message once, with the values of an example, and the severities and codes that it can have."""
    by_message: dict[tuple[str, str | None], dict[str, list[str]]] = {}
    for case in edit.cases.values():
        by_codes = by_message.setdefault((case.says, case.suggest), {})
        by_codes.setdefault(_codes(edit.carc_of(case), *printed_codes(edit, case)), []).append(_mark(case))
    for (says, suggest), by_codes in by_message.items():
        variants = (f"{_marks(marks)} {codes}".strip() for codes, marks in by_codes.items())
        message, suggestion = example_message(edit.code, says, suggest)
        yield Bullet(
            words=(f"{message} ", *link_codes(" or ".join(variants))),
            below=(f"Suggestion: {suggestion}",) if suggestion else None,
        )


def _mark(case: Case) -> str:
    if not case.mark and any(codes.mark for codes in case.by.values()):
        return "severity see below"
    return f"{case.mark} at most" if case.mark else "REJECT in every profile" if case.lifts else ""


def _marks(marks: Sequence[str]) -> str:
    """How the severities of cases with one message and equal codes are limited; empty if none is."""
    limits = list(dict.fromkeys(mark for mark in marks if mark))
    if not limits:
        return ""
    return f"({' or '.join(limits)}{'' if all(marks) else ' in some cases'})"


def _places(edit: Edit) -> Iterator[Section]:
    """The fields that an edit looks at, with their places in an 837."""
    forms = [form for form in X12_FORMS if edit.form in ("both", form.lower())]
    rows = tuple((path, *(x12_text(path, form) for form in forms)) for path in edit.looks_at)
    if rows:
        table = Table(headings=("JSON field", *(X12_FORMS[form] for form in forms)), rows=rows)
        yield Section(heading="What it looks at", blocks=(table,))


def _reference(edit: Edit, profiles: Mapping[str, Profile]) -> Iterator[tuple[Words, Words]]:
    for name, profile in profiles.items():
        yield (f"severity, {name}",), (profile.word(edit),)
    changed = f", last changed in catalog {edit.changed}" if edit.changed else ""
    yield ("state",), (f"{edit.state}, since catalog {edit.since}{changed}",)
    forms = {"both": "professional and institutional"}.get(edit.form, edit.form)
    bills = BILLS[edit.bills] if edit.bill_types is None else _types_of_bill(edit.bill_types)
    also = f"{'; voids too' if edit.on_void else ''}{'; notices too' if edit.on_notice else ''}"
    yield ("for",), (f"{forms}; {bills}{also}{'' if edit.on_denial_bill else '; not denial bills'}",)
    if edit.reporting_mark is not None:
        yield ("purpose REPORTING",), (f"{edit.reporting_mark} at most",)
    yield ("action",), ("CONTACT_PAYER" if edit.contact_payer else "by severity",)
    for name, default in edit.parameters.items():
        shown = _shown(list(default) if isinstance(default, tuple) else default)
        limit = edit.limits.get(name)
        yield ("parameter ", Exact(text=name)), ("default ", shown, f"; {limit.words}" if limit else "")
    for need in edit.tables:
        yield ("table",), (_need(need),)
    for codes in edit.lists.values():
        yield ("list",), (_list(codes),)
    if edit.effective_from or edit.effective_through:
        first, last = edit.effective_from or "any date", edit.effective_through or "any date"
        yield ("services",), (f"from {first} through {last}",)
    yield ("SNIP level",), (str(edit.snip),)
    if edit.basis is not None:
        yield ("basis",), (edit.basis,)
    yield ("source",), (edit.source,)
    yield ("verified",), (edit.verified or "not compared with an engine or claims",)
    suppressed = sorted({code for case in edit.cases.values() for each in case.suppresses for code in each.edits})
    if suppressed:
        yield ("suppresses",), joined([EditLink(code=code) for code in suppressed])
    for each in dict.fromkeys(each for case in edit.cases.values() for each in case.suppresses):
        if each.families:
            which = f", those that look at {each.looking_at}" if each.looking_at else ""
            yield ("suppresses",), (f"edits of {' and '.join(each.families)}{which}",)
    if edit.related:
        yield ("related",), joined([EditLink(code=code) for code in edit.related])


def joined(parts: Sequence[Part]) -> Words:
    """Parts with a comma between them."""
    words: list[Part] = []
    for part in parts:
        words += [", ", part] if words else [part]
    return tuple(words)


def _need(need: TableNeed) -> str:
    names = " or ".join(need.tables)
    if need.payer_classes != PAYER_CLASSES:
        names += f" (under {', '.join(need.payer_classes)})"
    if need.part:
        return f"{names}, for a part of it: without it that part is listed as not checked"
    return f"{names}: without it the edit does not run and is listed as not checked"


def _list(codes: DatedList | DatedPairs | OnOtherDate) -> str:
    shown = codes if isinstance(codes, DatedList) else codes.listed
    return f"{shown.title}: {'; '.join(_span(span) for span in shown.spans)}"


def _types_of_bill(listed: DatedList) -> str:
    """Types of bill, with the dates of those that are not always in force."""
    every = (replace(span, codes=tuple(f"{code}x" for code in span.codes)) for span in listed.spans)
    return f"type of bill {'; '.join(_span(span) for span in every)}"


def _span(span: Span) -> str:
    start = "" if span.start == dt.date.min else f" from {span.start}"
    end = "" if span.end == dt.date.max else f" through {span.end}"
    return f"{' '.join(span.codes)}{start}{end}"


def _codes(carc: str | None, rarc: str, status: str) -> str:
    parts = [f"CARC {carc}"] if carc else []
    parts += [f"RARC {rarc}"] if rarc else []
    parts += [f"277CA {status}"] if status else []
    return f"[{'; '.join(parts)}]" if parts else ""


def _shown(part: object) -> str | Exact:
    """A value as it is in an event: a text as it is, anything else in JSON."""
    if part is None:
        return "absent"
    return Exact(text=part if isinstance(part, str) and part else json.dumps(part, ensure_ascii=False, default=str))
