"""The page `/outcomes`: off by default, asked by a form only, and without the data of a person."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from tests.http.toy_site import NOW, clock, make_busy
from tests.outcomes.conftest import Published
from workers.http.answer import Answerer
from workers.http.outcomes_answer import OutcomesAnswerer
from workers.http.request import Request
from workers.outcomes.ask import NoAnswer, ask
from workers.outcomes.search import Search
from workers.settings.settings import Settings

OWN = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
ASKED = {"source": "epic", "encounter": "account-4711", "coverage": "1"}


def _request(fields: dict[str, str], **changes: str) -> Request:
    body = urlencode(fields).encode()
    return Request(path="/outcomes", method="POST", headers=OWN | changes, read_body=lambda _: body)


Asker = Callable[..., tuple[int, str]]


@pytest.fixture
def searches() -> list[Search]:
    """What was searched."""
    return []


@pytest.fixture
def send(searches: list[Search]) -> Asker:
    """Send the form to a page that finds nothing; returns status and page."""

    def find(_: Settings, search: Search) -> dict[str, Any]:
        searches.append(search)
        return {"complete": True, "claims": []}

    answerer = OutcomesAnswerer(Settings(), lambda: 0.0, find)

    def send(fields: dict[str, str], **changes: str) -> tuple[int, str]:
        answer = answerer.answer(_request(fields, **changes))
        return answer.status, answer.body.decode()

    return send


@pytest.mark.parametrize("on", [False, True])
def test_only_where_it_is_turned_on(on: bool) -> None:
    """Without the setting there is no such page, and no link to it."""
    site, history = make_busy()
    answerer = Answerer(Settings(http_outcomes=on, http_what_if=True), site, history, lambda: NOW, clock)
    page = answerer.answer(Request(path="/outcomes", headers={}))
    assert page.status == (200 if on else 404)
    for other in ("/", "/edits", "/what-if"):
        assert (b'href="outcomes"' in answerer.answer(Request(path=other, headers={})).body) is on


def test_both_forms_of_a_bill_are_looked_up(send: Asker, searches: list[Search]) -> None:
    """Source and encounter give two claim IDs; a claim ID is taken as it is. The form keeps what was sent."""
    status, page = send(ASKED)
    assert (status, "No outcome found" in page, "account-4711" in page) == (200, True, True)
    send({"claim_id": "773222CA-9750-5dea-8e00-78d8edcb61f3"})
    assert [len(search.claim_ids) for search in searches] == [2, 1]
    assert searches[1].claim_ids == ("773222ca-9750-5dea-8e00-78d8edcb61f3",)


@pytest.mark.parametrize(
    "fields", [{}, {"source": "a"}, {"claim_id": "7"}, {**ASKED, "coverage": "-1"}, {**ASKED, "coverage": "99"}]
)
def test_what_names_no_encounter(fields: dict[str, str], send: Asker, searches: list[Search]) -> None:
    """It is refused before anything is read."""
    assert send(fields)[0] == 400
    assert searches == []


def test_other_sites_cannot_ask(send: Asker, searches: list[Search]) -> None:
    """Only the page's own form is answered, and only a few times in a row."""
    assert send(ASKED, **{"sec-fetch-site": "cross-site"})[0] == 403
    assert send(ASKED, **{"content-type": "text/plain"})[0] == 415
    assert searches == []
    assert [send(ASKED)[0] for _ in range(7)].count(429) == 2


def test_why_there_is_no_answer() -> None:
    """If Kafka does not answer, the page says so, and nothing of what was asked is logged."""

    def fail(_: Settings, __: Search) -> dict[str, Any]:
        raise NoAnswer("could not read topics")

    with capture_logs() as lines:
        answer = OutcomesAnswerer(Settings(), lambda: 0.0, fail).answer(_request(ASKED))
    assert (answer.status, b"could not read topics" in answer.body) == (503, True)
    assert lines == []


def test_a_process_of_its_own_reads_the_topics(published: Published) -> None:
    """The page shows outcome, findings and versions as the command does, and neither patient nor encounter."""
    answerer = OutcomesAnswerer(published.settings, lambda: 0.0)
    answer = answerer.answer(_request({"claim_id": published.claim_id}))
    page = answer.body.decode()
    assert answer.status == 200, page
    assert "Ready: the claim was published" in page
    assert published.settings.rejected_topic in page
    for text in (published.event.encounter_id, published.event.patient.last_name):
        assert text
        assert text not in page


@pytest.mark.parametrize("module", ["no.such.module", "json.tool"])
def test_a_process_that_fails(module: str) -> None:
    """A process that ends without an answer gives a sentence, not an error."""
    with pytest.raises(NoAnswer, match="failed"):
        ask(Settings(), Search(claim_ids=(), seconds=1.0), module)
