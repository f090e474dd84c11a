"""An edit that finds thousands of problems lists the first ones, says that there are more, and still decides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from rules.catalog import load_catalogue
from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Found, Problem, Suppression, problem
from rules.engine.engine import Engine
from rules.engine.hits import MOST_FINDINGS
from schemas.encounter import EncounterEvent
from schemas.finding import Finding
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.outcome import DeadLetter, Ready
from workers.pipeline.process_encounter import check_encounter

MORE: Final = "(More problems of this kind are not listed.)"
EDITS: Final = load_catalogue()


def _event(lines: int) -> EncounterEvent:
    event = read_encounter(parse_json(sample_text("office-visit")))
    return replace(event, service_lines=event.service_lines[:1] * lines)


def _edit(code: str, **changes: Any) -> Edit:
    cases = {"default": Case(says="A line."), "mild": Case(says="A line, mildly.", mark="WARN")}
    return replace(EDITS[code], **{"cases": cases, "subject": "line", "occasion": None, "lists": {}, **changes})


def _findings(lines: int, *edits: Edit) -> tuple[bool, list[Finding]]:
    book = shipped_rulebook()
    strict = book.profiles.by_name["strict"]
    only = replace(strict, severity=dict.fromkeys(EDITS, "REJECT"))
    engine = Engine({edit.code: edit for edit in edits}, keep_going=False)
    outcome = check_encounter(_event(lines), replace(book, engine=engine, only_profile=only))
    assert not isinstance(outcome, DeadLetter)
    if isinstance(outcome, Ready):
        return True, list(outcome.claim.findings)
    return False, list(outcome.rejection.findings)


def _on_each(line: LineFacts, claim: ClaimFacts) -> Found:
    """Every line is at fault."""
    return problem(f"{line.path}.charge")


def _mild(line: LineFacts, claim: ClaimFacts) -> Found:
    """Every line is at fault, all but the last mildly."""
    return problem(f"{line.path}.charge", "mild" if line.index < len(claim.lines) - 1 else "default")


def test_a_full_claim_has_all_findings() -> None:
    """As many findings as a claim form holds lines are all listed, and no more is said."""
    _, findings = _findings(999, _edit("LN102", check=_on_each))
    assert len(findings) == 999
    assert not any(MORE in finding.message for finding in findings)


@pytest.mark.parametrize("subject", ["line", "claim"])
def test_more_are_not_listed(subject: str) -> None:
    """Of more findings the first thousand are listed, and the last of them says that there are more."""
    whole = {"line": _on_each, "claim": lambda claim: (problem(f"{line.path}.charge") for line in claim.lines)}
    _, findings = _findings(1_500, _edit("LN102", subject=subject, check=whole[subject]))
    assert len(findings) == MOST_FINDINGS
    assert [finding.field for finding in findings if MORE in finding.message] == ["service_lines[999].charge"]


def test_what_is_not_listed_never_makes_a_claim_ready() -> None:
    """Where all that is listed only warns, the last finding has the severity that the others could have."""
    assert _findings(10, _edit("LN102", check=_mild))[0] is False
    ready, findings = _findings(1_500, _edit("LN102", check=_mild))
    assert not ready
    assert {finding.severity for finding in findings[:-1]} == {"WARN"}
    assert findings[-1].severity == "REJECT"


def test_what_is_explained_still_says_that_there_is_more() -> None:
    """Where another edit explains all that is listed, the last finding is still there."""
    explains = _edit(
        "LN103",
        check=lambda line, claim: problem(f"{line.path}.units", "mild"),
        cases={"mild": Case(says="A line.", mark="WARN", suppresses=(Suppression(edits=("LN102",), scope="line"),))},
    )
    ready, findings = _findings(1_500, _edit("LN102", check=_on_each), explains)
    assert not ready
    assert [finding.field for finding in findings if finding.edit == "LN102"] == ["service_lines[999].charge"]


def test_a_check_is_not_asked_for_the_rest() -> None:
    """A check that gives one problem after the other is not asked for more than are listed."""
    asked = []

    def endless(claim: ClaimFacts) -> Iterator[Problem]:
        """It finds one problem after the other."""
        for number in range(100_000):
            asked.append(number)
            yield problem(f"service_lines[{number % len(claim.lines)}].charge")

    _findings(2, _edit("LN102", subject="claim", check=endless))
    assert len(asked) == MOST_FINDINGS + 1
