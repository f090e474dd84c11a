"""The what-if page: the result for the last encounter, and the form for the next."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rules.pages.fold_findings import Folded, FoldedEdit, fold_findings
from rules.repairs.catalog import REPAIRS
from schemas.claim import ClaimReady
from schemas.finding import NotChecked, Repair
from schemas.json_form import to_json
from schemas.rejection import ClaimRejected
from schemas.samples import sample_names
from schemas.value import value
from workers.http.finding_item import finding_item
from workers.http.marked_json import Line, Mark, Weight, mark_json
from workers.http.markup import Markup, join, tag
from workers.http.page import Mood, render_page
from workers.http.what_if import MAX_TEXT, InputUnreadable, WhatIfOutcome
from workers.http.words import format_count
from workers.load_command import load_command
from workers.pipeline.outcome import Ready, Rejected

_MAX_MISFITS: Final = 50
_MAX_PATH: Final = 200
_WEIGHTS: Final[dict[str, Weight]] = {"REJECT": "bad", "WARN": "warn", "NOTICE": "warn"}
_REPAIRS: Final = {repair.code: repair.name for repair in REPAIRS}
_WHY_NOT_CHECKED: Final = {"NOT_LOADED": "is not loaded", "DATE_NOT_COVERED": "does not cover the date"}


@value
class Asked:
    """What the form has, so that it keeps it on every answer."""

    text: str = ""
    sample: str | None = None
    """The selected sample encounter."""
    profile: str = ""
    """Name of a payer profile; empty for the one of the claim's payer."""
    day: str = ""
    """The day to check on, as sent; empty for the day of submission."""
    profiles: tuple[str, ...] = ()
    """The profiles to choose from."""
    outcomes: bool = False
    """Whether there is a page of outcomes to link to."""


NOTHING_ASKED: Final = Asked()


def render_what_if(
    asked: Asked = NOTHING_ASKED,
    checked: WhatIfOutcome | None = None,
    trouble: str | None = None,
    why_profile: str | None = None,
) -> bytes:
    """The page in UTF-8: form and answer side by side on a wide screen.

    Args:
        asked: content of the form; kept when a request is refused.
        checked: the result.
        trouble: why there is no result.
        why_profile: why the profile of the result applies.
    """
    state, mood, result = _result(checked, asked, why_profile)
    refused = tag("section", tag("strong", trouble), class_="banner bad", role="alert", id="result") if trouble else ""
    return render_page(
        state or "What if",
        tag("h1", "What if"),
        tag("p", "Check an encounter as the worker would. Nothing is stored, published or logged.", class_="muted"),
        tag(
            "div",
            tag("div", _form(asked), _samples(asked.sample), class_="ask"),
            tag("div", refused, result, class_="answer"),
            class_="two" if checked is not None or trouble else None,
        ),
        mood=mood,
        what_if=True,
        outcomes=asked.outcomes,
        checks=True,
    )


def _form(asked: Asked) -> Markup:
    # Spell checkers may send the text to a third party, and autocomplete would store it.
    area = tag(
        "textarea",
        # HTML ignores a line break right after the start tag, so add one in front of the text.
        Markup("\n"),
        asked.text,
        id="encounter",
        name="encounter",
        required=True,
        autocomplete="off",
        autocapitalize="off",
        spellcheck="false",
        data_gramm="false",
        data_longest=MAX_TEXT,
    )
    profiles = [
        tag("option", name or "the profile of the claim's payer", value=name, selected=name == asked.profile)
        for name in ("", *asked.profiles)
    ]
    return tag(
        "form",
        tag("label", "One encounter event (JSON)", for_="encounter"),
        area,
        tag("p", "Ctrl+Enter checks it. You can drop a file here.", id="keys", class_="small muted", hidden=True),
        tag(
            "div",
            tag("label", "Profile ", tag("select", *profiles, name="profile")),
            tag("label", "Check as of ", tag("input", type="date", name="day", value=asked.day)),
            tag("button", "Check it", type="submit"),
            class_="row options",
        ),
        method="post",
        # On a narrow screen the browser goes to the answer, which is below the form.
        action="what-if#result",
        autocomplete="off",
        class_="card",
    )


