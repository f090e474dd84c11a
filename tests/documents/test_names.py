"""Settings and metrics that a page names exist."""

import re
from typing import Final

from tests.documents.pages import pages
from tests.support.about import about
from workers.metrics.declared import METRICS
from workers.metrics.insight_declared import INSIGHT_METRICS
from workers.settings.environment import read_environment

_SETTING: Final = re.compile(r"\bCLAIMS_[A-Z][A-Z_]*[A-Z]\b(?![_<…])")
_METRIC: Final = re.compile(r"\bclaims_(?:worker|insight)_[a-z_]+[a-z]\b")


def unknown_settings(text: str) -> list[str]:
    """The names in a text that look like a setting and are none; librdkafka properties are settings."""
    named = sorted(set(_SETTING.findall(text)))
    return [name for name in named if any("unknown setting" in each for each in read_environment({name: "1"}).problems)]


def unknown_metrics(text: str) -> list[str]:
    """The names in a text that look like a metric and are none."""
    return sorted(set(_METRIC.findall(text)) - METRICS.keys() - INSIGHT_METRICS.keys())


def test_names_on_a_page() -> None:
    """Every setting and every metric on a page is one of the worker."""
    for page, text in pages().items():
        with about(page):
            assert unknown_settings(text) == []
            assert unknown_metrics(text) == []


def test_misspelled_names_are_found() -> None:
    """A name that differs from that of a setting or a metric by a letter is found."""
    assert unknown_settings("Set `CLAIMS_ON_EDT_ERROR` or CLAIMS_KAFKA_SASL_USERNAME.") == ["CLAIMS_ON_EDT_ERROR"]
    assert unknown_metrics("claims_worker_event_total, claims_worker_events_total") == ["claims_worker_event_total"]
