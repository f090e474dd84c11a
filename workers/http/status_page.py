"""The status page: health, throughput, lag, outcomes and their reasons."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from workers.health import is_ready
from workers.http.attention import Notice, find_notices, grown, is_starting
from workers.http.chart import Series, draw_chart
from workers.http.flow import OVER_S, Flow, describe_flow
from workers.http.history import KEPT_S, Sample
from workers.http.markup import Markup, tag
from workers.http.page import Mood, render_page
from workers.http.site import find_catalogue
from workers.http.status_tables import dead_letter_card, lag_card, outcome_card, reason_card, slot_card, table_card
from workers.http.status_view import StatusView
from workers.http.words import format_age, format_count, format_moment, format_number, format_rate, format_span
from workers.metrics.declared import ASSIGNED_PARTITIONS, LAST_COMMIT


def render_status_page(view: StatusView) -> bytes:
    """The page as HTML in UTF-8; all text is escaped, and it loads no other resources.

    Args:
        view: the data to show.
    """
    notices = find_notices(view.snapshot, view.slots, view.samples, view.last, view.now)
    state, mood = _overall_state(view, notices)
    return render_page(
        state,
        tag("h1", "Status", class_="skip"),
        _banner(view, state, mood, notices),
        _tiles(view),
        tag("div", _throughput(view), _lag(view), class_="columns"),
        tag(
            "div",
            tag("div", reason_card(view), dead_letter_card(view)),
            tag("div", outcome_card(view), lag_card(view)),
            class_="columns",
        ),
        slot_card(view),
        table_card(view),
        _foot(view),
        mood=mood,
        what_if=view.what_if,
        outcomes=view.outcomes,
        refresh=True,
    )


def _overall_state(view: StatusView, notices: Iterable[Notice]) -> tuple[str, Mood]:
    unready = [health for health in view.slots if not is_ready(health)]
    if unready and all(is_starting(health) for health in unready):
        return "Starting", "warn"
    if unready or not view.slots:
        return "Not ready", "bad"
    levels = {notice.level for notice in notices}
    return "Ready", "bad" if "bad" in levels else "warn" if "warn" in levels else "good"


def _banner(view: StatusView, state: str, mood: Mood, notices: Iterable[Notice]) -> Markup:
    listed = [tag("li", *_with_link(notice), class_=notice.level) for notice in notices]
    ready = sum(1 for health in view.slots if is_ready(health))
    slots = format_count(len(view.slots), "slot")
    words = f"{state} · {slots if state == 'Ready' else f'{ready} of {slots} ready'}"
    about = view.about
    names = f"Group {about.group_id} reads {about.input_topic} · {format_moment(view.now)}"
    return tag(
        "section",
        tag("strong", words),
        tag("ul", *listed) if listed else "",
        tag("p", names, class_="small"),
        class_=f"banner {mood}",
        aria_label="State",
    )


def _with_link(notice: Notice) -> Iterator[str]:
    yield notice.words
    if notice.edit is not None:
        yield " "
        yield tag("a", f"What {notice.edit} checks", href=f"edits/{notice.edit}")


def _tiles(view: StatusView) -> Markup:
    flow = describe_flow(view.samples, view.last)
    rate = flow.per_s
    committed = max(view.snapshot.gauges.get(LAST_COMMIT.name, {}).values(), default=None)
    partitions = sum(view.snapshot.gauges.get(ASSIGNED_PARTITIONS.name, {}).values())
    recent = grown(view.samples[0].events, view.last.events) if view.samples else {}
    total = sum(recent.values())
    rejected = recent.get("rejected", 0.0)
    owned = format_count(partitions, "partition")
    return tag(
        "div",
        _tile(
            "Events per second",
            "–" if rate is None else format_rate(rate),
            "no data yet" if rate is None else f"in the last {format_age(min(OVER_S, view.window_s))}",
        ),
        _tile(
            "Lag",
            "–" if view.last.lag is None else format_number(view.last.lag),
            f"{owned}, {_why_lag_is_unknown(view)}" if view.last.lag is None else _describe_lag(flow, owned),
            "#partitions",
        ),
        _tile(
            "Last commit",
            "–" if committed is None else f"{format_age(view.now.timestamp() - committed)}",
            "none yet" if committed is None else "ago",
            "#slots",
        ),
        _tile(
            "Rejected",
            f"{100 * rejected / total:.1f} %" if total else "–",
            f"of {format_number(total)} in {format_span(view.window_s)}" if total else "no recent events",
            "#reasons",
        ),
        class_="tiles",
    )


def _describe_lag(flow: Flow, owned: str) -> str:
    """How long the records that wait take, and when the backlog ends."""
    words = f"records on {owned}"
    if not flow.lag or flow.work_s is None:
        return words
    ends = f"ends in about {format_age(flow.ends_in_s)}" if flow.ends_in_s is not None else "does not shrink"
    return f"{words}, {format_age(flow.work_s)} of work; {ends}"


def _why_lag_is_unknown(view: StatusView) -> str:
    heard = all(is_starting(health) or (health.broker_reachable and not health.waits_for) for health in view.slots)
    return "no data yet" if heard else "unknown while Kafka does not answer"


def _tile(name: str, figure: str, below: str, href: str | None = None) -> Markup:
    """A figure; with a link, its name leads to the card that says more."""
    return tag(
        "div",
        tag("div", name if href is None else tag("a", name, href=href), class_="small muted"),
        tag("strong", figure),
        tag("div", below, class_="small muted"),
        class_="card tile",
    )


def _throughput(view: StatusView) -> Markup:
    samples = (*view.samples, view.last)
    total = _rates(samples, None)
    rejected = _rates(samples, "rejected")
    now = describe_flow(view.samples, view.last).per_s
    words = "Events per second over the last minutes: " + ("no data yet" if now is None else format_rate(now))
    keys = tag(
        "div",
        tag("span", "all", class_="key"),
        tag("span", "rejected", class_="key bad"),
        class_="keys muted",
    )
    chart = draw_chart([Series(style="all", points=total), Series(style="bad", points=rejected)], KEPT_S, words)
    return tag("section", tag("h2", "Events per second"), keys, chart, class_="card")


def _lag(view: StatusView) -> Markup:
    samples = (*view.samples, view.last)
    points = tuple((view.last.at - sample.at, sample.lag) for sample in samples)
    lag = view.last.lag
    words = "Lag in records over the last minutes: " + ("no data yet" if lag is None else format_number(lag))
    keys = tag("div", "records whose outcome is not committed yet", class_="keys muted")
    chart = draw_chart([Series(style="all", points=points)], KEPT_S, words)
    return tag("section", tag("h2", "Lag"), keys, chart, class_="card")


def _rates(samples: tuple[Sample, ...], outcome: str | None) -> tuple[tuple[float, float | None], ...]:
    """The rate between consecutive samples, at the age of the later one."""
    end = samples[-1].at
    rates: list[tuple[float, float | None]] = []
    for earlier, later in pairwise(samples):
        # The page's sample may come right after the last one; a rate over less than a second means nothing.
        if later.at - earlier.at >= 1:
            count = _count(later.events, outcome) - _count(earlier.events, outcome)
            rates.append((end - later.at, max(0.0, count) / (later.at - earlier.at)))
    return tuple(rates)


def _count(events: Mapping[str, float], outcome: str | None) -> float:
    return sum(events.values()) if outcome is None else events.get(outcome, 0.0)


def _foot(view: StatusView) -> Markup:
    catalogue = find_catalogue(view.snapshot) or "unknown"
    links = [tag("a", page, href=page) for page in ("metrics", "readyz", "livez", "version")]
    return tag(
        "footer",
        tag("span", f"Version {view.about.version}"),
        tag("span", f"Edit catalog {catalogue}"),
        *links,
    )