def _samples(chosen: str | None) -> Markup:
    options = [tag("option", name, value=name, selected=name == chosen) for name in sample_names()]
    return tag(
        "form",
        tag("label", "Or try a sample encounter (synthetic)", for_="sample"),
        tag(
            "div",
            tag("select", *options, id="sample", name="sample"),
            tag("button", "Try it", type="submit", class_="second"),
            class_="row",
        ),
        method="post",
        action="what-if#result",
        class_="card",
    )


def _result(checked: WhatIfOutcome | None, asked: Asked, why_profile: str | None) -> tuple[str | None, Mood, Markup]:
    why = "chosen here" if asked.profile else why_profile
    match checked:
        case None:
            return None, "muted", Markup()
        case Ready():
            claim = checked.claim
            return "Ready", "good", _show("Ready: this claim would go to the payer.", "good", "claim", claim, why)
        case Rejected():
            rejection = checked.rejection
            return (
                "Rejected",
                "bad",
                _show("Rejected: correct it and send it again.", "bad", "rejection", rejection, why),
            )
        case InputUnreadable():
            return "Unreadable", "bad", _show_misfits(checked)


def _show_misfits(unreadable: InputUnreadable) -> Markup:
    misfits = unreadable.misfits
    items = [
        tag("li", tag("code", _short(misfit.field or "the whole input")), misfit.tell(quote=True))
        for misfit in misfits[:_MAX_MISFITS]
    ]
    more = unreadable.more + len(misfits) - len(items)
    return tag(
        "section",
        tag("strong", "Unreadable: this is not an encounter event."),
        tag("ul", *items, tag("li", f"and {format_count(more, 'more error')}") if more > 0 else ""),
        class_="banner bad",
        id="result",
    )


def _short(path: str) -> str:
    return path if len(path) <= _MAX_PATH else f"{path[:_MAX_PATH]}…"


def _show(words: str, mood: Mood, kind: str, made: ClaimReady | ClaimRejected, why: str | None) -> Markup:
    edits = tuple(fold_findings(made.findings))
    marks = (*_marks(edits), *map(_repaired, made.repairs))
    lines = mark_json(to_json(made.encounter), marks)
    origin = made.provenance
    about = (
        f"Claim {made.claim_id} version {made.claim_version} · profile {origin.profile}{f' ({why})' if why else ''} · "
        f"edit catalog {origin.catalogue}"
    )
    tables = ", ".join(f"{used.table} {used.release}" for used in origin.code_tables) or "none"
    whole = json.dumps(to_json(made, omit_absent=True), ensure_ascii=False, indent=2)
    parts = [
        tag(
            "section",
            tag("strong", words),
            tag("p", f"{_sum_up(made)}"),
            tag("p", about, class_="small"),
            class_=f"banner {mood}",
            id="result",
        ),
        _findings(edits, lines),
        _card("The encounter after repairs, with findings marked", _tall("Encounter with marks", *_numbered(lines))),
        _not_checked(made.not_checked),
        _repairs(made.repairs),
        tag(
            "details",
            tag("summary", f"The {kind} as it would be published"),
            _tall(f"The {kind} as it would be published", whole),
            class_="card",
        ),
        tag("p", f"Checked against the code tables: {tables}.", class_="small muted"),
    ]
    return join(parts)


def _sum_up(made: ClaimReady | ClaimRejected) -> str:
    counts = [
        format_count(sum(1 for finding in made.findings if finding.severity == severity), word)
        for severity, word in (("REJECT", "rejecting finding"), ("WARN", "warning"), ("NOTICE", "notice"))
        if any(finding.severity == severity for finding in made.findings)
    ]
    return f"{', '.join(counts) or 'No findings'}; {format_count(len(made.repairs), 'repair')}."


