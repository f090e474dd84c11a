"""The page that says what became of an encounter: the form, and for each claim its findings and its history."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from schemas.finding import Finding
from schemas.value import value
from workers.http.finding_item import finding_item
from workers.http.markup import Markup, join, tag
from workers.http.page import render_page
from workers.http.words import format_count

_WORDS: Final = {
    "ready": ("Ready: the claim was published for the payer.", "good"),
    "rejected": ("Rejected: it must be corrected and sent again.", "bad"),
    "erased": ("Erased: its last record is a tombstone.", "warn"),
    "unreadable": ("Written by a newer version of the worker.", "warn"),
}
_SHOWN: Final = 100


@value
class Sought:
    """What the form has, so that it keeps it on every answer."""

    source: str = ""
    encounter: str = ""
    coverage: str = ""
    claim_id: str = ""


def render_outcomes(
    sought: Sought,
    found: Mapping[str, Any] | None = None,
    trouble: str | None = None,
    *,
    what_if: bool,
) -> bytes:
    """The page in UTF-8.

    Args:
        sought: content of the form.
        found: the answer, as `workers.outcomes.write_found` writes it.
        trouble: why there is no answer.
        what_if: whether to link to the what-if page.
    """
    refused = tag("section", tag("strong", trouble), class_="banner bad", role="alert", id="result") if trouble else ""
    return render_page(
        "Outcomes",
        tag("h1", "What became of an encounter"),
        tag("p", "Shows outcomes, findings and versions; never patient data.", class_="muted"),
        _form(sought),
        refused,
        Markup() if found is None else _answer(found),
        what_if=what_if,
        outcomes=True,
    )


def _form(sought: Sought) -> Markup:
    def field(words: str, name: str, content: str, **more: str) -> Markup:
        made = tag("input", type="search", id=name, name=name, value=content, maxlength=200, autocomplete="off", **more)
        return tag("p", tag("label", words, for_=name), made)

    return tag(
        "form",
        tag(
            "div",
            field("Source system", "source", sought.source),
            field("Encounter ID", "encounter", sought.encounter),
            field("Billed coverage (0 is the first)", "coverage", sought.coverage or "0", inputmode="numeric"),
            class_="fields",
        ),
        tag("div", field("Or a claim ID", "claim_id", sought.claim_id), class_="fields"),
        tag("button", "Look it up", type="submit"),
        method="post",
        action="outcomes#result",
        autocomplete="off",
        class_="card",
    )


def _answer(found: Mapping[str, Any]) -> Markup:
    parts = [_claim(claim) for claim in found["claims"]]
    if not parts:
        words = "No outcome found: it is not processed yet, or compaction deleted it."
        parts.append(tag("section", tag("strong", words), class_="banner warn"))
    if not found["complete"]:
        words = "Not everything was read in time; there may be a newer version: use 'outcomes show --seconds'."
        parts.insert(0, tag("section", tag("strong", words), class_="banner bad"))
    return tag("div", *parts, id="result")


def _claim(claim: Mapping[str, Any]) -> Markup:
    words, mood = _WORDS[claim["outcome"]]
    record = claim["record"]
    about = [tag("p", f"Claim {claim['claim_id']}", class_="small")]
    if record is not None:
        origin = record["provenance"]
        event = f"{origin['event_id']} at {origin.get('topic')}:{origin.get('partition')}:{origin.get('offset')}"
        processed = origin.get("processed_at", "at an unknown time")
        about.append(
            tag(
                "p",
                f"Version {record['claim_version']} · profile {origin['profile']} · edit catalog {origin['catalogue']} "
                f"· event {event} · processed {processed}",
                class_="small",
            )
        )
    return join(
        [
            tag("section", tag("strong", words), *about, class_=f"banner {mood}"),
            _findings([] if record is None else record.get("findings", [])),
            _history(claim["versions"]),
        ]
    )


def _findings(findings: list[Mapping[str, Any]]) -> Markup:
    if not findings:
        return Markup()
    shown = _reader().validate_python(findings[:_SHOWN])
    items = [finding_item(finding, tag("code", finding.field)) for finding in shown]
    if len(findings) > _SHOWN:
        items.append(tag("li", f"and {format_count(len(findings) - _SHOWN, 'more finding')}", class_="muted"))
    return tag("section", tag("h2", "Findings"), tag("ul", *items, class_="findings"), class_="card")


@cache
def _reader() -> TypeAdapter[tuple[Finding, ...]]:
    return TypeAdapter(tuple[Finding, ...])


def _history(versions: list[Mapping[str, Any]]) -> Markup:
    head = tag("thead", tag("tr", *[tag("th", name, scope="col") for name in ("version", "outcome", "written", "at")]))
    rows = tag("tbody", *_rows(versions[:_SHOWN]))
    left_out = len(versions) - _SHOWN
    more = tag("p", f"and {format_count(left_out, 'older version')}", class_="muted") if left_out > 0 else ""
    return tag(
        "section", tag("h2", "Versions on the topics"), tag("table", head, rows, class_="stacked"), more, class_="card"
    )


def _rows(versions: list[Mapping[str, Any]]) -> Iterator[Markup]:
    for version in versions:
        number = version["claim_version"]
        yield tag(
            "tr",
            tag("th", "–" if number is None else str(number), scope="row"),
            tag("td", version["outcome"]),
            tag("td", version["written_at"] or "–"),
            tag("td", version["at"]),
        )
