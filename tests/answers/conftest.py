"""Shared by the tests of `answers`: the rulebook is built once."""

import pytest

from tests.answers.sent import rulebook_once


@pytest.fixture(autouse=True)
def _one_rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.cli.answers.chosen_rulebook", rulebook_once)
