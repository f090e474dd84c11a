"""Every case of every edit's case file gives exactly the findings it lists."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.catalog import load_catalogue
from rules.edit import Edit
from rules.engine.engine import Judgement
from rules.pages.example_messages import example_message
from schemas.finding import Finding
from tests.edits.case_files import judge_case, read_cases
from tests.edits.write_messages import find_messages, fits
from tests.support.about import about

KEYS = frozenset(("says", "base", "set", "remove", "profile", "as_of", "without_tables"))
KEYS |= {"parameters", "allow_waivers", "findings", "not_checked", "with_tables", "shadow", "repairs", "neighbor"}
CHANGES = frozenset(("set", "remove", "profile", "as_of", "parameters", "with_tables"))
DETAILS: dict[str, Callable[[Finding], object]] = {
    "line_number": lambda finding: finding.line_number,
    "carc": lambda finding: finding.claim_adjustment_reason_code,
    "rarc": lambda finding: list(finding.remark_codes),
    "status": lambda finding: [":".join(filter(None, (s.category, s.code, s.entity))) for s in finding.status],
    "suggestion": lambda finding: finding.suggestion,
    "action": lambda finding: finding.action,
    "waived": lambda finding: finding.waived,
    "message": lambda finding: finding.message,
}


@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.code) for edit in load_catalogue().values()])
def test_cases(edit: Edit, judge: Callable[..., Judgement]) -> None:
    """The edit says what its case file says, no more and no less, and its page has the messages of its findings."""
    findings: list[Finding] = []
    for case in read_cases(edit):
        with about(case["says"]):
            judgement = judge_case(judge, case)
            own = _check(edit, case, judgement)
            if "neighbor" in case:
                _check_neighbor(edit, case, judgement)
        if case["findings"]:
            findings += own
    _check_messages(edit, findings)


def _check(edit: Edit, case: dict[str, Any], judgement: Judgement) -> list[Finding]:
    unknown = set(case) - KEYS
    assert not unknown, f"unknown keys {unknown}"
    own = [finding for finding in judgement.findings if finding.edit == edit.code]
    found = [(finding.field, finding.severity) for finding in own]
    assert found == [(one["field"], one["severity"]) for one in case["findings"]]
    for finding, wanted in zip(own, case["findings"], strict=True):
        details = {name: read(finding) for name, read in DETAILS.items() if name in wanted}
        assert details == {name: part for name, part in wanted.items() if name not in ("field", "severity")}
    assert judgement.shadow.count(edit.code) == case.get("shadow", 0)
    listed = any(edit.code in entry.edits for entry in judgement.not_checked)
    assert listed == case.get("not_checked", False)
    return own


def _check_neighbor(edit: Edit, case: dict[str, Any], judgement: Judgement) -> None:
    assert set(case) & CHANGES
    # Legal in the eyes of the whole catalog, and seen by this edit.
    assert not [one for one in judgement.findings if one.severity != "NOTICE" or one.edit == edit.code]
    assert not [one for one in judgement.not_checked if edit.code in one.edits]


def _check_messages(edit: Edit, findings: list[Finding]) -> None:
    """Each message that a case fires has an example on the page, and each example is what a case says."""
    said = [finding for finding in findings if not finding.waived]
    for written in find_messages(edit):
        message, _ = example_message(edit.code, *written)
        assert (message in {one.message for one in said}) == any(fits(written, one) for one in said), written[0]


def test_case_files() -> None:
    """Every edit has cases that fire and cases that do not, and one that rejects has a neighbor: a nearly same claim
    that is legal, although a naive form of the edit would reject it."""
    for edit in load_catalogue().values():
        with about(edit.code):
            cases = read_cases(edit)
            assert any(case["findings"] or case.get("shadow") for case in cases)
            assert any(not case["findings"] and not case.get("shadow") for case in cases)
            named = [case["says"] for case in cases]
            assert len(named) == len(set(named))
            neighbors = [case for case in cases if "neighbor" in case]
            assert neighbors or not _can_reject(edit)
            rejected = {case["base"] for case in cases if any(one["severity"] == "REJECT" for one in case["findings"])}
            for case in neighbors:
                with about(case["says"]):
                    assert case["base"] in rejected


def _can_reject(edit: Edit) -> bool:
    lifts = any(case.lifts for case in edit.cases.values())
    return edit.state == "enforced" and (lifts or edit.severity.ceiling("strict") == "REJECT")
