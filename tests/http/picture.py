"""The picture of the status page in README.md: `python -m tests.http.picture` takes it again, with Chromium.

The page is the real one; the figures are those of a site for tests. Browsers draw text differently from machine to
machine, so the picture is not compared.
"""

from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tests.http.toy_site import NOW, clock, make_busy
from tests.support.browser import CHROMIUM, QUIET
from workers.http.server import HttpServer
from workers.settings.settings import Settings

PICTURE: Final = Path(__file__).parents[2] / "deploy" / "status-page.png"
_WIDTH: Final = 1100
_HEIGHT: Final = 760


def take_picture(path: Path) -> None:
    """Write the top of the status page of a busy worker as PNG."""
    site, history = make_busy()
    with (
        HttpServer(Settings(http_port=0), site, now=lambda: NOW, clock=clock, history=history) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(QUIET))
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
        page.goto(server.address)
        page.screenshot(path=path)
        browser.close()


if __name__ == "__main__":
    take_picture(PICTURE)
