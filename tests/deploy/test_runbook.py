"""The runbook has a section for every alert."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.conftest import ROOT

RUNBOOK = ROOT / "deploy/runbook.md"


def _sections() -> dict[str, str]:
    """The text below each heading, by the anchor that a renderer gives it."""
    sections: dict[str, str] = {}
    for heading, text in re.findall(r"^#{2,3} (.+?)\n(.*?)(?=^#{2,3} |\Z)", RUNBOOK.read_text(), re.S | re.M):
        anchor = re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        assert anchor not in sections, f"two sections have the anchor {anchor}"
        sections[anchor] = text
    return sections


def _alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((ROOT / "deploy/prometheus/rules/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_alert_has_its_section() -> None:
    """The path of each runbook_url is a file of the repository, its anchor exists, and no section is left over."""
    sections = _sections()
    anchors = set()
    for alert in _alerts():
        path, _, anchor = alert["annotations"]["runbook_url"].partition("#")
        assert Path(ROOT / path) == RUNBOOK
        assert anchor in sections, alert["alert"]
        anchors.add(anchor)
    assert {anchor for anchor in sections if anchor.startswith("claims")} == anchors


def test_every_section_says_three_things() -> None:
    """Each section says what the alert means, the first command to run, and whom to wake."""
    sections = _sections()
    for alert in _alerts():
        text = sections[alert["alert"].lower()]
        assert re.search(r"^\*\*Means\.\*\* \S", text, re.M), alert["alert"]
        assert re.search(r"^\*\*First command\.\*\*.*\n+```sh\n\S.*\n(.*\n)*?```", text, re.M), alert["alert"]
        assert re.search(r"^\*\*Wake\.\*\* \S", text, re.M), alert["alert"]


def test_severities_and_sections_agree() -> None:
    """Only a critical alert wakes someone by itself; the other sections say that it can wait."""
    sections = _sections()
    for alert in _alerts():
        wake = sections[alert["alert"].lower()].partition("**Wake.** ")[2]
        assert wake.startswith("No one") is (alert["labels"]["severity"] != "critical"), alert["alert"]
