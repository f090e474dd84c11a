"""Drug edits with the tables they wait for in hand, for none is shipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from rules.engine.engine import Judgement
from tests.edits.toy_tables import toy_table

Say = Callable[..., list[tuple[str, str, str]]]

NDC = "12345678901"


YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DRUGS = (
    toy_table(
        "ndc_hcpcs",
        [{"ndc": NDC, "procedure": "J0696"}, {"ndc": NDC, "procedure": "J1885", "start": "2026-07-01"}],
        covered=YEAR,
    ),
    toy_table("ndc_directory", [{"ndc": NDC, "start": "2026-02-01", "end": "2026-10-31"}], covered=YEAR),
)
"""One package, for J0696 and from July on for J1885 too; it was sold from February to October."""


@pytest.fixture
def say(judge: Callable[..., Judgement]) -> Say:
    """A function that judges a drug line of a visit and returns what an edit says: field, severity, message."""

    def run(edit: str, ndc: str, procedure: str | None, on: str, **more: Any) -> list[tuple[str, str, str]]:
        changes = {
            "service_from": on,
            "service_lines[1].service_from": on,
            "service_lines[1].procedure_code": procedure,
            "service_lines[1].ndc": {"code": ndc, "quantity": "1", "unit": "ML"},
        }
        judgement = judge("office-visit", changes, with_tables=DRUGS, **more)
        assert not any(edit in entry.edits for entry in judgement.not_checked)
        return [(one.field, one.severity, one.message) for one in judgement.findings if one.edit == edit]

    return run


@pytest.mark.parametrize("profile", ["medicare", "medicaid", "commercial"])
def test_ndc_of_another_procedure(say: Say, profile: str) -> None:
    """A known NDC with a procedure code that it does not belong to on the day is a warning."""
    found = say("DR104", "12345-6789-01", "J1885", "2026-06-30", profile=profile)
    message = "NDC 12345678901 is in the CMS crosswalk, but not for procedure code J1885."
    assert found == [("service_lines[1].ndc.code", "WARN", message)]


@pytest.mark.parametrize(
    ("ndc", "procedure", "on"),
    [
        (NDC, "J0696", "2026-06-30"),
        (NDC, "J1885", "2026-07-01"),
        ("99999999901", "J1885", "2026-06-30"),
        (NDC, None, "2026-06-30"),
        (NDC, "no code", "2026-06-30"),
        (NDC, "J1885", "2025-12-31"),
    ],
)
def test_ndc_of_this_procedure(say: Say, ndc: str, procedure: str | None, on: str) -> None:
    """A pair in the crosswalk, an unknown NDC, a line without a code and a day without a crosswalk are silent."""
    assert say("DR104", ndc, procedure, on) == []


@pytest.mark.parametrize("profile", ["medicare", "medicaid", "commercial"])
def test_unknown_ndc(say: Say, profile: str) -> None:
    """An NDC that is not in the directory is a warning."""
    found = say("DR105", "99999-0000-01", "J0696", "2026-06-30", profile=profile)
    assert found == [("service_lines[1].ndc.code", "WARN", "NDC 99999000001 is not in the FDA directory.")]


@pytest.mark.parametrize("on", ["2026-01-31", "2026-11-01"])
def test_ndc_not_on_the_market(say: Say, on: str) -> None:
    """An NDC before its first and after its last day of sale is a warning."""
    found = say("DR105", NDC, "J0696", on)
    assert found == [("service_lines[1].ndc.code", "WARN", f"NDC {NDC} was not marketed on {on}.")]


@pytest.mark.parametrize("on", ["2026-02-01", "2026-10-31", "2025-12-31"])
def test_ndc_on_the_market(say: Say, on: str) -> None:
    """An NDC on its first and last day of sale is silent, and so is one on a day the directory does not cover."""
    assert say("DR105", NDC, "J0696", on) == []


@pytest.mark.parametrize("ndc", ["1234567890", "00000000000"])
def test_malformed_ndc(say: Say, ndc: str) -> None:
    """An NDC that is malformed gets no finding that would need the drug."""
    assert len(say("DR101", ndc, "J0696", "2026-06-30")) == 1
    assert say("DR105", ndc, "J0696", "2026-06-30") == []


@pytest.mark.parametrize(("edit", "status"), [("DR104", ("A8", "218", None)), ("DR105", ("A7", "218", None))])
def test_codes(edit: str, status: tuple[str, str, None], judge: Callable[..., Judgement]) -> None:
    """The findings carry the codes of the catalogue."""
    ndc = {"code": NDC, "quantity": "1", "unit": "ML"}
    judgement = judge("office-visit", {"service_lines[1].ndc": ndc}, with_tables=DRUGS)
    (finding,) = [one for one in judgement.findings if one.edit == edit]
    assert (finding.claim_adjustment_reason_code, finding.remark_codes) == ("16", ("M119",))
    assert [(one.category, one.code, one.entity) for one in finding.status] == [status]
