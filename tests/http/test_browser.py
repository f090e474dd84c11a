"""The pages in a real browser: readable on a phone and in dark mode, without errors, and up to date."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from schemas.samples import sample_form, sample_text
from tests.http.toy_site import NOW, NOW_S, ToySite, clock, make_busy, make_empty, make_unwell, slot_health
from workers.http.history import History
from workers.http.outcomes_page import Sought, render_outcomes
from workers.http.server import HttpServer
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

LOOK = Path(__file__).with_name("look_at_page.js").read_text(encoding="utf-8")
WIDTHS = (360, 1440)
SCHEMES = ("light", "dark")
AXE = Axe()
SITES = {"busy": make_busy, "empty": make_empty, "unwell": make_unwell}


def serve(make: Callable[[], tuple[ToySite, History]]) -> tuple[ToySite, HttpServer]:
    site, history = make()
    settings = Settings(http_port=0, http_what_if=True, http_allowed_hosts=("worker.example",))
    return site, HttpServer(settings, site, now=lambda: NOW, clock=clock, history=history)


@pytest.fixture(scope="module", params=SITES)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, HttpServer]]:
    """The server of each site in turn."""
    _, server = serve(SITES[request.param])
    with server:
        yield request.param, server


@pytest.fixture(scope="module")
def steady() -> Iterator[HttpServer]:
    """A server for the other pages; its clock runs fast, so that the rate limit never delays a test."""
    site, history = make_busy()
    settings = Settings(http_port=0, http_what_if=True, http_outcomes=True, http_allowed_hosts=("worker.example",))
    start = time.monotonic()
    with HttpServer(settings, site, clock=lambda: NOW_S + 10 * (time.monotonic() - start), history=history) as server:
        yield server


@pytest.fixture
def busy() -> Iterator[tuple[ToySite, HttpServer]]:
    """The server of a busy worker, and its site."""
    site, server = serve(make_busy)
    with server:
        yield site, server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page of default size."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


class Witness:
    """Records the requests and console messages of a page."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def found_nothing(self, server: HttpServer) -> None:
        """Assert that there were no messages and no requests to other servers."""
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith((f"{server.address}/", "data:image/svg+xml,"))] == []
        assert f"{server.address}/favicon.ico" not in self.requests


def look(page: Page, name: str) -> None:
    """Assert that a page can be read: enough contrast, nothing wider than the screen, and no finding of axe-core."""
    found: dict[str, Any] = page.evaluate(LOOK)
    assert found["texts"] > 5
    assert found["faint"] == [], name
    assert found["wide"] == [], name
    assert found["overflow"] == 0, name
    assert [(each["id"], each["nodes"][0]["html"]) for each in AXE.run(page).response["violations"]] == [], name


def in_every_light(browser: Browser) -> Iterator[tuple[str, BrowserContext]]:
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
            )
            yield f"{width}-{scheme}", context
            context.close()


def test_the_status_page_can_be_read_anywhere(
    browser: Browser, served: tuple[str, HttpServer], screenshots: Path
) -> None:
    """With data, without data and with problems: no overflow, no faint text, no errors, no external requests."""
    name, server = served
    for light, context in in_every_light(browser):
        witness = Witness(context)
        page = context.new_page()
        page.goto(server.address)
        page.screenshot(path=screenshots / f"status-{name}-{light}.png", full_page=True)
        look(page, f"{name} {light}")
        witness.found_nothing(server)


@pytest.mark.parametrize(
    "path",
    [
        "edits",
        "edits?q=diagnoses[0].code",
        "edits/DX101",
        "edits/IN118",
        "edits/CARC-16",
        "edits/carc",
        "edits/none",
        "fields",
        "what-if",
        "outcomes",
    ],
)
def test_the_other_pages_can_be_read_anywhere(
    browser: Browser, steady: HttpServer, screenshots: Path, path: str
) -> None:
    """They fit a phone and dark mode like the status page."""
    for light, context in in_every_light(browser):
        witness = Witness(context)
        page = context.new_page()
        page.goto(f"{steady.address}/{path}")
        page.screenshot(path=screenshots / f"{re.sub('[^a-zA-Z0-9]', '-', path)}-{light}.png", full_page=True)
        look(page, f"{path} {light}")
        # The browser itself logs a page that is not found.
        witness.complaints = [words for words in witness.complaints if path != "edits/none" or "404" not in words]
        witness.found_nothing(steady)


