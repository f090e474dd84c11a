"""The what-if form: its results, and who may use it."""

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from schemas.form_path import set_at
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_form, sample_names, sample_text
from tests.http.toy_site import ToySite
from workers.build_processor import build_rulebook
from workers.http.request import Request
from workers.http.server import HttpServer
from workers.http.what_if import MAX_TEXT, RULES_KEPT_S, InputUnreadable, WhatIf
from workers.http.what_if_answer import WhatIfAnswerer
from workers.pipeline.outcome import Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, check_encounter
from workers.settings.settings import Settings, SettingsError

SETTINGS = Settings(http_port=0, http_what_if=True)
FORM = "application/x-www-form-urlencoded"
OWN = {"Sec-Fetch-Site": "same-origin", "Content-Type": FORM}
SAMPLE = urlencode({"sample": "office-visit"})
PARENT = str(Path(__file__).with_name("ask_parent.py"))


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The worker's rulebook, built once."""
    return build_rulebook(SETTINGS)


@pytest.fixture
def what_if(rulebook: Rulebook) -> WhatIf:
    """A what-if check with that rulebook."""
    return WhatIf(SETTINGS, lambda: 0.0, lambda _: rulebook)


@pytest.fixture
def ask(what_if: WhatIf) -> Callable[..., tuple[int, str]]:
    """Submit the form without a socket; returns status and page."""
    answerer = WhatIfAnswerer(SETTINGS, lambda: 0.0, what_if)

    def ask(body: str, **changes: str) -> tuple[int, str]:
        headers = {name.lower(): value for name, value in OWN.items()} | changes
        request = Request(path="/what-if", method="POST", headers=headers, read_body=lambda _: body.encode())
        answer = answerer.answer(request)
        return answer.status, answer.body.decode()

    return ask


@pytest.fixture
def server() -> Iterator[HttpServer]:
    """A server with the form, on a free port."""
    with HttpServer(SETTINGS, ToySite()) as server:
        yield server


def send(
    server: HttpServer, body: bytes | None, headers: dict[str, str], path: str = "/what-if", method: str = "POST"
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=15)
    try:
        connection.putrequest(method, path)
        for name, text in headers.items():
            connection.putheader(name, text)
        connection.endheaders()
        if body:
            connection.send(body)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("name", sample_names())
def test_the_result_is_the_same_as_the_workers(name: str, what_if: WhatIf, rulebook: Rulebook) -> None:
    """The same JSON gives the same outcome as in the pipeline."""
    judged = what_if.check(sample_text(name))
    expected = check_encounter(read_encounter(parse_json(sample_text(name))), rulebook)
    assert judged == expected
    assert isinstance(judged, Ready | Rejected)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '"' + "x" * 1000 + '"',
        "[" * 100_000,
        json.dumps({**sample_form("office-visit"), "diagnoses": [0] * 100_000}),
        json.dumps({**sample_form("office-visit"), **{f"a{number}": 1 for number in range(20_000)}}),
        json.dumps({**sample_form("office-visit"), "service_lines": [[[0] * 900] * 900]}),
        '{"total_charge": 1e999999999999999999999}',
        '{"total_charge": "1e999999999999999999999"}',
        '{"encounter_version": ' + "9" * 5_000 + "}",
    ],
    ids=range(13),
)
def test_other_input_is_rejected_quickly(text: str, what_if: WhatIf) -> None:
    """Even for hostile sizes: no input makes the worker explain a hundred thousand errors."""
    judged = what_if.check(text)
    assert isinstance(judged, InputUnreadable)
    assert 1 <= len(judged.misfits) < 100


