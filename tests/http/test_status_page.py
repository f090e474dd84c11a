"""The text of the status page."""

import re
from dataclasses import replace
from html import unescape

import pytest

from rules.catalog import load_catalogue
from tests.http.toy_site import NOW, NOW_S, make_busy, make_empty, make_unwell, slot_health
from workers.http.history import take_sample
from workers.http.status_page import render_status_page
from workers.http.status_view import StatusView
from workers.metrics.declared import BLOCKED, LAG

SITES = {"busy": make_busy, "empty": make_empty, "unwell": make_unwell}


def view_of(name: str) -> StatusView:
    site, history = SITES[name]()
    snapshot = site.snapshot()
    return StatusView(
        about=site.about(),
        snapshot=snapshot,
        slots=site.health(),
        samples=history.samples(),
        last=take_sample(snapshot, NOW_S),
        now=NOW,
        titles={edit.code: edit.title for edit in load_catalogue().values()},
        what_if=False,
    )


def html_of(view: StatusView) -> str:
    return re.sub(r"<(style|script)>.*?</\1>", "", render_status_page(view).decode(), flags=re.DOTALL)


def words_of(view: StatusView) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html_of(view))))


def test_a_busy_worker() -> None:
    """Shows throughput, lag, recent and total rejections, the state of each slot, and the dates of the tables."""
    words = words_of(view_of("busy"))
    assert "Ready · 3 slots" in words
    assert re.search(r"Events per second [0-9.]+ in the last 30 s", words)
    assert re.search(r"Lag [0-9,]+ records on 16 partitions", words)
    assert re.search(r"Rejected 1.5 % of 61,[0-9]{3} in 10 min", words)
    assert re.search(r"1 ready 5 0 s ago 212 MiB 7 days", words)
    assert "icd10cm FY2027 310 days (through 2027-09-30)" in words
    assert "revenue_codes 2026 no end date" in words
    assert re.search("2 tables not loaded; .*? cpt 430,[0-9]{3} mpfs 12 ", words)
    assert "8 more partitions" in words
    assert "Version 0.1.0 Edit catalog 1" in words
    assert "What if" not in words


def test_a_new_worker_has_no_data_yet() -> None:
    """A value that was not measured is never shown as zero."""
    words = words_of(view_of("empty"))
    assert "Starting · 0 of 1 slot ready" in words
    assert "Events per second – no data yet" in words
    assert "Lag – 0 partitions, no data yet" in words
    assert "Last commit – none yet" in words
    assert "No rejections yet." in words
    assert "No code tables are loaded." in words
    assert "curve" not in html_of(view_of("empty"))


def test_lag_is_unknown_while_kafka_does_not_answer() -> None:
    """Figures from before an outage are not shown as if they were true; a slot that starts has no data yet."""
    view = view_of("busy")
    away = replace(view.slots[0], broker_reachable=False, broker_reason="refused")
    silent = replace(view, slots=(away, *view.slots[1:]), last=replace(view.last, lag=None))
    assert "Lag – 16 partitions, unknown while Kafka does not answer" in words_of(silent)


def test_lag_is_shown_in_time() -> None:
    """The tile says how long the records that wait take at the present rate, and when the backlog ends, if it does."""
    view = view_of("busy")
    earlier = replace(view.last, at=view.last.at - 30, lag=4000.0, events={"ready": 1000.0})
    now = replace(view.last, lag=1000.0, events={"ready": 4000.0})
    shrinks = replace(view, samples=(earlier,), last=now)
    assert "Lag 1,000 records on 16 partitions, 10 s of work; ends in about 10 s" in words_of(shrinks)
    grows = replace(shrinks, samples=(replace(earlier, lag=900.0),))
    assert "10 s of work; does not shrink" in words_of(grows)
    assert "of work" not in words_of(replace(shrinks, last=replace(now, lag=0.0)))


