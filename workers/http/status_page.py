"""A small page for a person: what was consumed, what became of it and why, how far behind, how old the tables are."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from workers.health import SlotHealth, find_unready
from workers.metrics_declared import DEAD_LETTERS, EVENTS, FINDINGS, LAG, LAST_COMMIT, TABLE_EXPIRES, TABLE_LOADED
from workers.metrics_snapshot import Labels, Snapshot
from workers.site import About, find_catalogue

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:52rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:1.5rem 0 .3rem}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;font-weight:400}
td.number{text-align:right;font-variant-numeric:tabular-nums}
.good{color:#17692c}.bad{color:#a3211b}.muted{color:#666}
@media (prefers-color-scheme:dark){
body{color:#e6e6e6;background:#161616}
th,td{border-color:#3a3a3a}
.good{color:#6fd08a}.bad{color:#ff8f86}.muted{color:#a0a0a0}
a{color:#8ab4ff}
}
"""
STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""For the content security policy: this style sheet and nothing else."""

_TOP: Final = 10
_SOON_DAYS: Final = 30


def render_status_page(about: About, snapshot: Snapshot, slots: Sequence[SlotHealth], now: datetime) -> str:
    """The page as HTML; every text in it is escaped, and it loads nothing.

    Args:
        about: versions and names.
        snapshot: the figures of all slots.
        slots: the health of each.
        now: the moment of the request, aware; a table's age is judged against it.
    """
    reasons = find_unready(slots)
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>claims-worker</title><style>{_STYLE}</style></head><body>",
        f"<h1>claims-worker {escape(about.version)}</h1>",
        _introduce(about, find_catalogue(snapshot), len(slots)),
        '<p class="good">Ready.</p>' if not reasons else _bullets(reasons),
        _outcomes(snapshot),
        _top("Why claims are rejected", _rejecting_edits(snapshot)),
        _top("Why events are dead letters", _dead_letter_reasons(snapshot)),
        _lag(snapshot),
        _tables(snapshot, now),
        _link_pages(now),
        "</body></html>",
    ]
    return "\n".join(parts)


def _introduce(about: About, catalogue: str | None, slots: int) -> str:
    return (
        f'<p class="muted">Group {escape(about.group_id)} reads {escape(about.input_topic)}; '
        f"edit catalogue {escape(catalogue or 'not known yet')}; {slots} {_plural(slots, 'slot')}.</p>"
    )


def _link_pages(now: datetime) -> str:
    links = " · ".join(f'<a href="/{page}">{page}</a>' for page in ("metrics", "readyz", "livez", "version"))
    return f'<p class="muted">{links} · {escape(_moment(now.timestamp()))}</p>'


def _outcomes(snapshot: Snapshot) -> str:
    counts = {"ready": 0.0, "rejected": 0.0, "dead_letter": 0.0}
    for (outcome, _profile), count in snapshot.counters.get(EVENTS.name, {}).items():
        counts[outcome] = counts.get(outcome, 0.0) + count
    total = sum(counts.values())
    rows = [("consumed", total, "")]
    names = {"ready": "claims", "rejected": "rejections", "dead_letter": "dead letters"}
    for outcome, count in counts.items():
        share = f"{100 * count / total:.1f} %" if total else ""
        rows.append((names.get(outcome, outcome), count, share))
    last = max(snapshot.gauges.get(LAST_COMMIT.name, {}).values(), default=None)
    since = "nothing committed yet" if last is None else f"last commit {_moment(last)}"
    return _table(
        f"Events since the start ({since})",
        ((_cell(name), _number(count), _number_text(share)) for name, count, share in rows),
    )


def _rejecting_edits(snapshot: Snapshot) -> dict[str, float]:
    counts: dict[str, float] = {}
    for (edit, severity, _profile), count in snapshot.counters.get(FINDINGS.name, {}).items():
        if severity == "REJECT":
            counts[edit] = counts.get(edit, 0.0) + count
    return counts


def _dead_letter_reasons(snapshot: Snapshot) -> dict[str, float]:
    return {reason: count for (reason,), count in snapshot.counters.get(DEAD_LETTERS.name, {}).items() if count > 0}


def _top(caption: str, counts: dict[str, float]) -> str:
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
    if not first:
        return _table(caption, [('<td class="muted">none yet</td>',)])
    return _table(caption, ((_cell(name), _number(count)) for name, count in first))


def _lag(snapshot: Snapshot) -> str:
    behind = snapshot.gauges.get(LAG.name, {})
    topics: dict[str, list[float]] = {}
    for (topic, _partition), records in behind.items():
        topics.setdefault(topic, []).append(records)
    if not topics:
        return _table("Lag", [('<td class="muted">no partition is owned, or not measured yet</td>',)])
    return _table(
        "Lag",
        (
            (
                _cell(topic),
                _number_text(f"{len(records)} {_plural(len(records), 'partition')}"),
                _number_text(f"{sum(records):,.0f} {_plural(int(sum(records)), 'record')}"),
            )
            for topic, records in sorted(topics.items())
        ),
    )


def _tables(snapshot: Snapshot, now: datetime) -> str:
    expires = snapshot.gauges.get(TABLE_EXPIRES.name, {})
    loaded = sorted(labels for labels, level in snapshot.gauges.get(TABLE_LOADED.name, {}).items() if level)
    if not loaded:
        return _table("Code tables", [('<td class="bad">none is open</td>',)])
    return _table("Code tables", (_table_row(labels, expires.get(labels[:1]), now) for labels in loaded))


def _table_row(labels: Labels, expires: float | None, now: datetime) -> tuple[str, ...]:
    name, release = labels
    if expires is None:
        return _cell(name), _cell(release), _cell("")
    days = int((expires - now.timestamp()) // 86400)
    if days < 0:
        return _cell(name), _cell(release), f'<td class="bad">ended {-days} {_plural(-days, "day")} ago</td>'
    style = ' class="bad"' if days < _SOON_DAYS else ""
    return _cell(name), _cell(release), f"<td{style}>good for {days} {_plural(days, 'day')}</td>"


def _table(caption: str, rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return f"<table><caption>{escape(caption)}</caption><tbody>{body}</tbody></table>"


def _bullets(reasons: Iterable[str]) -> str:
    return '<p class="bad">Not ready:</p><ul>' + "".join(f"<li>{escape(reason)}</li>" for reason in reasons) + "</ul>"


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _number(count: float) -> str:
    return _number_text(f"{count:,.0f}")


def _number_text(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>'


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _plural(count: int, word: str) -> str:
    return word if count == 1 else word + "s"