def test_the_rulebook_is_built_on_first_use_and_refreshed(rulebook: Rulebook) -> None:
    """An unused form loads no tables, and a used one does not check against last week's."""
    now = [0.0]
    built: list[Settings] = []

    def build(settings: Settings) -> Rulebook:
        built.append(settings)
        return rulebook

    chosen = SETTINGS.model_copy(update={"schemas": "registry", "on_edit_error": "stop"})
    what_if = WhatIf(chosen, lambda: now[0], build)
    assert built == []
    what_if.check(sample_text("office-visit"))
    what_if.check(sample_text("office-visit"))
    # No schema registry is needed, and a failing edit does not hide the findings of the others.
    assert [(one.schemas, one.on_edit_error) for one in built] == [("embedded", "not-checked")]
    now[0] = RULES_KEPT_S + 1
    what_if.check(sample_text("office-visit"))
    assert len(built) == 2


def test_every_finding_is_on_the_page_with_its_field(ask: Callable[..., tuple[int, str]], what_if: WhatIf) -> None:
    """Each finding is shown with its field and the payer's codes."""
    judged = what_if.check(sample_text("rejected-several-problems"))
    assert isinstance(judged, Rejected)
    status, page = ask(urlencode({"encounter": sample_text("rejected-several-problems")}))
    assert status == 200
    assert "Rejected: correct it and send it again." in page
    for finding in judged.rejection.findings:
        assert f'href="edits/{finding.edit}"' in page
        assert finding.field in page
    assert page.count('class="line bad"') == len(judged.rejection.findings)
    assert "Ready: this claim would go to the payer." in ask(urlencode({"encounter": sample_text("office-visit")}))[1]


def test_what_was_not_checked_is_shown_with_the_command(ask: Callable[..., tuple[int, str]], what_if: WhatIf) -> None:
    """Each missing table has its number of edits and the command that loads it."""
    judged = what_if.check(sample_text("office-visit"))
    assert isinstance(judged, Ready)
    _, page = ask(urlencode({"encounter": sample_text("office-visit")}))
    gap = next(each for each in judged.claim.not_checked if each.table == "mpfs")
    assert f"{len(gap.edits)} edits: " in page
    assert "<code>claims-worker codes fetch --only mpfs</code>" in page


def test_no_text_of_an_encounter_becomes_markup(ask: Callable[..., tuple[int, str]]) -> None:
    """Neither in a result, nor in an error, nor in the form itself."""
    form = sample_form("office-visit")
    form["claim_note"] = "</textarea></pre><script>alert(1)</script>"
    # The page has one script of its own.
    assert ask(urlencode({"encounter": json.dumps(form)}))[1].count("<script") == 1
    form["<script>alert(2)</script>"] = 1
    status, page = ask(urlencode({"encounter": json.dumps(form)}))
    assert (status, page.count("<script")) == (200, 1)
    assert "Unreadable" in page
    assert ask(urlencode({"encounter": '{"\\ud800": "\\ud800"}'}))[0] == 200


def test_a_refused_text_is_kept(ask: Callable[..., tuple[int, str]]) -> None:
    """A user who sends too often is asked to wait and keeps the text."""
    body = urlencode({"encounter": "{ what was typed"})
    answers = [ask(body) for _ in range(11)]
    assert [status for status, _ in answers] == [200] * 10 + [429]
    assert "{ what was typed" in answers[-1][1]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"encounter": "x" * (MAX_TEXT + 1)}, 413),
        ({"encounter": "{ typed", "day": "tomorrow"}, 400),
        ({"encounter": "{ typed", "profile": "gold"}, 400),
        ({"encounter": "{ typed", "profile": "strict", "day": "2026-12-24"}, 200),
    ],
)
def test_every_answer_keeps_the_form(ask: Callable[..., tuple[int, str]], fields: dict[str, str], status: int) -> None:
    """Text, profile and day stay as they were sent, so that only what is wrong has to be changed."""
    answered, page = ask(urlencode(fields))
    assert answered == status
    assert f">\n{fields['encounter']}</textarea>" in page
    if status == 200:
        assert '<option value="strict" selected>' in page
        assert 'value="2026-12-24"' in page