def test_a_number_leads_to_what_explains_it() -> None:
    """Tiles lead to their cards, a failed edit to its page, the rest of the reasons to the list of edits."""
    html = html_of(view_of("unwell"))
    targets = set(re.findall(r'href="#([a-z]+)"', html))
    assert targets == {"partitions", "slots", "reasons"}
    assert all(f'id="{target}"' in html for target in targets)
    assert '<a href="edits/DX101">What DX101 checks</a>' in html
    assert '<a href="edits">and 1 more edit</a>' in html_of(view_of("busy"))


def test_since_when_totals_count() -> None:
    """Totals begin with the program, and the page says when that was."""
    view = view_of("busy")
    started = replace(view, about=replace(view.about, started_at=NOW))
    assert "Totals count since 2026-11-24 12:00:00 UTC." in words_of(started)


def test_records_behind_an_open_transaction_have_a_column() -> None:
    """The part of a partition's lag that no consumer can read is next to it; without any there is no such column."""
    view = view_of("busy")
    assert "behind an open transaction" not in words_of(view)
    view.snapshot.gauges[LAG.name] = {("encounters.v1", "0"): 501.0, ("encounters.v1", "1"): 2.0}
    view.snapshot.gauges[BLOCKED.name] = {("encounters.v1", "0"): 500.0, ("encounters.v1", "1"): 0.0}
    words = words_of(view)
    assert "lag behind an open transaction encounters.v1 / 0 501 500 encounters.v1 / 1 2 0" in words


def test_an_unhealthy_worker_shows_its_problems_first() -> None:
    """Every reason is shown above the metrics, and again at its slot."""
    words = words_of(view_of("unwell"))
    above, below = words.split("Events per second", 1)
    assert "Not ready · 0 of 3 slots ready" in above
    for reason in (
        "code table icd10cm is not loaded",
        "stopped: failed 3 times at encounters.v1/3/17",
        "no progress for 75 seconds",
    ):
        assert reason in above
        assert reason in below
    assert above.index("Edit DX101 failed 3 times") < above.index("Code table pos")


def test_recent_reasons_come_first() -> None:
    """A new wave of rejections is listed above older reasons, linked to the edit's page."""
    html = html_of(view_of("unwell"))
    assert html.index('<a href="edits/CV104">CV104<') < html.index('<a href="edits/DX101">DX101<')
    assert load_catalogue()["CV104"].title in words_of(view_of("unwell"))
    assert "and 1 more edit" in words_of(view_of("busy"))


def test_an_unknown_edit_has_no_link() -> None:
    """A child process of another version may count edits that this version does not have."""
    view = view_of("busy")
    view = replace(view, last=replace(view.last, reasons={"ZZ999": 1.0}))
    assert "ZZ999" in words_of(view)
    assert "edits/ZZ999" not in html_of(view)


def test_any_number_of_slots_is_shown() -> None:
    """The page shows one process or two hundred."""
    view = replace(view_of("busy"), slots=tuple(slot_health(number) for number in range(200)))
    assert "Ready · 200 slots" in words_of(view)
    assert len(re.findall("chip good", html_of(view))) == 200
    assert "Not ready · 0 of 0 slots ready" in words_of(replace(view, slots=()))


def test_partitions_with_the_largest_lag_come_first() -> None:
    """The partition to look at is not hidden among hundreds."""
    view = view_of("busy")
    view.snapshot.gauges[LAG.name] = {("encounters.v1", str(number)): float(number == 117) for number in range(300)}
    words = words_of(view)
    assert "encounters.v1 / 117 1 encounters.v1 / 0 0 encounters.v1 / 1 0" in words
    assert "292 more partitions 0" in words


@pytest.mark.parametrize("name", SITES)
def test_the_page_is_small_and_self_contained(name: str) -> None:
    """The page is small enough to fetch every five seconds, and works under any path of a proxy."""
    page = render_status_page(view_of(name)).decode()
    assert len(page) < 40_000
    for link in re.findall(r'(?:href|src|action)="([^"]*)"', page):
        assert link.startswith("data:image/svg+xml,") or not re.match(r"/|[a-z]+:", link), link
    assert "style=" not in page
    assert not re.search(r"\son[a-z]+=", page)
