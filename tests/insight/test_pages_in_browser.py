"""The pages of reports fit a phone and a desktop, by day and by night, with no data, one row and three years."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.insight.synthetic_facts import synthetic_facts
from workers.insight.facts import Row
from workers.insight.measure import ReportName
from workers.insight.open_facts import open_rows
from workers.insight.report import make_report
from workers.insight.write_page import write_page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Outcomes of three years."""
    return synthetic_facts(2_000)


@pytest.mark.parametrize("name", ["quality", "population"])
@pytest.mark.parametrize("amount", [0, 1, None], ids=["no-data", "one-row", "three-years"])
def test_a_page_fits_every_screen(
    name: ReportName,
    amount: int | None,
    rows: list[Row],
    browser: Browser,
    screenshots: Path,
    tmp_path: Path,
) -> None:
    """Nothing is wider than the screen, every section has a heading, and no chart has a color that never changes."""
    file = tmp_path / "report.html"
    file.write_text(write_page(make_report(open_rows(rows[:amount]), name)), encoding="utf-8")
    for width in (360, 1440):
        inks = set()
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
            )
            page.goto(file.as_uri())
            page.screenshot(path=screenshots / f"{name}-{amount}-{width}-{scheme}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.evaluate(
                "document.querySelectorAll('section').length == document.querySelectorAll('h2').length"
            )
            inks |= set(
                page.evaluate(
                    "[...document.querySelectorAll('svg text')].slice(0, 1).map(t => getComputedStyle(t).fill)"
                )
            )
            page.close()
        assert len(inks) == (0 if amount is not None else 2)