def _banner(page: str) -> str:
    """The text of the result's banner."""
    found = re.search(r'id="result">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return unescape(re.sub("<[^>]+>", " ", found[1]))


@pytest.mark.parametrize(
    ("sample", "changes", "fields", "said"),
    [
        ("office-visit", {}, {}, "profile commercial (the default, because no profile lists the payer ID"),
        ("office-visit", {"coverages[0].filing_indicator": "mb "}, {}, "profile medicare (it lists the filing"),
        ("office-visit", {"billed_coverage": 7}, {}, "(the default, because the claim has no billed coverage)"),
        ("office-visit", {}, {"profile": "strict"}, "profile strict (chosen here)"),
    ],
)
def test_the_page_says_why_this_profile(
    ask: Callable[..., tuple[int, str]], sample: str, changes: dict[str, Any], fields: dict[str, str], said: str
) -> None:
    """The profile that applied is named with the reason: the payer, the filing indicator, neither, or a choice."""
    form = sample_form(sample)
    for path, new in changes.items():
        set_at(form, path, new)
    status, page = ask(urlencode({"encounter": json.dumps(form), **fields}))
    assert status == 200
    assert said in _banner(page)


def test_a_day_can_be_chosen(ask: Callable[..., tuple[int, str]]) -> None:
    """Dates are judged from the day in the form: with `2020-01-01` today, the services are in the future."""
    text = sample_text("office-visit")
    assert "EV102" not in ask(urlencode({"encounter": text}))[1]
    assert "EV102" in ask(urlencode({"encounter": text, "day": "2020-01-01"}))[1]


def test_rules_that_cannot_be_built_are_reported() -> None:
    """With the same message that stops the worker at startup."""

    def build(_: Settings) -> Rulebook:
        raise SettingsError(["CLAIMS_PROFILES_DIR: own.toml is no profile"])

    answerer = WhatIfAnswerer(SETTINGS, lambda: 0.0, WhatIf(SETTINGS, lambda: 0.0, build))
    headers = {name.lower(): value for name, value in OWN.items()}
    answer = answerer.answer(
        Request(path="/what-if", method="POST", headers=headers, read_body=lambda _: SAMPLE.encode())
    )
    assert answer.status == 503
    assert "own.toml is no profile" in answer.body.decode()


@pytest.mark.parametrize(
    ("body", "changes", "status"),
    [
        (SAMPLE, {"sec-fetch-site": "cross-site"}, 403),
        (SAMPLE, {"content-type": "text/plain"}, 415),
        (SAMPLE, {"content-type": "application/json"}, 415),
        (SAMPLE, {"content-type": f"{FORM}; charset=UTF-8"}, 200),
        ("sample=../../etc/passwd", {}, 400),
        ("encounter=+++", {}, 400),
        ("", {}, 400),
        ("a=1&b=2&c=3&d=4", {}, 400),
        ("encounter=\u00e9", {}, 400),
        (f"encounter={'1' * (MAX_TEXT + 1)}", {}, 413),
    ],
)
def test_only_its_own_form_is_accepted(
    ask: Callable[..., tuple[int, str]], body: str, changes: dict[str, str], status: int
) -> None:
    """Another origin, content type or body is refused before anything is checked."""
    assert ask(body, **changes)[0] == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_page_does_not_exist_if_it_is_off(method: str) -> None:
    """The path is 404, and no page links to it."""
    with HttpServer(Settings(http_port=0), ToySite()) as server:
        response, _ = send(server, SAMPLE.encode(), {**OWN, "Content-Length": str(len(SAMPLE))}, method=method)
        assert response.status == 404
        assert "what-if" not in send(server, None, {}, path="/", method="GET")[1]


def test_a_query_is_ignored(server: HttpServer) -> None:
    """Patient data must not be in a URL, because proxies log it."""
    response, page = send(server, None, {}, path="/what-if?encounter=SMITH&sample=office-visit", method="GET")
    assert response.status == 200
    assert "SMITH" not in page
    assert 'id="result"' not in page


def test_a_check_leaves_no_trace(server: HttpServer) -> None:
    """Nothing in the log, the cache, the metrics or the URL."""
    with capture_logs() as lines:
        before = send(server, None, {}, path="/metrics", method="GET")[1]
        response, page = send(server, SAMPLE.encode(), {**OWN, "Content-Length": str(len(SAMPLE))})
        after = send(server, None, {}, path="/metrics", method="GET")[1]
    assert response.status == 200
    assert "Ready: this claim would go to the payer." in page
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]
    assert "script-src 'sha256-" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert lines == []
    counts = [
        [line for line in text.splitlines() if "_total" in line and "process" not in line] for text in (before, after)
    ]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (OWN, b"", 400),
        ({**OWN, "Content-Length": "no"}, b"", 400),
        ({**OWN, "Content-Length": "-1"}, b"", 400),
        ({**OWN, "Content-Length": "9" * 20}, b"", 413),
        ({**OWN, "Transfer-Encoding": "chunked"}, b"0\r\n\r\n", 400),
        ({**OWN, "Transfer-Encoding": "chunked"}, b"14\r\n%s\r\n0\r\n\r\n" % SAMPLE.encode()[:20], 400),
        ({**OWN, "Transfer-Encoding": "chunked"}, b"%x\r\n%s\r\n0\r\n\r\n" % (len(SAMPLE), SAMPLE.encode()), 200),
        ({**OWN, "Transfer-Encoding": "chunked"}, b"200000\r\n" + b"x" * 0x200000, 413),
        ({**OWN, "Content-Length": str(4 * MAX_TEXT)}, b"x" * 4 * MAX_TEXT, 413),
        ({"Content-Type": FORM, "Content-Length": str(len(SAMPLE))}, SAMPLE.encode(), 403),
    ],
)
def test_a_body_is_read_only_if_it_is_needed(
    server: HttpServer, headers: dict[str, str], body: bytes, status: int
) -> None:
    """It must be small, whether or not its length is given; a refused client still gets a response."""
    response, _ = send(server, body, headers)
    assert response.status == status


