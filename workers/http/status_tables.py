"""The tables of the status page: outcomes, reasons, lag by partition, slots and code tables."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from workers.health import SlotHealth, is_ready, unready_reasons
from workers.http.attention import SOON_DAYS, grown, is_starting
from workers.http.markup import Markup, tag
from workers.http.status_view import StatusView
from workers.http.words import format_age, format_bytes, format_count, format_moment, format_number, format_span
from workers.metrics.declared import (
    ASSIGNED_PARTITIONS,
    BLOCKED,
    LAG,
    LAST_COMMIT,
    NOT_CHECKED,
    PROCESS_MEMORY,
    PROCESS_START,
    TABLE_EXPIRES,
    TABLE_LOADED,
)

_TOP: Final = 10
_PARTITIONS: Final = 8
_DAY_S: Final = 86400
_NO_END_DAYS: Final = 100 * 366
_OUTCOMES: Final = {"ready": "claims", "rejected": "rejections", "dead_letter": "dead letters"}


def outcome_card(view: StatusView) -> Markup:
    """Counts of outcomes."""
    total = sum(view.last.events.values())
    recent = grown(view.samples[0].events, view.last.events) if view.samples else {}
    rows = [_count_row(tag("th", "consumed", scope="row"), sum(recent.values()), total)]
    for outcome, name in _OUTCOMES.items():
        count = view.last.events.get(outcome, 0.0)
        share = f" {100 * count / total:.1f} %" if total else ""
        words = tag("th", name, tag("span", share, class_="muted"), scope="row")
        rows.append(_count_row(words, recent.get(outcome, 0.0), count))
    since = view.about.started_at
    note = tag("p", f"Totals count since {format_moment(since)}.", class_="small muted") if since is not None else ""
    return _card("Outcomes", _table(("outcome", _lately(view), "total"), rows, numbers=2), note)


def reason_card(view: StatusView) -> Markup:
    """The edits with the most rejections, recent ones first, linked to their pages."""
    first = view.samples[0].reasons if view.samples else {}
    recent = grown(first, view.last.reasons)
    rows = []
    for edit, count in _top(recent, view.last.reasons):
        title = view.titles.get(edit)
        name = edit if title is None else tag("a", edit, href=f"edits/{edit}")
        words = tag("th", name, *(() if title is None else (" ", tag("span", title, class_="muted"))), scope="row")
        rows.append(_count_row(words, recent.get(edit, 0.0), count))
    more = len(view.last.reasons) - len(rows)
    return _card(
        "Rejection reasons",
        _table(("edit", _lately(view), "total"), rows, numbers=2) if rows else _nothing("No rejections yet."),
        tag("p", tag("a", f"and {format_count(more, 'more edit')}", href="edits"), class_="small") if more > 0 else "",
        anchor="reasons",
    )


def dead_letter_card(view: StatusView) -> Markup:
    """Counts of dead letters by reason; empty if there are none."""
    counts = {reason: count for reason, count in view.last.dead_letters.items() if count}
    if not counts:
        return Markup()
    recent = grown(view.samples[0].dead_letters, view.last.dead_letters) if view.samples else {}
    rows = [
        _count_row(tag("th", reason, scope="row"), recent.get(reason, 0.0), count)
        for reason, count in _top(recent, counts)
    ]
    return _card(
        "Dead-letter reasons",
        _table(("reason", _lately(view), "total"), rows, numbers=2),
        tag(
            "p",
            "Where they come from: ",
            tag("code", "claims-worker dead-letters list --summary"),
            class_="small muted",
        ),
    )


def lag_card(view: StatusView) -> Markup:
    """The lag of each assigned partition, largest first."""
    behind = view.snapshot.gauges.get(LAG.name, {})
    if not behind:
        nothing = _nothing("No partitions are assigned, or there is no data yet.")
        return _card("Partitions", nothing, anchor="partitions")
    blocked = view.snapshot.gauges.get(BLOCKED.name, {})
    head = ("topic / partition", "lag", *(("behind an open transaction",) if any(blocked.values()) else ()))

    def row(name: str, *numbers: float) -> Markup:
        cells = (tag("td", format_number(number), class_="number") for number in numbers[: len(head) - 1])
        return tag("tr", tag("th", name, scope="row"), *cells)

    order = sorted(behind.items(), key=lambda item: (-item[1], item[0][0], len(item[0][1]), item[0][1]))
    rows = [
        row(f"{topic} / {partition}", records, blocked.get((topic, partition), 0.0))
        for (topic, partition), records in order[:_PARTITIONS]
    ]
    rest = order[_PARTITIONS:]
    if rest:
        words = format_count(len(rest), "more partition")
        records = sum(records for _, records in rest)
        rows.append(row(words, records, sum(blocked.get(where, 0.0) for where, _ in rest)))
    return _card("Partitions", _table(head, rows, numbers=len(head) - 1), anchor="partitions")


def slot_card(view: StatusView) -> Markup:
    """Each slot: its state, partitions, last commit, and why it is not ready."""
    gauges = view.snapshot.gauges
    now_s = view.now.timestamp()
    rows = []
    for health in view.slots:
        label = (str(health.slot),)
        committed = gauges.get(LAST_COMMIT.name, {}).get(label)
        started = gauges.get(PROCESS_START.name, {}).get(label)
        memory = gauges.get(PROCESS_MEMORY.name, {}).get(label)
        rows.append(
            tag(
                "tr",
                tag("th", str(health.slot), scope="row"),
                tag("td", _state(health), class_="nowrap"),
                tag("td", format_number(gauges.get(ASSIGNED_PARTITIONS.name, {}).get(label, 0.0)), class_="number"),
                tag("td", "none" if committed is None else f"{format_age(now_s - committed)} ago", class_="number"),
                tag("td", "" if memory is None else format_bytes(memory), class_="number wide"),
                tag("td", "" if started is None else format_age(now_s - started), class_="number wide"),
                class_=None if is_ready(health) else "joined",
            )
        )
        if not is_ready(health):
            reasons = tag("ul", *[tag("li", reason) for reason in unready_reasons(health)])
            rows.append(tag("tr", tag("td", reasons, colspan=6)))
    head = ("slot", "state", "partitions", "last commit", "memory", "uptime")
    return _card("Slots", _table(head, rows, numbers=4, wide=2) if rows else _nothing("No slots."), anchor="slots")


def _state(health: SlotHealth) -> Markup:
    if is_ready(health):
        return tag("span", "ready", class_="chip good")
    style = "warn" if is_starting(health) else "bad"
    word = "not ready" if health.state == "running" else health.state
    return tag("span", word, class_=f"chip {style}")


def table_card(view: StatusView) -> Markup:
    """The loaded code tables with the dates they cover, and those that are missing."""
    gauges = view.snapshot.gauges
    expires = gauges.get(TABLE_EXPIRES.name, {})
    unchecked = view.snapshot.counters.get(NOT_CHECKED.name, {})
    loaded = sorted(labels for labels, level in gauges.get(TABLE_LOADED.name, {}).items() if level)
    rows = [
        _table_row(name, release, _format_expiry(expires.get((name,)), view.now), unchecked.get((name,), 0.0))
        for name, release in loaded
    ]
    open_names = {name for name, _ in loaded}
    missing = {table for health in view.slots for table in health.missing_tables}
    rows += [
        _table_row(name, "–", tag("span", "not loaded", class_="chip bad"), unchecked.get((name,), 0.0))
        for name in sorted(missing - open_names)
    ]
    return _card(
        "Code tables",
        tag("p", "No code tables are loaded.", class_="bad") if not loaded else "",
        _table(("table", "release", "coverage left", "claims not checked"), rows, numbers=1, stacked=True)
        if rows
        else "",
        _unloaded({name: count for (name,), count in unchecked.items() if count and name not in open_names | missing}),
    )


def _unloaded(unchecked: Mapping[str, float]) -> Markup:
    """Optional tables that are not loaded, with counts of unchecked claims; folded, because there can be many."""
    if not unchecked:
        return Markup()
    rows = [
        _count_row(tag("th", name, scope="row"), None, count)
        for name, count in sorted(unchecked.items(), key=lambda item: (-item[1], item[0]))
    ]
    words = f"{format_count(len(rows), 'table')} not loaded; the edits that need them did not run"
    return tag(
        "details", tag("summary", words), _table(("table", "claims not checked"), rows, numbers=1), id="unloaded"
    )


def _table_row(name: str, release: str, expiry: Markup, unchecked: float) -> Markup:
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", release),
        tag("td", expiry),
        tag("td", format_number(unchecked) if unchecked else "", class_="number", data_name="not checked"),
    )


def _format_expiry(expires: float | None, now: datetime) -> Markup:
    if expires is None:
        return Markup()
    days = int((expires - now.timestamp()) // _DAY_S)
    if days < 0:
        return tag("span", f"ended {format_count(-days, 'day')} ago", class_="chip bad")
    if days > _NO_END_DAYS:
        return tag("span", "no end date")
    # The metric is the end of the last day.
    last = (datetime.fromtimestamp(expires, UTC) - timedelta(seconds=1)).date().isoformat()
    words = format_count(days, "day")
    until = tag("span", f" (through {last})", class_="muted small nowrap")
    return tag("span", tag("span", words, class_="chip warn") if days < SOON_DAYS else words, until)


def _top(recent: Mapping[str, float], total: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(total.items(), key=lambda item: (-recent.get(item[0], 0.0), -item[1], item[0]))[:_TOP]


def _lately(view: StatusView) -> str:
    return f"in {format_span(view.window_s)}" if view.window_s >= 5 else "recently"


def _count_row(name: Markup, recent: float | None, total: float) -> Markup:
    return tag(
        "tr",
        name,
        "" if recent is None else tag("td", format_number(recent), class_="number" if recent else "number muted"),
        tag("td", format_number(total), class_="number"),
    )


def _table(
    head: tuple[str, ...], rows: Iterable[Markup], *, numbers: int, wide: int = 0, stacked: bool = False
) -> Markup:
    """A table whose last columns are numbers; on a narrow screen, `wide` columns are hidden or rows are stacked."""
    cells = []
    for index, name in enumerate(head):
        styles = ["number"] if index >= len(head) - numbers else []
        styles += ["wide"] if index >= len(head) - wide else []
        cells.append(tag("th", name, scope="col", class_=" ".join(styles) or None))
    return tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *rows), class_="stacked" if stacked else None)


def _card(heading: str, *body: str, anchor: str | None = None) -> Markup:
    return tag("section", tag("h2", heading), *body, id=anchor, class_="card")


def _nothing(words: str) -> Markup:
    return tag("p", words, class_="muted")