@pytest.mark.parametrize("sample", ["rejected-several-problems", "hostile-text"])
def test_a_checked_encounter_can_be_read_anywhere(
    browser: Browser, steady: HttpServer, screenshots: Path, sample: str
) -> None:
    """The result of any encounter fits the screen."""
    for light, context in in_every_light(browser):
        witness = Witness(context)
        page = context.new_page()
        page.goto(f"{steady.address}/what-if")
        page.get_by_label("sample encounter").select_option(sample)
        page.get_by_role("button", name="Try it").click()
        expect(page.locator("#result")).to_be_visible()
        for details in page.locator("summary").all():
            details.click()
        page.screenshot(path=screenshots / f"checked-{sample}-{light}.png", full_page=True)
        look(page, f"{sample} {light}")
        witness.found_nothing(steady)


def test_what_became_of_an_encounter_can_be_read_anywhere(browser: Browser, screenshots: Path) -> None:
    """The findings of a rejection have the payer's codes, and neither they nor the history overflow a phone."""
    golden = Path(__file__).parents[1] / "golden" / "outcomes" / "rejected-several-problems.json"
    record = json.loads(golden.read_text(encoding="utf-8"))["rejection"]
    version = {"claim_version": 1, "outcome": "rejected", "written_at": "2026-11-24T12:00:00+00:00"}
    claim = {
        "claim_id": record["claim_id"],
        "outcome": "rejected",
        "record": record,
        "versions": [version | {"at": "claims.rejected.v1:12:1234567"}],
    }
    html = render_outcomes(Sought(source="epic"), {"complete": True, "claims": [claim]}, what_if=True).decode()
    for light, context in in_every_light(browser):
        page = context.new_page()
        page.set_content(html)
        expect(page.locator(".findings")).to_contain_text("CARC 16 · RARC MA36 · 277CA A6:504:QC")
        page.screenshot(path=screenshots / f"outcomes-found-{light}.png", full_page=True)
        look(page, f"outcomes {light}")


def test_a_biller_sees_what_is_wrong_and_where(browser: Browser, steady: HttpServer) -> None:
    """Each finding links to its line and back, and the text stays in the form to be corrected."""
    context = browser.new_context()
    witness = Witness(context)
    page = context.new_page()
    page.goto(steady.address)
    page.get_by_role("link", name="What if").click()
    page.get_by_label("One encounter").fill(sample_text("rejected-several-problems"))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#result strong")).to_have_text("Rejected: correct it and send it again.")
    assert page.url == f"{steady.address}/what-if#result"
    line = page.locator(".line.bad", has_text='"charge": "-5.00"')
    expect(line).to_contain_text("LN102")
    for link in page.locator(".findings a[href^='#'], .line a[href^='#']").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1
    assert page.get_by_label("One encounter").input_value() == sample_text("rejected-several-problems").replace(
        "\r\n", "\n"
    )
    witness.found_nothing(steady)
    page.get_by_label("One encounter").fill("{")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#result")).to_contain_text("expected valid JSON")
    context.close()


def test_six_hundred_findings_stay_on_a_page(browser: Browser, steady: HttpServer) -> None:
    """On a wide screen form and answer are side by side; Ctrl+Enter checks, and a file can be dropped."""
    form = sample_form("office-visit")
    line = form["service_lines"][0] | {"procedure_code": "9921", "charge": "-1.00"}
    form["service_lines"] = [line] * 300
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        witness = Witness(context)
        page = context.new_page()
        page.goto(f"{steady.address}/what-if")
        box = page.get_by_label("One encounter")
        dropped = page.evaluate_handle(
            "text => { const all = new DataTransfer(); all.items.add(new File([text], 'one.json')); return all; }",
            json.dumps(form),
        )
        box.dispatch_event("drop", {"dataTransfer": dropped})
        expect(box).to_have_value(json.dumps(form))
        page.get_by_label("Profile").select_option("strict")
        box.press("Control+Enter")
        expect(page.locator("#result")).to_contain_text("profile strict (chosen here)")
        assert page.evaluate("document.documentElement.scrollHeight") < 20_000
        look(page, f"600 findings {width}")
        side = page.locator(".ask").bounding_box()
        answer = page.locator(".answer").bounding_box()
        assert side is not None
        assert answer is not None
        assert (answer["x"] >= side["x"] + side["width"]) == (width == 1440)
        witness.found_nothing(steady)
        context.close()