def test_an_interrupted_upload_is_dropped(server: HttpServer) -> None:
    """An incomplete form is not checked and blocks nothing."""
    for _ in range(8):
        connection = http.client.HTTPConnection(server.host, server.port, timeout=15)
        connection.putrequest("POST", "/what-if")
        for name, text in {**OWN, "Content-Length": "100"}.items():
            connection.putheader(name, text)
        connection.endheaders()
        connection.send(b"sample=")
        assert connection.sock is not None
        connection.sock.shutdown(socket.SHUT_WR)
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
        connection.close()
    assert send(server, SAMPLE.encode(), {**OWN, "Content-Length": str(len(SAMPLE))})[0].status == 200


def test_few_are_checked_at_once(what_if: WhatIf) -> None:
    """The fifth concurrent request is asked to try again."""
    answerer = WhatIfAnswerer(SETTINGS, lambda: 0.0, what_if)
    go = threading.Event()
    entered = threading.Semaphore(0)

    def read(_: int) -> bytes:
        entered.release()
        go.wait(10)
        return SAMPLE.encode()

    headers = {name.lower(): value for name, value in OWN.items()}
    request = Request(path="/what-if", method="POST", headers=headers, read_body=read)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(answerer.answer(request).status)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert entered.acquire(timeout=10)
    assert answerer.answer(request).status == 503
    go.set()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 4


@pytest.mark.slow
def test_a_parent_process_needs_no_kafka_client() -> None:
    """It answers in a process that never loaded a Kafka client."""
    ended = subprocess.run([sys.executable, PARENT], capture_output=True, text=True, timeout=120, check=False)
    told: dict[str, Any] = json.loads(ended.stdout)
    assert told == {"status": 200, "judged": True, "slots": True, "kafka": False}