def _marks(edits: Iterable[FoldedEdit]) -> Iterator[Mark]:
    """A mark at the place of every finding, with a link to the entry that says it."""
    for edit in edits:
        for number, entry in enumerate((*(entry.findings for entry in edit.entries), edit.left_out)):
            for finding in entry:
                yield Mark(
                    path=finding.field,
                    weight=_WEIGHTS[finding.severity],
                    label=finding.edit,
                    anchor=_anchor(edit, number),
                )


def _anchor(edit: FoldedEdit, number: int) -> str:
    return f"finding-{edit.code}-{number + 1}"


def _repaired(repair: Repair) -> Mark:
    return Mark(path=repair.field, weight="repaired", label=repair.repair)


def _findings(edits: Sequence[FoldedEdit], lines: Sequence[Line]) -> Markup:
    if not edits:
        return Markup()
    at: dict[str | None, int] = {}
    for number, line in enumerate(lines):
        for mark in line.marks:
            at.setdefault(mark.anchor, number + 1)
    items: list[Markup] = []
    for edit in edits:
        items += [_entry(entry, _anchor(edit, number), at) for number, entry in enumerate(edit.entries)]
        if edit.left_out:
            words = f"and {format_count(len(edit.left_out), 'more finding')} of {edit.code}, marked below"
            items.append(tag("li", words, id=_anchor(edit, len(edit.entries)), class_="muted"))
    return _card("Findings", tag("ul", *items, class_="findings"))


def _entry(entry: Folded, anchor: str, at: Mapping[str | None, int]) -> Markup:
    line, place = at.get(anchor), tag("code", entry.place)
    return finding_item(entry.first, place if line is None else tag("a", place, href=f"#line-{line}"), anchor)


def _numbered(lines: Iterable[Line]) -> Iterable[Markup]:
    for number, line in enumerate(lines):
        labels: list[str] = []
        for mark in line.marks:
            labels += [" ", tag("a", mark.label, href=f"#{mark.anchor}") if mark.anchor else mark.label]
        style = "line" if line.weight is None else f"line {line.weight}"
        yield tag("span", line.text, *labels, class_=style, id=f"line-{number + 1}" if line.marks else None)


def _not_checked(gaps: Sequence[NotChecked]) -> Markup:
    if not gaps:
        return Markup()
    rows = [
        tag(
            "tr",
            tag(
                "th",
                f"code table {gap.table} {_WHY_NOT_CHECKED.get(gap.reason, '')}" if gap.table else "edit failed",
                scope="row",
            ),
            tag("td", format_count(len(gap.edits), "edit"), ": ", ", ".join(gap.edits)),
            tag("td", tag("code", load_command(gap.table)) if gap.table else ""),
        )
        for gap in gaps
    ]
    return _card("Not checked", tag("table", tag("tbody", *rows)))


def _repairs(repairs: Sequence[Repair]) -> Markup:
    if not repairs:
        return Markup()
    rows = [
        tag(
            "tr",
            tag("th", repair.repair, scope="row"),
            tag("td", _REPAIRS.get(repair.repair, "")),
            tag("td", tag("code", repair.field)),
        )
        for repair in repairs
    ]
    return tag(
        "details",
        tag("summary", f"Repairs ({len(repairs)})"),
        tag("table", tag("tbody", *rows)),
        class_="card",
    )


def _tall(name: str, *content: str) -> Markup:
    """Text of any length in a box that scrolls, also by keyboard: a page of 300 lines stays a few screens high."""
    return tag("pre", *content, class_="tall", tabindex=0, role="region", aria_label=name)


def _card(heading: str, *body: str) -> Markup:
    return tag("section", tag("h2", heading), *body, class_="card")