def test_a_biller_finds_out_what_a_code_means(browser: Browser, steady: HttpServer) -> None:
    """Without scripts too, a search explains a payer's code and leads to the page of an edit."""
    context = browser.new_context(java_script_enabled=False)
    witness = Witness(context)
    page = context.new_page()
    page.goto(f"{steady.address}/edits")
    box = page.get_by_role("searchbox")
    box.fill("co-22")
    box.press("Enter")
    expect(page.get_by_role("heading", name="CARC 22")).to_be_visible()
    page.get_by_role("link", name="CB101").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CB101")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("co-22")
    page.get_by_role("searchbox").fill("2400 SV107-1")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="LN105")).to_be_visible()
    witness.found_nothing(steady)
    context.close()


def test_the_form_works_without_tls_on_another_machine(page: Page, steady: HttpServer) -> None:
    """If a browser does not send Sec-Fetch-Site, a matching Origin is enough."""
    heard: list[dict[str, str]] = []
    page.on("request", lambda request: heard.append(request.all_headers()) if request.method == "POST" else None)
    page.goto(f"http://worker.example:{steady.port}/what-if")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#result")).to_be_visible()
    (headers,) = heard
    assert "sec-fetch-site" not in headers
    assert headers["origin"] == f"http://worker.example:{steady.port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "worker.example"])
def test_a_form_on_another_page_is_refused(page: Page, steady: HttpServer, host: str) -> None:
    """A malicious page cannot submit the form."""
    address = f"http://{host}:{steady.port}/what-if"

    class Lure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<form method=post action="{address}"><input name=sample value=office-visit><button>Win</button>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            pass

    with HTTPServer(("127.0.0.1", 0), Lure) as lure:
        thread = threading.Thread(target=lure.serve_forever, args=(0.05,))
        thread.start()
        try:
            page.goto(f"http://127.0.0.1:{lure.server_port}/")
            with page.expect_navigation() as navigation:
                page.get_by_role("button").click()
            response = navigation.value
            assert response is not None
            assert response.status == 403
        finally:
            lure.shutdown()
            thread.join()


def test_the_page_refreshes_itself_and_says_when_it_cannot(page: Page, busy: tuple[ToySite, HttpServer]) -> None:
    """The page updates every five seconds; if the worker is gone, a message above the old page says so."""
    site, server = busy
    page.clock.install()
    page.goto(server.address)
    banner = page.locator(".banner strong")
    expect(banner).to_have_text("Ready · 3 slots")
    site.others = (slot_health(1), slot_health(2, member=False))
    page.clock.run_for(5100)
    expect(banner).to_have_text("Not ready · 2 of 3 slots ready")
    expect(page).to_have_title("Not ready · claims-worker")
    expect(page.locator("#lost")).to_be_hidden()
    server.close()
    page.clock.run_for(5100)
    expect(page.locator("#lost")).to_contain_text("No answer since")
    expect(page).to_have_title("No answer · claims-worker")
    expect(banner).to_have_text("Not ready · 2 of 3 slots ready")


def test_a_refresh_does_not_disturb_the_reader(page: Page, busy: tuple[ToySite, HttpServer]) -> None:
    """Selected text is not replaced, the focus stays, and open details stay open."""
    site, server = busy
    page.clock.install()
    page.goto(server.address)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.banner'))")
    site.others = ()
    page.clock.run_for(15_500)
    expect(page.locator(".banner strong")).to_have_text("Ready · 3 slots")
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#unloaded summary").click()
    page.locator("main a", has_text="DX101").focus()
    page.clock.run_for(5100)
    expect(page.locator(".banner strong")).to_have_text("Ready · 1 slot")
    expect(page.locator("main a", has_text="DX101")).to_be_focused()
    expect(page.locator("#unloaded table")).to_be_visible()


def test_a_browser_without_scripts_reloads_the_page(browser: Browser, steady: HttpServer) -> None:
    """If scripts are off, the page still reloads by itself."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(steady.address)
    with page.expect_navigation(timeout=15_000):
        pass
    context.close()
